// Who is here, as numbers; the newest by name.
import type { Millis, PublicPerson, UserId } from '@hawker/protocol'
import { Newest } from './newest.ts'

const NEWEST_MAX = 300
/** Who comes again within this time is not announced again. */
const QUIET_MS = 60_000
const ANNOUNCED_MAX = 2_000

export interface Newcomer {
  readonly person: PublicPerson
  readonly at: Millis
}

export class Audience {
  /** Sockets of each viewer. */
  readonly #sockets = new Map<string, number>()
  /** Viewers who are here and are counted by another process, where they are as well. */
  readonly #elsewhere = new Set<string>()
  readonly #newest = new Newest<UserId, Newcomer>(NEWEST_MAX)
  readonly #announced = new Newest<UserId, number>(ANNOUNCED_MAX)

  /** Viewers that count here, each once however many sockets he has. */
  get size(): number {
    return this.#sockets.size - this.#elsewhere.size
  }

  /** Viewers that are here, whoever counts them. */
  get here(): number {
    return this.#sockets.size
  }

  has(viewerKey: string): boolean {
    return this.#sockets.has(viewerKey)
  }

  /** Viewers that count here, by their keys. */
  keys(): string[] {
    const keys = [...this.#sockets.keys()]
    return this.#elsewhere.size === 0 ? keys : keys.filter((key) => !this.#elsewhere.has(key))
  }

  /** Answers whether this viewer was not here before. */
  enter(viewerKey: string, person: PublicPerson | null, at: Millis): boolean {
    const sockets = this.#sockets.get(viewerKey) ?? 0
    this.#sockets.set(viewerKey, sockets + 1)
    if (person) this.#newest.keep(person.id, { person, at })
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
    if (this.#elsewhere.size > 0) this.#elsewhere.delete(viewerKey)
    if (person) this.#newest.delete(person.id)
    return true
  }

  /** He keeps his place among the newest. */
  renew(person: PublicPerson): void {
    const kept = this.#newest.get(person.id)
    if (kept) this.#newest.set(person.id, { ...kept, person })
  }

  /** Answers whether that changed anything. */
  countElsewhere(viewerKey: string, elsewhere: boolean): boolean {
    if (!elsewhere) return this.#elsewhere.delete(viewerKey)
    if (!this.#sockets.has(viewerKey) || this.#elsewhere.has(viewerKey)) return false
    this.#elsewhere.add(viewerKey)
    return true
  }

  /** Whether to say that somebody came: not again and again for the same person. */
  shouldAnnounce(person: PublicPerson, now: number): boolean {
    const last = this.#announced.get(person.id)
    if (last !== undefined && now - last < QUIET_MS) return false
    this.#announced.keep(person.id, now)
    return true
  }

  /** Newest first. */
  newest(): Newcomer[] {
    return [...this.#newest.values()].reverse()
  }
}
