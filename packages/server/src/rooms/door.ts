// What other modules may ask of rooms. `index.ts` opens the body.

import type {
  Actor,
  AppId,
  LatestValues,
  Launch,
  LossyEvent,
  Millis,
  Order,
  OrderedEvent,
  PlayAddresses,
  Position,
  PublicPerson,
  Refusal,
  RoomFacts,
  RoomId,
  RoomMeters,
  RoomStatus,
  ShelfItem,
  UserId,
} from '@hawker/protocol'
import type { Transaction } from 'kysely'
import type { Route } from '#http'

/** A feature's part of every snapshot. Read once per snapshot built, not per viewer; must not be slower than a query. */
export interface SnapshotSource {
  shelf?(
    app: AppId,
    room: RoomId,
  ): Promise<{
    items: ShelfItem[]
    version: number
    launch: Launch | null
    launchVersion: number
    stock: Record<string, number>
  }>
  play?(app: AppId, room: RoomId): PlayAddresses
  /** What the app keeps in the room: fields that everybody may read, attributes, counters. */
  kept?(
    app: AppId,
    room: RoomId,
  ): Promise<{
    fields: { values: Record<string, string>; version: number }
    attributes: { values: Record<string, string>; version: number }
    counters: Record<string, string>
  }>
}

/** Somebody in a room through one socket of this process. */
export interface Member {
  readonly connectionId: string
  readonly actor: Actor
  /** What counts as one viewer: the user, else the device. */
  readonly viewerKey: string
  /** Called by `enter` before it reads position and snapshot, so that no frame falls between them and the topic. */
  subscribe?(topic: string): void
}

/** What a socket gets when it enters. `topic` is the process-local name under which frames arrive. */
export interface Entered {
  readonly room: LiveRoom
  readonly topic: string
  /**
   * The `welcome` without `you`: JSON text of `snapshot` (an object), shared by all who enter in the same second, and of
   * `missed` (an array). Both when the shared snapshot is older than `position`: `missed` then runs on from the snapshot.
   */
  readonly snapshotJson: string | null
  readonly missedJson: string | null
  readonly position: Position
}

/** A room that has members in this process. Nothing here waits for the network except `resume`. */
export interface LiveRoom {
  readonly app: AppId
  readonly id: RoomId
  readonly topic: string
  /** Says a line; the frame it comes back in is the receipt. */
  say(from: PublicPerson, text: string): Refusal | null
  like(viewerKey: string, count: number): Refusal | null
  /** JSON text of a `missed` or `resync` message. */
  resume(after: Position): Promise<string>
  leave(member: Member): void
  /** The newest members who are still here, newest first, at most a few hundred. */
  newest(): readonly PublicPerson[]
}

/** Takes frames to sockets: called once per frame and room with the bytes every viewer gets. */
export interface FrameSink {
  publish(topic: string, frame: string): void
  /** To every socket of one user in this process: his own order, an end of session. */
  toUser(app: AppId, user: UserId, message: string): void
}

export interface Rooms {
  /** Where frames go in this process. Called once, by the gateway. */
  attach(sink: FrameSink): void
  /** Facts of a room, or null: unknown and foreign look alike. */
  find(app: AppId, room: RoomId): Promise<RoomFacts | null>
  enter(app: AppId, room: RoomId, member: Member, position: Position | null): Promise<Entered | Refusal>
  /**
   * Locks the room's row inside the caller's transaction and gives the next version for a change of its state.
   * Every P0 event of the room carries such a version.
   */
  nextVersion(tx: Transaction<unknown>, app: AppId, room: RoomId): Promise<number | null>
  /**
   * Tells a room what a committed journal entry says. Never rejects: a sweeper repeats what a crash or a fault left
   * untold. Idempotent by event id. P0 leaves at once; the rest with the next tick, so do not wait for it on a hot path.
   */
  tell(app: AppId, room: RoomId, journalId: string, events: readonly OrderedEvent[]): Promise<void>
  latest(app: AppId, room: RoomId, values: LatestValues): void
  lossy(app: AppId, room: RoomId, event: LossyEvent): void
  /** Tells one person alone, on every process. */
  tellUser(app: AppId, user: UserId, message: { type: 'own.order'; order: Order }): void
  /** Moves the status for the system itself (publisher lost, grace over). */
  moveStatus(
    app: AppId,
    room: RoomId,
    to: RoomStatus,
    more: { by: string | null; reason?: string | null; graceEndsAt?: number | null; onlyFrom?: readonly RoomStatus[] },
  ): Promise<RoomFacts | Refusal>
  viewers(app: AppId, room: RoomId): number
  /** Rooms of a host that are open or announced: not drafts, not ended. */
  roomsOfHost(app: AppId, host: UserId): Promise<readonly RoomId[]>
  /** Rooms of an app that have viewers to tell something: in rehearsal, live, paused or interrupted. */
  openRoomIds(app: AppId): Promise<readonly RoomId[]>
  /** The verb behind `POST /api/rooms`, and a seed's. */
  create(app: AppId, room: NewRoom, by: string | null): Promise<RoomFacts | Refusal>
  meters(app: AppId, room: RoomId): RoomMeters
  /** Features hand in their part of every snapshot; at start, before the first `enter`. */
  addSource(source: SnapshotSource): void
  readonly routes: readonly Route[]
  /** Sends what is waiting, keeps the like totals, stops every timer. */
  stop(): Promise<void>
}

/** `status` and the times are for seeds; left out, a room with `startsAt` is scheduled and one without a draft. */
export interface NewRoom {
  readonly id?: RoomId | undefined
  readonly type?: string | undefined
  readonly title: string
  readonly introduction?: string | undefined
  readonly hostId?: UserId | null | undefined
  readonly coverUrl?: string | null | undefined
  readonly announcement?: string | undefined
  readonly startsAt?: Millis | null | undefined
  readonly status?: RoomStatus | undefined
  readonly startedAt?: Millis | null | undefined
  readonly endedAt?: Millis | null | undefined
  readonly likes?: number | undefined
}
