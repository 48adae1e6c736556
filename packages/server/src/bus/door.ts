// Frames and small notices between processes. One port, two bodies, one contract suite.
import type { AppId, Position, Priority, RoomId } from '@hawker/protocol'

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
  /** The event's id where it may be told again (P0 by the sweeper): appended twice, it is told once. */
  readonly onceId?: string
}

export interface Appended {
  readonly epoch: string
  /** Offset of the first admitted ordered entry; the next offset when none was. */
  readonly first: number
  readonly ordered: number
  /** One flag per entry handed in: 1 admitted, 0 dropped by the budget, 2 told before (onceId). */
  readonly admitted: Uint8Array
}

/** What was missed: entries in order from `after + 1`, or "resync". No third case. */
export type ReadResult =
  | {
      readonly kind: 'entries'
      readonly position: Position
      readonly entries: readonly { offset: number; json: string }[]
    }
  | { readonly kind: 'resync'; readonly position: Position }

export interface RoomLog {
  /**
   * Admits by priority within the room's budget, numbers, keeps and publishes — one atomic step. `latestJson` is the
   * JSON text of the frame's `latest` object, or null. The encoded frame reaches every subscriber as the same text.
   */
  append(key: RoomKey, entries: readonly LogEntry[], latestJson: string | null, nowMs: number): Promise<Appended>
  read(key: RoomKey, after: Position, nowMs: number): Promise<ReadResult>
  position(key: RoomKey): Promise<Position>
  /** The newest kept entries, oldest first. */
  tail(key: RoomKey, count: number): Promise<readonly { offset: number; json: string }[]>
  subscribe(
    key: RoomKey,
    onFrame: (frame: string, epoch: string, first: number, ordered: number) => void,
  ): Promise<() => Promise<void>>
}

/** Small notices to every process, this one included: revocations, kicks, personal messages. At most once. */
export interface Notices {
  publish(topic: string, body: unknown): void
  subscribe(topic: string, onNotice: (body: unknown) => void): () => void
}
