// What a room has to say, on its way into the log: a batch when its tick is due, the next once that is in.
import type { RoomKey, RoomLog } from '#bus'
import type { Clock, Timer, Timers } from '#kernel/clock'
import type { Log } from '#system/log'
import type { Batch, RoomCore } from './core/room.ts'

export interface SendingDeps {
  readonly key: RoomKey
  readonly core: RoomCore
  readonly log: RoomLog
  readonly clock: Clock
  readonly timers: Timers
  readonly logger: Log
}

export class Sending {
  readonly #deps: SendingDeps
  #timer: { readonly due: number; readonly timer: Timer } | null = null
  #appending: Promise<void> | null = null

  constructor(deps: SendingDeps) {
    this.#deps = deps
  }

  /** A batch is on its way. */
  get busy(): boolean {
    return this.#appending !== null
  }

  /** Sends whatever is due, and wakes up for the next. */
  pump(): void {
    if (this.#appending) return
    const { core, clock, timers } = this.#deps
    const now = clock.monotonic()
    const due = core.dueAt(now)
    if (due === null) return
    if (due <= now) {
      const batch = core.take(now)
      if (batch) this.#append(batch)
      return
    }
    if (this.#timer && this.#timer.due <= due) return
    this.#timer?.timer.stop()
    const timer = timers.after(due - now, () => {
      this.#timer = null
      this.pump()
    })
    this.#timer = { due, timer }
  }

  #append(batch: Batch): void {
    const { key, core, log, clock, logger } = this.#deps
    this.#appending = log
      .append(key, batch.entries, batch.latest && JSON.stringify(batch.latest), clock.now())
      .then(
        ({ admitted, shared }) => core.settle(batch, admitted, clock.monotonic(), shared),
        (error) => {
          logger.warn({ err: error, ...key }, 'a room could not append to its log')
          core.fail(batch)
        },
      )
      .then(() => {
        this.#appending = null
        this.pump()
      })
  }

  /** Sends what waits, without its time having come, and stops. */
  async close(): Promise<void> {
    await this.#appending
    const batch = this.#deps.core.take(Infinity)
    if (batch) this.#append(batch)
    await this.#appending
    this.#timer?.timer.stop()
    this.#timer = null
  }
}
