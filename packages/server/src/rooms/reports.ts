// What this process tells the others of its rooms, and what they told: viewers and staff at once, class counters once a
// second. Lossy; all of it is repeated.
import type { Notices } from '#bus'
import type { Clock, Timer, Timers } from '#kernel/clock'
import { type Classes, Peers, REPORT_EVERY_MS, REPORT_WITHIN_MS } from './core/peers.ts'
import type { LiveRoomBody } from './live-room.ts'

const NUMBERS_TOPIC = 'rooms.viewers'
const METERS_TOPIC = 'rooms.meters'

interface NumbersNotice {
  readonly process: string
  readonly rooms: readonly (readonly [name: string, viewers: number, staff: number])[]
}

interface MetersNotice {
  readonly process: string
  readonly rooms: readonly (readonly [name: string, classes: Classes])[]
}

export interface ReportsDeps {
  readonly processId: string
  readonly live: ReadonlyMap<string, LiveRoomBody>
  readonly notices: Notices
  readonly clock: Clock
  readonly timers: Timers
}

const numberOf = ({ viewers, staff }: { viewers: number; staff: number }) => viewers * 1_000 + Math.min(999, staff)

export const createReports = ({ processId, live, notices, clock, timers }: ReportsDeps) => {
  const peers = new Peers()
  /** What the others were told last; a zero until it was told twice. */
  const reported = new Map<string, number>()
  /** Sum of the counters that were told last. */
  const metered = new Map<string, number>()
  const moving = new Set<string>()
  const changed = new Set<string>()
  let timer: Timer | null = null
  let reportedAt = -Infinity
  let repeatedAt = -Infinity

  const tell = (names: Iterable<string>, repeat: boolean) => {
    const rooms: [string, number, number][] = []
    for (const name of names) {
      const numbers = live.get(name)?.numbers ?? { viewers: 0, staff: 0 }
      const number = numberOf(numbers)
      if (number === (reported.get(name) ?? 0) && !(repeat && reported.has(name))) continue
      rooms.push([name, numbers.viewers, numbers.staff])
      if (number > 0 || !repeat) reported.set(name, number)
      else reported.delete(name)
    }
    if (rooms.length > 0) notices.publish(NUMBERS_TOPIC, { process: processId, rooms } satisfies NumbersNotice)
  }
  const tellChanged = () => {
    timer?.stop()
    timer = null
    reportedAt = clock.monotonic()
    tell(changed, false)
    changed.clear()
  }

  const meter = (repeat: boolean) => {
    const now = clock.monotonic()
    const rooms: [string, Classes][] = []
    for (const [name, { core }] of live) {
      const { count } = core.meter
      const grew = count !== (metered.get(name) ?? 0)
      // Once more after the last change, when its second has passed.
      if (!grew && !moving.delete(name) && !(repeat && count > 0)) continue
      if (grew) moving.add(name)
      metered.set(name, count)
      rooms.push([name, core.meter.read(now)])
    }
    if (rooms.length > 0) notices.publish(METERS_TOPIC, { process: processId, rooms } satisfies MetersNotice)
  }

  const stopHearing = [
    notices.subscribe(NUMBERS_TOPIC, (body) => {
      const { process, rooms } = body as NumbersNotice
      if (process === processId) return
      for (const [name, viewers, staff = 0] of rooms) {
        peers.report(process, name, viewers, staff, clock.monotonic())
        live.get(name)?.countViewers()
      }
    }),
    notices.subscribe(METERS_TOPIC, (body) => {
      const { process, rooms } = body as MetersNotice
      if (process === processId) return
      for (const [name, classes] of rooms) peers.meter(process, name, classes, clock.monotonic())
    }),
  ]

  return {
    /** Somebody came or left. The first change is told at once, those after it together. */
    changed: (name: string): void => {
      changed.add(name)
      const dueInMs = reportedAt + REPORT_WITHIN_MS - clock.monotonic()
      if (dueInMs <= 0) tellChanged()
      else timer ??= timers.after(dueInMs, tellChanged)
    },
    /** Viewers elsewhere, and whether it is this process that tells all how many there are. */
    elsewhere: (name: string, ownViewers: number): { viewers: number; mineToTell: boolean } => {
      const { viewers, first } = peers.viewers(name, clock.monotonic())
      return { viewers, mineToTell: first === null || (ownViewers > 0 && processId < first) }
    },
    viewers: (name: string): number => peers.viewers(name, clock.monotonic()).viewers,
    processesIn: (name: string): readonly string[] => peers.of(name, clock.monotonic()),
    classes: (name: string, own: Classes): Classes => peers.classes(name, own, clock.monotonic()),
    forget: (name: string): void => {
      metered.delete(name)
      moving.delete(name)
    },
    /** Once a second. */
    turn: (): void => {
      const now = clock.monotonic()
      const repeat = now - repeatedAt >= REPORT_EVERY_MS
      if (repeat) {
        repeatedAt = now
        tell(new Set([...live.keys(), ...reported.keys()]), true)
      }
      meter(repeat)
      peers.forgetOld(now)
    },
    stop: (): void => {
      tellChanged()
      tell([...reported.keys()], false)
      timer?.stop()
      for (const stop of stopHearing) stop()
    },
  }
}

export type Reports = ReturnType<typeof createReports>
