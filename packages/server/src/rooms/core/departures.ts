// Who left, told a little later: most who leave are back in a moment, over another connection.
import type { PublicPerson, UserId } from '@hawker/protocol'

/** Who is back within this never left. */
export const LEFT_AFTER_MS = 10_000
/** More than these are told as a number. */
const NAMED_MAX = 2_000
const NAMES_MAX = 3

export class Departures {
  /** In the order of leaving. */
  readonly #left = new Map<UserId, { readonly name: string; readonly at: number }>()
  #nameless = 0

  left({ id, name }: PublicPerson, now: number): void {
    if (this.#left.size >= NAMED_MAX) this.#nameless += 1
    else this.#left.set(id, { name, at: now })
  }

  /** Answers whether he had left a moment ago, and nobody was told. */
  cameBack(user: UserId): boolean {
    return this.#left.size > 0 && this.#left.delete(user)
  }

  /** Those who stayed away; null when there are none. */
  take(now: number): { names: string[]; count: number } | null {
    const names: string[] = []
    let count = this.#nameless
    this.#nameless = 0
    for (const [user, { name, at }] of this.#left) {
      if (now - at < LEFT_AFTER_MS) break
      this.#left.delete(user)
      if (names.length < NAMES_MAX) names.push(name)
      count += 1
    }
    return count === 0 ? null : { names, count }
  }
}
