// Frames, small notices and who is here, between processes. Three ports, two bodies each, one contract suite each.
import type { AppId, Millis, Position, Priority, RoomId } from '@hawker/protocol'

export interface RoomKey {
  readonly app: AppId
  readonly room: RoomId
}

/** One thing to append: its JSON text is encoded already, and never parsed again on the way to viewers. */
export interface LogEntry {
  readonly priority: Priority
  /** Only `ordered` entries are numbered and kept in history. */
  readonly delivery: 'ordered' | 'lossy'
  readonly json: string
  /** The event's id, by which `redact` finds it; without one it is found by its `onceId`. No blanks. */
  readonly eventId?: string
  /** The event's id where it may be told again (P0 by the sweeper): appended twice, it is told once. No blanks. */
  readonly onceId?: string
}

/** Who hands a batch in, and his how manieth it is, counted over all rooms: the same again is known again. */
export interface BatchId {
  readonly from: string
  readonly number: number
}

export interface AppendOptions {
  /** Appended twice, it is appended once and answered the same. Bodies that never ask again may leave it out. */
  readonly batch?: BatchId
  /** Passes the budget and spends nothing of it: said already to some, now told to the others. */
  readonly exempt?: boolean
}

export interface Appended {
  readonly epoch: string
  /** Offset of the first admitted ordered entry; the next offset when none was. */
  readonly first: number
  readonly ordered: number
  /** One flag per entry handed in: 1 admitted, 0 dropped by the budget, 2 told before (onceId). */
  readonly admitted: Uint8Array
  /** False: only viewers of this process heard it, the log that all share is away. P0 stays untold for the sweepers. */
  readonly shared: boolean
}

export interface Kept {
  readonly offset: number
  readonly json: string
}

/** What was missed: entries in order from `after + 1`, or "resync". No third case. */
export type ReadResult =
  | { readonly kind: 'entries'; readonly position: Position; readonly entries: readonly Kept[] }
  | { readonly kind: 'resync'; readonly position: Position }

/**
 * `mended`: not as it was published, but made of what was read after a break: the `latest` and `lossy` of the frames
 * that were lost are not in it. One with no entries and another place than expected makes clients ask for what they miss.
 */
export type OnFrame = (frame: string, epoch: string, first: number, ordered: number, mended: boolean) => void

export interface RoomLog {
  /**
   * Admits by priority within the room's budget, numbers, keeps and publishes — one atomic step. `latestJson` is the
   * JSON text of the frame's `latest` object, or null. The encoded frame reaches every subscriber as the same text.
   */
  append(
    key: RoomKey,
    entries: readonly LogEntry[],
    latestJson: string | null,
    nowMs: number,
    options?: AppendOptions,
  ): Promise<Appended>
  read(key: RoomKey, after: Position, nowMs: number): Promise<ReadResult>
  position(key: RoomKey): Promise<Position>
  /** The newest kept entries, oldest first. */
  tail(key: RoomKey, count: number): Promise<readonly Kept[]>
  /** From now on history has `tombstoneJson` where these events were; they keep their offsets. Unknown ones: nothing. */
  redact(key: RoomKey, eventIds: readonly string[], tombstoneJson: string): Promise<void>
  /** A subscriber hears everything once and in order, whatever breaks on the way. */
  subscribe(key: RoomKey, onFrame: OnFrame): Promise<() => Promise<void>>
}

/** Small notices to every process, this one included: revocations, kicks, personal messages. At most once. */
export interface Notices {
  publish(topic: string, body: unknown): void
  subscribe(topic: string, onNotice: (body: unknown) => void): () => void
}

/** One socket of somebody in one room. `viewer` is whoever is counted once: a person, or a device nobody signed in on. */
export interface Sitting {
  readonly app: AppId
  readonly viewer: string
  readonly socketId: string
  readonly room: RoomId
}

export interface Seated {
  /** This process counts the viewer in that room; otherwise another process does already. */
  readonly counted: boolean
  /** The viewer's oldest sockets beyond `socketsMax`, of whatever process. `PresenceWatch.evict` tells the one they sit in. */
  readonly evicted: readonly string[]
}

export interface PresenceWatch {
  /** A socket of this process is one too many of its viewer's: close it. It has left already. */
  evict(socketId: string): void
  /** It is this process now that counts (or no longer counts) the viewer in that room: another one's socket went. */
  counts(app: AppId, room: RoomId, viewer: string, counted: boolean): void
}

/**
 * Which sockets a viewer has over all processes. What a process entered ends with it: 15 s after its last heartbeat.
 * Nothing waits for an answer: a socket is welcomed first. While Redis is away, answers as one process alone.
 */
export interface Presence {
  /** The same sitting again is the same answer. Never rejects. */
  enter(sitting: Sitting, socketsMax: number): Promise<Seated>
  leave(sitting: Sitting): void
  watch(watch: PresenceWatch): () => void
}

/** Who was first, over all processes. While Redis is away everybody is, and each process goes by its own memory. */
export interface Once {
  /** Never rejects. */
  first(name: string): Promise<boolean>
}

export interface BusHealth {
  /** 'none': no REDIS_URL. 'down': this process is alone. */
  readonly redis: 'none' | 'up' | 'down'
  /** Wall clock of the last change. */
  readonly since: Millis
  /** Rooms that said something alone and have not come back yet. */
  readonly roomsAlone: number
  /** Ordered entries said alone that wait to be told to the others. */
  readonly keptEntries: number
  /** Of those, how many found no place since the start, and will never be told. */
  readonly lostEntries: number
}

export interface Bus {
  readonly roomLog: RoomLog
  readonly notices: Notices
  readonly presence: Presence
  /** Remembers names of one kind for so long; null where there is no other process. */
  once(kind: string, rememberedMs: number): Once | null
  health(): BusHealth
  /** After the rooms have closed: nothing is appended any more. */
  stop(): Promise<void>
}
