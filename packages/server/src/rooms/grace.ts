// Ends rooms whose publisher stayed away. Whoever had the publisher does it on time; this is for those whose process died.
import { isRefusal } from '@hawker/protocol'
import type { Clock, Timers } from '#kernel/clock'
import type { Leases } from '#leases'
import type { Log } from '#system/log'
import type { Rooms } from './door.ts'
import type { Store } from './store.ts'

export const LOOK_EVERY_MS = 2_000
/** What the publisher's own process may be late. */
const LATE_MS = 2_000
const LEASE = 'rooms.grace'
const LEASE_MS = 3_500

export interface GraceDeps {
  readonly store: Pick<Store, 'graceOver'>
  readonly moveStatus: Rooms['moveStatus']
  /** One process looks for all. Without leases every one looks: a room is moved once in any case. */
  readonly leases: Leases | null
  readonly clock: Clock
  readonly timers: Timers
  readonly logger: Log
}

export const startGrace = ({ store, moveStatus, leases, clock, timers, logger }: GraceDeps) => {
  const lease = leases?.hold(LEASE, { ttlMs: LEASE_MS }) ?? null
  let looking: Promise<void> | null = null

  const look = async () => {
    for (const { app, room } of await store.graceOver(clock.now() - LATE_MS)) {
      const moved = await moveStatus(app, room, 'ended', { by: null, onlyFrom: ['interrupted'] })
      if (!isRefusal(moved)) logger.info({ app, room }, 'ended a room whose publisher stayed away')
    }
  }
  const every = timers.every(LOOK_EVERY_MS, () => {
    if (lease && lease.held === null) return
    looking ??= look()
      .catch((error) => logger.warn({ err: error }, 'rooms without a publisher could not be looked for'))
      .finally(() => {
        looking = null
      })
  })
  return {
    stop: async () => {
      every.stop()
      await looking
      await lease?.release()
    },
  }
}
