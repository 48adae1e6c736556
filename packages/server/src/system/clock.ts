// The machine's clock and timers. A throw in a timer would end the process, so every body is guarded here.
import type { Clock, Timers } from '#kernel/clock'
import type { Log } from './log.ts'

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
}

export const systemTimers = (log: Log): Timers => {
  const guarded = (run: () => void) => () => {
    try {
      run()
    } catch (error) {
      log.error({ err: error }, 'a timer failed')
    }
  }
  return {
    after: (ms, run) => {
      const id = setTimeout(guarded(run), ms)
      return { stop: () => clearTimeout(id) }
    },
    every: (ms, run) => {
      const id = setInterval(guarded(run), ms)
      return { stop: () => clearInterval(id) }
    },
  }
}
