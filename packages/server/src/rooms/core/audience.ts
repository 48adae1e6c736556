// Who is here, as numbers; the newest by name.
import type { PublicPerson, UserId } from '@hawker/protocol'

const NEWEST_MAX = 300
/** Who comes again within this time is not announced again. */
const QUIET_MS = 60_000
const ANNOUNCED_MAX = 2_000

/** The newest so many. One iterator walks behind: a new one would step over every key deleted so far, 5 µs a join. */
class Newest<K, V> extends Map<K, V> {
  readonly #max: number
  readonly #oldest: MapIterator<K>

  constructor(max: number) {
    super()
    this.#max = max
    this.#oldest = this.keys()
  }

  keep(key: K, value: V): void {
    this.delete(key)
    this.set(key, value)
    if (this.size > this.#max) this.delete(this.#oldest.next().value!)
  }
}

export class Audience {
  /** Sockets of each viewer. */
  readonly #sockets = new Map<string, number>()
  readonly #newest = new Newest<UserId, PublicPerson>(NEWEST_MAX)
  readonly #announced = new Newest<UserId, number>(ANNOUNCED_MAX)

  /** Viewers, each counted once however many sockets he has. */
  get size(): number {
    return this.#sockets.size
  }

  /** Answers whether this viewer was not here before. */
  enter(viewerKey: string, person: PublicPerson | null): boolean {
    const sockets = this.#sockets.get(viewerKey) ?? 0
    this.#sockets.set(viewerKey, sockets + 1)
    if (person) this.#newest.keep(person.id, person)
    return sockets === 0
  }

  /** Answers whether this was the viewer's last socket. */
  leave(viewerKey: string, person: PublicPerson | null): boolean {
    const sockets = this.#sockets.get(viewerKey)
    if (sockets === undefined) return false
    if (sockets > 1) {
      this.#sockets.set(viewerKey, sockets - 1)
      return false
    }
    this.#sockets.delete(viewerKey)
    if (person) this.#newest.delete(person.id)
    return true
  }

  /** Whether to say that somebody came: not again and again for the same person. */
  shouldAnnounce(person: PublicPerson, now: number): boolean {
    const last = this.#announced.get(person.id)
    if (last !== undefined && now - last < QUIET_MS) return false
    this.#announced.keep(person.id, now)
    return true
  }

  newest(): PublicPerson[] {
    return [...this.#newest.values()].reverse()
  }
}
