// A shared log as processes see it: what they ask arrives late or never, and so do the answers; it hangs, and forgets.
import { Away, createMemoryLog, type OnFrame, type RoomKey, type RoomLog, type SharedLog } from '#bus'
import type { Chance } from '#kernel/chance'
import type { ManualTime } from './manual-time.ts'

interface Listener {
  readonly key: RoomKey
  readonly onFrame: OnFrame
  stop: () => Promise<void>
}

export class Network {
  log: RoomLog
  /** Nothing breaks by itself any more. */
  calm = false
  #down = false
  readonly #time: ManualTime
  readonly #chance: Chance
  readonly #listeners = new Set<Listener>()
  #held: { run: () => void; cut: (error: Away) => void }[] = []

  constructor(time: ManualTime, chance: Chance) {
    this.#time = time
    this.#chance = chance
    this.log = createMemoryLog({ chance })
  }

  /** Answers nothing; what is asked meanwhile is done when it is back, or never. */
  pause(): void {
    this.#down = true
  }

  back(): void {
    this.#down = false
    for (const { run } of this.#held.splice(0)) run()
  }

  /** All that it held is gone, and so is what it was asked. Whoever listens is told of another epoch. */
  async restart(): Promise<void> {
    for (const { cut } of this.#held.splice(0)) cut(new Away('killed'))
    this.#down = false
    this.log = createMemoryLog({ chance: this.#chance })
    for (const listener of this.#listeners) {
      await listener.stop()
      await this.#listen(listener)
      const { epoch, offset } = await this.log.position(listener.key)
      const frame = `{"type":"frame","epoch":"${epoch}","first":${offset + 1},"count":0,"ordered":[]}`
      listener.onFrame(frame, epoch, offset + 1, 0, true)
    }
  }

  /** One process's way to it. Frames come once and in order, as what follows a room sees to. */
  shared(): SharedLog & { cut(): void } {
    let gone = false
    const mine = new Set<Listener>()
    const ask = <T>(does: (log: RoomLog) => Promise<T>): Promise<T> => (gone ? new Promise(() => {}) : this.#ask(does))
    return {
      append: (...args) => ask((log) => log.append(...args)),
      read: (...args) => ask((log) => log.read(...args)),
      position: (key) => ask((log) => log.position(key)),
      tail: (...args) => ask((log) => log.tail(...args)),
      redact: (...args) => ask((log) => log.redact(...args)),
      subscribe: async (key, onFrame) => {
        const listener: Listener = {
          key,
          onFrame: (...frame) => {
            if (!gone) onFrame(...frame)
          },
          stop: async () => {},
        }
        this.#listeners.add(listener)
        mine.add(listener)
        await this.#listen(listener)
        return async () => {
          this.#listeners.delete(listener)
          await listener.stop()
        }
      },
      probe: () => ask(async () => {}),
      onRedacted: () => {},
      renew: () => {},
      stop: () => {},
      /** The process is no more. */
      cut: () => {
        gone = true
        for (const listener of mine) this.#listeners.delete(listener)
      },
    }
  }

  async #listen(listener: Listener): Promise<void> {
    const { log } = this
    const stop = await log.subscribe(listener.key, listener.onFrame)
    if (log === this.log) listener.stop = stop
    else await stop()
  }

  async #ask<T>(does: (log: RoomLog) => Promise<T>): Promise<T> {
    const roll = this.calm ? 0.5 : this.#chance.next()
    if (this.#down) {
      if (roll < 0.3) throw new Away('refused')
      return new Promise((resolve, reject) =>
        this.#held.push({ run: () => does(this.log).then(resolve, reject), cut: reject }),
      )
    }
    if (roll < 0.005) throw new Away('cut before it arrived')
    const { log } = this
    await this.#wait(3)
    if (log !== this.log) throw new Away('cut')
    const answer = await does(log)
    if (roll > 0.995) throw new Away('cut before the answer')
    await this.#wait(roll > 0.985 ? 2_000 : 3)
    return answer
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.#time.after(Math.floor(this.#chance.next() * ms), resolve))
  }
}
