// Who is here, as numbers; the newest by name.
import type { PublicPerson, UserId } from '@hawker/protocol'

const NEWEST_MAX = 300
/** Who comes again within this time is not announced again. */
const QUIET_MS = 60_000
const ANNOUNCED_MAX = 2_000

export class Audience {
  /** Sockets of each viewer. */
  readonly #sockets = new Map<string, number>()
  readonly #newest = new Map<UserId, PublicPerson>()
  readonly #announced = new Map<UserId, number>()

  /** Viewers, each counted once however many sockets he has. */
  get size(): number {
    return this.#sockets.size
  }

  /** Answers whether this viewer was not here before. */
  enter(viewerKey: string, person: PublicPerson | null): boolean {
    const sockets = this.#sockets.get(viewerKey) ?? 0
    this.#sockets.set(viewerKey, sockets + 1)
    if (person) keepNewest(this.#newest, person.id, person, NEWEST_MAX)
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
    keepNewest(this.#announced, person.id, now, ANNOUNCED_MAX)
    return true
  }

  newest(): PublicPerson[] {
    return [...this.#newest.values()].reverse()
  }
}

const keepNewest = <K, V>(map: Map<K, V>, key: K, value: V, max: number): void => {
  map.delete(key)
  map.set(key, value)
  if (map.size <= max) return
  for (const oldest of map.keys()) {
    map.delete(oldest)
    return
  }
}
