// Who said how many lines in a room since the last look. One map entry a speaker, and no more speakers than a room has
// place for lines.
import { isStaff, type PublicPerson, type UserId } from '@hawker/protocol'

export const SPEAKERS_MAX = 1_000

export class Tally {
  #lines = new Map<UserId, number>()

  spoke({ id, role }: PublicPerson): void {
    if (isStaff(role)) return
    const lines = this.#lines.get(id)
    if (lines === undefined && this.#lines.size >= SPEAKERS_MAX) return
    this.#lines.set(id, (lines ?? 0) + 1)
  }

  /** Since the last call; null when nobody spoke. */
  take(): ReadonlyMap<UserId, number> | null {
    if (this.#lines.size === 0) return null
    const lines = this.#lines
    this.#lines = new Map()
    return lines
  }
}
