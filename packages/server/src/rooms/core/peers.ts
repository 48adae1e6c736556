// The other processes and what they have in each room. Each tells its numbers; what is not repeated in time is forgotten.
import type { ClassCount, RoomMeters } from '@hawker/protocol'

/** A process that ended without a word is forgotten after this. */
export const REPORT_LIFETIME_MS = 15_000
/** What has not changed is repeated. */
export const REPORT_EVERY_MS = 5_000
/** What has changed is told at once, and then this often. */
export const REPORT_WITHIN_MS = 250

export type Classes = RoomMeters['classes']

interface Told {
  viewers: number
  staff: number
  at: number
  classes: Classes | null
  metersAt: number
}

const CLASSES = ['P0', 'P1', 'P2', 'P3'] as const

const plus = (a: ClassCount, b: ClassCount): ClassCount => ({
  perSecond: a.perSecond + b.perSecond,
  sent: a.sent + b.sent,
  merged: a.merged + b.merged,
  dropped: a.dropped + b.dropped,
})

export const addClasses = (a: Classes, b: Classes): Classes => {
  const [P0, P1, P2, P3] = CLASSES.map((name) => plus(a[name], b[name]))
  return { P0: P0!, P1: P1!, P2: P2!, P3: P3! }
}

const NOBODY = { viewers: 0, first: null } as const

export class Peers {
  /** Room → process → what it told. */
  readonly #rooms = new Map<string, Map<string, Told>>()

  report(process: string, room: string, viewers: number, staff: number, now: number): void {
    if (viewers + staff > 0 || this.#rooms.get(room)?.has(process))
      Object.assign(this.#told(process, room), { viewers, staff, at: now })
  }

  /** Counters grow, so the newest is right. */
  meter(process: string, room: string, classes: Classes, now: number): void {
    Object.assign(this.#told(process, room), { classes, metersAt: now })
  }

  #told(process: string, room: string): Told {
    let processes = this.#rooms.get(room)
    if (!processes) {
      processes = new Map()
      this.#rooms.set(room, processes)
    }
    let told = processes.get(process)
    if (!told) {
      told = { viewers: 0, staff: 0, at: -Infinity, classes: null, metersAt: -Infinity }
      processes.set(process, told)
    }
    return told
  }

  /** Viewers of all others, and the first of the processes that have some, by name. */
  viewers(room: string, now: number): { readonly viewers: number; readonly first: string | null } {
    const processes = this.#rooms.get(room)
    if (!processes) return NOBODY
    let sum = 0
    let first: string | null = null
    for (const [process, { viewers, at }] of processes) {
      if (viewers === 0 || now - at >= REPORT_LIFETIME_MS) continue
      sum += viewers
      if (first === null || process < first) first = process
    }
    return { viewers: sum, first }
  }

  /** Processes that have somebody there. */
  of(room: string, now: number): string[] {
    return [...(this.#rooms.get(room) ?? [])]
      .filter(([, { viewers, staff, at }]) => viewers + staff > 0 && now - at < REPORT_LIFETIME_MS)
      .map(([process]) => process)
  }

  classes(room: string, own: Classes, now: number): Classes {
    let sum = own
    for (const { classes, metersAt } of this.#rooms.get(room)?.values() ?? [])
      if (classes && now - metersAt < REPORT_LIFETIME_MS) sum = addClasses(sum, classes)
    return sum
  }

  forgetOld(now: number): void {
    for (const [room, processes] of this.#rooms) {
      for (const [process, { at, metersAt }] of processes)
        if (now - Math.max(at, metersAt) >= REPORT_LIFETIME_MS) processes.delete(process)
      if (processes.size === 0) this.#rooms.delete(room)
    }
  }
}
