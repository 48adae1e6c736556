// Looks every second for what is over. The database's clock decides what that is; this only decides when to look. Of
// several processes one looks for all; what each sweep does is guarded by its own rows, so two at once do it once.
import type { Millis } from '@hawker/protocol'
import type { Clock, Timer, Timers } from '#kernel/clock'
import { JOB_LEASE_MS, type Leases } from '#leases'
import type { Log } from '#system/log'

export const LOOK_EVERY_MS = 1_000

export interface Sweep {
  readonly name: string
  /** True when there may be more at once. */
  run(): Promise<unknown>
}

export const createSweeper = (
  { clock, timers, log }: { clock: Clock; timers: Timers; log: Log },
  sweeps: readonly Sweep[],
  leases?: Pick<Leases, 'hold'>,
  job = 'commerce.sweeps',
) => {
  const early = new Set<Timer>()
  let running: Promise<void> | null = null
  let stopped = false

  const sweepAll = async () => {
    for (const sweep of sweeps) {
      try {
        while (!stopped && (await sweep.run()) === true);
      } catch (error) {
        log.warn({ err: error, sweep: sweep.name }, 'a sweep failed; the next look tries again')
      }
    }
  }
  const begin = (): Promise<void> => {
    running ??= sweepAll().finally(() => {
      running = null
    })
    return running
  }
  /** One that is under way may have looked already at what ended only now. */
  const sweep = async (): Promise<void> => {
    await running
    await begin()
  }
  const lease = leases?.hold(job, { ttlMs: JOB_LEASE_MS }) ?? null
  const regular = timers.every(LOOK_EVERY_MS, () => {
    if (!lease || lease.held) void begin()
  })

  return {
    sweep,
    /** Something is known to end then: look at that moment, not up to a second later. */
    lookAt: (at: Millis) => {
      const timer = timers.after(Math.max(0, at - clock.now()) + 5, () => {
        early.delete(timer)
        void sweep()
      })
      early.add(timer)
    },
    stop: async () => {
      stopped = true
      regular.stop()
      for (const timer of early) timer.stop()
      await running
      await lease?.release()
    },
  }
}
