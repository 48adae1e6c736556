// A server that dies is started again on the same socket: rooms go on meanwhile, and who asks is told "unavailable".
import type { Timers } from '#kernel/clock'

export const LOOK_EVERY_MS = 250
/** Between two attempts that failed: doubles up to the last. */
const AGAIN_FIRST_MS = 500
const AGAIN_MAX_MS = 4_000

export interface Kept {
  isUp(): boolean
  start(): Promise<void>
  /** It died; it is up again; it could not be started and will be tried again. */
  told(what: 'died' | 'back' | 'not-yet', error?: unknown): void
}

/** Answers how to stop looking; after that nothing is started any more. */
export const keepRunning = (kept: Kept, timers: Pick<Timers, 'after'>): (() => Promise<void>) => {
  let stopped = false
  let starting: Promise<void> | null = null
  let timer = timers.after(LOOK_EVERY_MS, look)

  async function again(): Promise<void> {
    kept.told('died')
    for (let pauseMs = AGAIN_FIRST_MS; !stopped; pauseMs = Math.min(AGAIN_MAX_MS, pauseMs * 2)) {
      try {
        await kept.start()
        return kept.told('back')
      } catch (error) {
        kept.told('not-yet', error)
        await new Promise<void>((resolve) => timers.after(pauseMs, resolve))
      }
    }
  }
  function look(): void {
    if (stopped) return
    if (kept.isUp()) {
      timer = timers.after(LOOK_EVERY_MS, look)
      return
    }
    starting = again().finally(() => {
      starting = null
      timer = timers.after(LOOK_EVERY_MS, look)
    })
  }
  return async () => {
    stopped = true
    timer.stop()
    await starting
    timer.stop()
  }
}
