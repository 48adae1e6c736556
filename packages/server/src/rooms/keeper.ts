// Housekeeping of all rooms of this process, once a second: numbers to other processes, totals to the database, what was
// told of people read again, rooms that fell silent let go.
import type { AppId } from '@hawker/protocol'
import type { Clock, Timers } from '#kernel/clock'
import type { Log } from '#system/log'
import type { AppMutes } from './app-mutes.ts'
import type { LiveRoomBody } from './live-room.ts'
import type { Reports } from './reports.ts'
import type { Counts, Store } from './store.ts'
import type { Tallies } from './tallies.ts'

/** Likes of a process that ends without a word are lost for so long. */
const HOUSEKEEPING_EVERY_MS = 1_000
/** A room without members and without anything to say leaves memory after this. */
const IDLE_MS = 30_000

export interface KeeperDeps {
  readonly live: Map<string, LiveRoomBody>
  readonly store: Pick<Store, 'keepCounts'>
  readonly reports: Reports
  readonly appMutes: AppMutes
  readonly staffTopic: { turn(): void }
  readonly tallies: Tallies
  readonly clock: Clock
  readonly timers: Timers
  readonly logger: Log
}

export const startKeeper = (deps: KeeperDeps) => {
  const { live, store, reports, appMutes, staffTopic, tallies, clock, timers, logger } = deps
  const peaks = new WeakMap<LiveRoomBody, number>()
  let keeping: Promise<void> | null = null

  const keepCounts = async (rooms: readonly (readonly [string, LiveRoomBody])[]) => {
    const counts = new Map<string, Counts>()
    for (const [name, room] of rooms) {
      const { likesToKeep: likes, peakViewers } = room.core
      if (likes > 0 || peakViewers > (peaks.get(room) ?? 0))
        counts.set(name, { app: room.app, room: room.id, likes, peakViewers })
    }
    if (counts.size === 0) return
    const totals = await store.keepCounts([...counts.values()])
    for (const { app, room: id, likes } of totals) {
      const name = `${app}/${id}`
      const kept = counts.get(name)!
      const room = live.get(name)
      if (!room) continue
      peaks.set(room, kept.peakViewers)
      room.core.likesKept(likes, kept.likes)
    }
  }
  /** What could not be kept stays to be kept the next time. */
  const keep = (): Promise<void> => {
    keeping ??= keepCounts([...live])
      .catch((error) => logger.warn({ err: error }, 'like totals could not be kept'))
      .finally(() => {
        keeping = null
      })
    return keeping
  }

  const letGo = (now: number) => {
    for (const [name, room] of live) {
      if (room.idleFor(now) < IDLE_MS) continue
      live.delete(name)
      reports.forget(name)
      room.close().catch((error) => logger.warn({ err: error }, 'a silent room could not be closed'))
    }
  }

  const every = timers.every(HOUSEKEEPING_EVERY_MS, () => {
    const now = clock.monotonic()
    const apps = new Set<AppId>()
    for (const room of live.values()) {
      room.turn(now)
      apps.add(room.app)
    }
    reports.turn()
    staffTopic.turn()
    appMutes.turn(apps)
    tallies.turn(now)
    void keep()
    letGo(now)
  })

  return {
    stop: async () => {
      every.stop()
      await keeping
      await Promise.all([keep(), tallies.stop()])
    },
  }
}
