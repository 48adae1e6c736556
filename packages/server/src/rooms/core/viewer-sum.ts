// Viewers of a room over all processes: each reports its number, and a number not repeated in time is forgotten.

/** A process that ended without a word is forgotten after this. */
export const REPORT_LIFETIME_MS = 15_000
export const REPORT_EVERY_MS = 5_000

export class ViewerSum {
  /** Room → process → its number and when it was told. */
  readonly #rooms = new Map<string, Map<string, { count: number; at: number }>>()

  report(process: string, room: string, count: number, now: number): void {
    const processes = this.#rooms.get(room)
    if (count > 0) {
      if (processes) processes.set(process, { count, at: now })
      else this.#rooms.set(room, new Map([[process, { count, at: now }]]))
      return
    }
    processes?.delete(process)
    if (processes?.size === 0) this.#rooms.delete(room)
  }

  others(room: string, now: number): number {
    let sum = 0
    for (const { count, at } of this.#rooms.get(room)?.values() ?? []) if (now - at < REPORT_LIFETIME_MS) sum += count
    return sum
  }

  forgetOld(now: number): void {
    for (const [room, processes] of this.#rooms) {
      for (const [process, { at }] of processes) if (now - at >= REPORT_LIFETIME_MS) processes.delete(process)
      if (processes.size === 0) this.#rooms.delete(room)
    }
  }
}
