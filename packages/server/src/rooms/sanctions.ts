// Mutes and bans of one room: read when it opens, changed by what the log says, and read again now and then.
import {
  CLOSE,
  type MemberModerated,
  type Millis,
  type OwnStanding,
  type Refusal,
  refuse,
  type UserId,
} from '@hawker/protocol'
import type { RoomKey } from '#bus'
import { changed, type RoomSanctions } from './core/sanctions.ts'
import { personOf } from './crowd.ts'
import type { FrameSink, Member, SanctionSource, Sanctions } from './door.ts'

/** What the log did not tell is found so much later at most. */
export const REREAD_EVERY_MS = 60_000
/** After an act the truth is read: events of two acts at once may come in another order than they were committed in. */
const REREAD_AFTER_ACT_MS = 1_000

export interface RoomStandingDeps {
  readonly key: RoomKey
  readonly sanctions: RoomSanctions
  readonly sink: () => FrameSink | null
  readonly source: () => SanctionSource | null
  readonly appMutes: () => ReadonlyMap<UserId, Millis>
  readonly now: () => Millis
  readonly failed: (error: unknown) => void
}

export class RoomStanding {
  readonly #deps: RoomStandingDeps
  /** What was heard while a reading was under way: it may be older than that. */
  #heard: MemberModerated[] = []
  #reading: Promise<void> | null = null
  #readAt = -Infinity
  #dueAt = Infinity

  constructor(deps: RoomStandingDeps) {
    this.#deps = deps
  }

  mutedUntil(user: UserId): Millis | null {
    return this.#deps.sanctions.mutedUntil(user, this.#deps.now())
  }

  /** Bans of networks are for those whose name costs nothing. */
  bars(member: Member): Refusal | null {
    const { sanctions, now } = this.#deps
    const person = personOf(member)
    const at = now()
    const until =
      (person && sanctions.bannedUntil(person.id, at)) ??
      (person === null || person.role === 'guest' ? sanctions.networkBannedUntil(member.network, at) : null)
    return until === null ? null : refuse('banned', { retryAfterMs: until - at })
  }

  hear(event: MemberModerated, now: number): void {
    const { key, sanctions, sink } = this.#deps
    const { act, userId } = event
    sanctions.hear(event)
    if (this.#reading) this.#heard.push(event)
    this.#dueAt = Math.min(this.#dueAt, now + REREAD_AFTER_ACT_MS)
    if (act === 'muted' || act === 'unmuted') this.tellOwn(userId)
    else if (act === 'kicked') sink()?.closeUser(key.app, key.room, userId, CLOSE.kicked, 'kicked')
    else if (act === 'banned') this.#putOut(userId)
    // A network banned with somebody is not told to the room.
    if (act === 'banned' || act === 'unbanned') this.#dueAt = now
  }

  /** Once a second. */
  turn(now: number): void {
    if (this.#reading) return
    if (now >= Math.min(this.#dueAt, this.#readAt + REREAD_EVERY_MS)) void this.read(now).catch(this.#deps.failed)
  }

  read(now: number): Promise<void> {
    this.#readAt = now
    this.#dueAt = Infinity
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null
      this.#heard = []
    })
    return this.#reading
  }

  /** As of now: a reading that is under way may have begun before. */
  async readAgain(now: number): Promise<void> {
    await this.#reading?.catch(() => {})
    await this.read(now)
  }

  appMutesRead(): void {
    const { sanctions, appMutes, now } = this.#deps
    const before = sanctions.inApp
    sanctions.inApp = appMutes()
    for (const user of changed(before, sanctions.inApp, now())) this.tellOwn(user)
  }

  tellOwn(user: UserId): void {
    const { key, sink } = this.#deps
    const told: OwnStanding = { type: 'own.standing', room: key.room, mutedUntil: this.mutedUntil(user) }
    sink()?.toUser(key.app, user, JSON.stringify(told), key.room)
  }

  #putOut(user: UserId): void {
    const { key, sink } = this.#deps
    sink()?.closeUser(key.app, key.room, user, CLOSE.banned, 'banned')
  }

  async #read(): Promise<void> {
    const { key, source, sanctions, now, sink } = this.#deps
    sanctions.inApp = this.#deps.appMutes()
    const read: Sanctions | undefined = await source()?.ofRoom(key.app, key.room)
    if (read === undefined) return
    const { mutesChanged, banned, networks } = sanctions.load(read, now())
    for (const event of this.#heard) sanctions.hear(event)
    for (const user of mutesChanged) this.tellOwn(user)
    for (const user of banned) this.#putOut(user)
    for (const network of networks) sink()?.closeNetwork(key.app, key.room, network, CLOSE.banned, 'banned')
  }
}
