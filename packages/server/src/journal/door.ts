// The journal: what happened, in order, written in the transaction of the change itself.
import type { AppId, Millis, OrderedEvent, RoomId } from '@hawker/protocol'
import type { Kysely, Transaction } from 'kysely'

export interface JournalEntry {
  readonly app: AppId
  readonly room: RoomId | null
  /** `room.moved`, `launch.opened`, `orders.placed`, `order.paid`, … */
  readonly kind: string
  /** Who did it: a user id, `server`, or null for the system. */
  readonly by: string | null
  readonly payload: unknown
  /** What the room must be told because of it. Told after the commit, and again by the sweeper after a crash. */
  readonly tell?: readonly OrderedEvent[]
  /** People are told of what is theirs. Whoever does says so; a crash in between is found as with `tell`. */
  readonly tellsPeople?: true
}

export interface Journal {
  /** Writes inside the caller's transaction; answers the entry's id (a decimal string of a 64-bit number). */
  append(tx: Transaction<unknown>, entry: JournalEntry): Promise<string>
  /** The same for many rooms at once, each an entry of its own; answers their ids in the order of the rooms. */
  appendForRooms(
    tx: Transaction<unknown>,
    entry: Omit<JournalEntry, 'room'>,
    rooms: readonly RoomId[],
  ): Promise<readonly string[]>
  /** Entries of different rooms and apps in one statement, with nothing to tell. */
  appendAll(tx: Transaction<unknown>, entries: readonly Omit<JournalEntry, 'tell'>[]): Promise<void>
  /**
   * For a statement that journals from inside its SQL (the order pipeline, one row a batch): text of an insert into the
   * journal of what `select` gives, as columns app_id, room_id, kind, by, payload (jsonb). Nothing to tell a room.
   */
  insertFrom(select: string): string
  /** The same with `tell` (jsonb) as a sixth column; the rows come back as `id` and `room_id`. */
  insertToldFrom(select: string): string
  /** Committed entries that a room, or people, have not been told of yet, oldest first, a few hundred. Age by the database's clock. */
  untold(olderThanMs: number): Promise<readonly Untold[]>
  markTold(ids: readonly string[]): Promise<void>
  /**
   * A look at how far the journal is whole: below the id answered nothing comes in any more. Each follower asks his own,
   * about once a second; while others write it lags behind by one look or by the longest transaction.
   */
  horizon(): () => Promise<number>
  readonly readOn: ReadOn
  /** Entries that tell how order was kept (`moderation.*`) in a room and in its app as a whole, newest first: the audit. */
  acts(app: AppId, room: RoomId, page: { limit: number; before: string | null }): Promise<readonly Written[]>
  /** Entries that tell how a room was run (`DEED_KINDS`), newest first, with what its people were told in words. */
  deeds(
    app: AppId,
    room: RoomId,
    page: { limit: number; before: string | null },
  ): Promise<readonly (Written & { readonly told: string | null })[]>
}

/** For one who reads on from a place he keeps, in the transaction in which he moves it. Of all apps where `tx` sees them. */
export type ReadOn = (
  tx: Kysely<unknown>,
  ask: { readonly after: number; readonly upTo: number; readonly kinds: readonly string[] },
) => Promise<{
  readonly entries: readonly (Written & { readonly app: AppId })[]
  /** Where to read on: everything of these kinds up to here has been answered. */
  readonly place: number
}>

/** An entry as it was written. */
export interface Written {
  readonly id: string
  readonly at: Millis
  readonly room: RoomId | null
  readonly kind: string
  readonly by: string | null
  readonly payload: unknown
}

/** What a crash between commit and announcement left behind. */
export interface Untold {
  readonly id: string
  readonly app: AppId
  readonly room: RoomId | null
  readonly kind: string
  readonly payload: unknown
  /** For the room; none where only people are told. */
  readonly events: readonly OrderedEvent[]
}
