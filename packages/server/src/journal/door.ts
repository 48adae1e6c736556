// The journal: what happened, in order, written in the transaction of the change itself.
import type { AppId, Millis, OrderedEvent, RoomId } from '@hawker/protocol'
import type { Transaction } from 'kysely'

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
  /**
   * For a statement that journals from inside its SQL (the order pipeline, one row a batch): text of an insert into the
   * journal of what `select` gives, as columns app_id, room_id, kind, by, payload (jsonb). Nothing to tell a room.
   */
  insertFrom(select: string): string
  /** Committed entries that a room has not been told of yet, oldest first, a few hundred. Age by the database's clock. */
  untold(olderThanMs: number): Promise<readonly Untold[]>
  markTold(ids: readonly string[]): Promise<void>
  /** Entries that tell how order was kept (`moderation.*`) in a room and in its app as a whole, newest first: the audit. */
  acts(app: AppId, room: RoomId, page: { limit: number; before: string | null }): Promise<readonly Written[]>
}

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
  readonly events: readonly OrderedEvent[]
}
