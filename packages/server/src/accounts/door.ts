// What other modules may ask of accounts.
import type { Actor, AppId, PublicPerson, RoomId, UserId } from '@hawker/protocol'
import type { Transaction } from 'kysely'

/** What a socket ticket says once it was verified. */
export interface SocketTicket {
  readonly app: AppId
  readonly room: RoomId
  readonly person: PublicPerson
  readonly sessionId: string
  /** Where there are other processes: whether none of them has redeemed it. Wait for it before anything is let in. */
  readonly unused?: Promise<boolean> | null
}

export interface Accounts {
  /** The app public requests belong to when they name none. */
  readonly defaultApp: AppId
  /** Where browsers bring the session: `__Host-hk` under https, else `hk`. */
  readonly cookieName: string
  hasApp(app: AppId): boolean
  /** Who stands behind a session cookie, a bearer session token or a server token signed with the app secret; null when invalid. */
  actorOf(credential: string): Promise<Actor | null>
  /** Verifies a socket ticket without the database: HMAC, 60 s, once. See `unused`. */
  redeemTicket(ticket: string): SocketTicket | null
  /** Calls back when a session ended or a role changed, on whichever process; `sessionId` null means all of that user's. */
  onRevoked(listener: (app: AppId, user: UserId, sessionId: string | null) => void): void
  /** Whether a session still stands and with which role: the gateway asks every 60 s per user. */
  stillStands(app: AppId, user: UserId, sessionId: string): Promise<PublicPerson | null>
  person(app: AppId, user: UserId): Promise<PublicPerson | null>
  /** Many at once, by their ids, for a list; who is nobody here is missing. */
  people(app: AppId, users: readonly UserId[]): Promise<ReadonlyMap<UserId, PublicPerson>>
  /** Whether anybody came to this app by a ticket of its own. */
  hasCustomers(app: AppId): Promise<boolean>
  /** Keeps levels of people in the transaction of whoever counts their points; `levelsChanged` after the commit. */
  setLevels(tx: Transaction<unknown>, app: AppId, levels: ReadonlyMap<UserId, number>): Promise<void>
  levelsChanged(app: AppId, levels: ReadonlyMap<UserId, number>): void
  /** Calls back with levels that changed, on every process. */
  onLevels(listener: (app: AppId, levels: ReadonlyMap<UserId, number>) => void): void
}
