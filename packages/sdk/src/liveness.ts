// Asks for the server's clock at every join and each half minute. The answer sets the clock; no answer means a dead line.
import type { ServerClock } from './clock.ts'
import type { Machine } from './machine.ts'

export const CLOCK_EVERY_MS = 30_000
export const CLOCK_ANSWER_MS = 10_000

export class Liveness {
  readonly #machine: Machine
  readonly #clock: ServerClock
  readonly #ask: (ref: number, sentAt: number) => void
  readonly #dead: () => void
  #ref = 0
  #callOff: () => void = () => {}

  constructor(machine: Machine, clock: ServerClock, ask: (ref: number, sentAt: number) => void, dead: () => void) {
    this.#machine = machine
    this.#clock = clock
    this.#ask = ask
    this.#dead = dead
  }

  /** Asks now, and goes on asking. */
  begin(): void {
    this.#callOff()
    this.#ask(++this.#ref, this.#machine.now())
    this.#callOff = this.#machine.after(CLOCK_ANSWER_MS, this.#dead)
  }

  heard(ref: number, sentAt: number, serverAt: number): void {
    if (ref !== this.#ref) return
    this.#clock.learn(sentAt, serverAt, this.#machine.now())
    this.#callOff()
    this.#callOff = this.#machine.after(CLOCK_EVERY_MS, () => this.begin())
  }

  stop(): void {
    this.#callOff()
  }
}
