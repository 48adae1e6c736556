// Tells rooms what their counters are now. A value is read again before it is told, as commits and tellings of several
// processes overtake each other; and once more when all is quiet, so that the last word is the right one.
import type { AppId, RoomId } from '@hawker/protocol'
import type { Timer } from '#kernel/clock'
import type { Counters } from './core/counters.ts'
import type { FieldsDeps } from './shared.ts'
import { readCounters } from './store.ts'

/** Rooms send latest values once a second at most, so reading more often than this would be for nobody. */
export const COUNTERS_TOLD_EVERY_MS = 250
/** Longer than a room holds a value back: what was told by then cannot come after this. */
export const COUNTERS_CONFIRMED_AFTER_MS = 1_500

export interface CounterNews {
  changed(app: AppId, room: RoomId, keys: readonly string[]): void
  stop(): void
}

interface Waiting {
  readonly app: AppId
  readonly room: RoomId
  /** Changed since they were read last. */
  changed: Set<string>
  /** When those that were told are read once more. */
  readonly confirmAt: Map<string, number>
  /** Null: it is reading. */
  timer: Timer | null
  readAt: number
}

type Deps = Pick<FieldsDeps, 'db' | 'rooms' | 'clock' | 'timers' | 'log'>

export const createCounterNews = ({ db, rooms, clock, timers, log }: Deps): CounterNews => {
  const waiting = new Map<string, Waiting>()
  let stopped = false

  const tell = async ({ app, room }: Waiting, keys: readonly string[]): Promise<void> => {
    try {
      const now: Counters = await readCounters(db.of(app), app, room)
      const counters = keys.map((key) => [key, Object.hasOwn(now, key) ? now[key]! : null] as const)
      rooms.latest(app, room, { counters: Object.fromEntries(counters) })
    } catch (error) {
      // Read once more at its confirmation.
      log.warn({ err: error, app, room }, 'counters could not be read to be told')
    }
  }

  const read = async (it: Waiting) => {
    it.timer = null
    it.readAt = clock.monotonic()
    const changed = it.changed
    it.changed = new Set()
    const due = [...it.confirmAt].filter(([, at]) => at <= it.readAt).map(([key]) => key)
    for (const key of due) it.confirmAt.delete(key)
    for (const key of changed) it.confirmAt.set(key, it.readAt + COUNTERS_CONFIRMED_AFTER_MS)
    await tell(it, [...new Set([...due, ...changed])])
    if (it.changed.size + it.confirmAt.size === 0) waiting.delete(`${it.app}/${it.room}`)
    else schedule(it)
  }
  const schedule = (it: Waiting) => {
    if (stopped) return
    const at = it.changed.size > 0 ? it.readAt + COUNTERS_TOLD_EVERY_MS : Math.min(...it.confirmAt.values())
    it.timer?.stop()
    it.timer = timers.after(Math.max(0, at - clock.monotonic()), () => void read(it))
  }

  return {
    changed: (app, room, keys) => {
      const name = `${app}/${room}`
      const known = waiting.get(name)
      if (known) {
        const first = known.changed.size === 0
        for (const key of keys) known.changed.add(key)
        if (first && known.timer) schedule(known)
      } else if (!stopped) {
        const it = { app, room, changed: new Set(keys), confirmAt: new Map(), timer: null, readAt: 0 }
        waiting.set(name, it)
        void read(it)
      }
    },
    stop: () => {
      stopped = true
      for (const { timer } of waiting.values()) timer?.stop()
      waiting.clear()
    },
  }
}
