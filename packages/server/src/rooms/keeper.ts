// Housekeeping of all rooms of this process, once a second: viewer numbers to other processes, totals to the database,
// rooms that fell silent let go.
import type { Notices } from '#bus'
import type { Clock, Timers } from '#kernel/clock'
import type { Log } from '#system/log'
import { REPORT_EVERY_MS, ViewerSum } from './core/viewer-sum.ts'
import type { LiveRoomBody } from './live-room.ts'
import type { Counts, Store } from './store.ts'

const HOUSEKEEPING_EVERY_MS = 1_000
const KEEP_COUNTS_EVERY_MS = 3_000
/** A room without members and without anything to say leaves memory after this. */
const IDLE_MS = 30_000
const VIEWERS_TOPIC = 'rooms.viewers'

interface ViewersNotice {
  readonly process: string
  readonly rooms: readonly (readonly [name: string, count: number])[]
}

export interface KeeperDeps {
  readonly processId: string
  readonly live: Map<string, LiveRoomBody>
  readonly store: Pick<Store, 'keepCounts'>
  readonly notices: Notices
  readonly clock: Clock
  readonly timers: Timers
  readonly logger: Log
}

export const startKeeper = (deps: KeeperDeps) => {
  const { processId, live, store, notices, clock, timers, logger } = deps
  const sum = new ViewerSum()
  /** What the others were told last, where it is not zero. */
  const reported = new Map<string, number>()
  const peaks = new WeakMap<LiveRoomBody, number>()
  let reportedAllAt = -Infinity
  let keptAt = clock.monotonic()
  let keeping: Promise<void> | null = null

  const stopHearing = notices.subscribe(VIEWERS_TOPIC, (body) => {
    const { process, rooms } = body as ViewersNotice
    if (process === processId) return
    for (const [name, count] of rooms) {
      sum.report(process, name, count, clock.monotonic())
      live.get(name)?.countViewers()
    }
  })

  const report = (now: number) => {
    const all = now - reportedAllAt >= REPORT_EVERY_MS
    if (all) reportedAllAt = now
    const rooms: [string, number][] = []
    for (const [name, room] of live) {
      const count = room.localViewers
      const before = reported.get(name) ?? 0
      if (count === before && !(all && count > 0)) continue
      rooms.push([name, count])
      if (count > 0) reported.set(name, count)
      else reported.delete(name)
    }
    if (rooms.length > 0) notices.publish(VIEWERS_TOPIC, { process: processId, rooms } satisfies ViewersNotice)
  }

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
      reported.delete(name)
      room.close().catch((error) => logger.warn({ err: error }, 'a silent room could not be closed'))
    }
  }

  const every = timers.every(HOUSEKEEPING_EVERY_MS, () => {
    const now = clock.monotonic()
    sum.forgetOld(now)
    report(now)
    for (const room of live.values()) room.countViewers()
    if (now - keptAt >= KEEP_COUNTS_EVERY_MS) {
      keptAt = now
      void keep()
    }
    letGo(now)
  })

  return {
    viewersElsewhere: (name: string) => sum.others(name, clock.monotonic()),
    stop: async () => {
      every.stop()
      stopHearing()
      await keeping
      await keep()
    },
  }
}
