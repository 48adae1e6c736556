// What other modules may ask of rooms. `index.ts` opens the body.

import type {
  Actor,
  AppId,
  Auction,
  ChatSaid,
  CloseCode,
  CouponDrop,
  CustomSaid,
  DirectSaid,
  LatestValues,
  Launch,
  LossyEvent,
  Millis,
  OrderedEvent,
  OwnBidsTold,
  OwnOrder,
  OwnStanding,
  PinnedComment,
  PlayAddresses,
  Position,
  ProductId,
  PublicPerson,
  Refusal,
  RoomFacts,
  RoomId,
  RoomMeters,
  RoomStatus,
  ShelfItem,
  StaffAct,
  StaffDid,
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
    /** What the host is explaining now. */
    explaining: ProductId | null
    version: number
    launch: Launch | null
    launchVersion: number
    stock: Record<string, number>
  }>
  /** Coupons that can be claimed, and the version up to which that speaks. */
  drops?(app: AppId, room: RoomId): Promise<{ open: CouponDrop[]; version: number }>
  /** The auction that is open, and the version up to which that speaks. */
  auction?(app: AppId, room: RoomId): Promise<{ open: Auction | null; version: number }>
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

/** What stands now, with an end each (FOREVER where there is none). Newest first, bounded. */
export interface Sanctions {
  readonly mutes: readonly (readonly [UserId, Millis])[]
  readonly bans: readonly (readonly [UserId, Millis])[]
  /** Networks as `Member.network` names them, out of which guests and watchers do not come in. */
  readonly networks: readonly (readonly [string, Millis])[]
}

/** Read when a room opens, when somebody is banned there, and every 60 s; must not be slower than a query. */
export interface SanctionSource {
  ofRoom(app: AppId, room: RoomId): Promise<Sanctions>
  /** Who may not speak in any room of the app. */
  ofApp(app: AppId): Promise<readonly (readonly [UserId, Millis])[]>
}

/** Asked once at somebody's first line in a room for followers or buyers; kept for 30 s. */
export interface StandingSource {
  follows?(app: AppId, host: UserId, user: UserId): Promise<boolean>
  bought?(app: AppId, user: UserId): Promise<boolean>
}

/** A signal of the app's own making, as its sender wrote it. */
export interface CustomMessage {
  readonly data: string
  readonly description: string
  readonly extension: string
}

/** Somebody in a room through one socket of this process. */
export interface Member {
  readonly connectionId: string
  readonly actor: Actor
  /** What counts as one viewer: the user, else the device. */
  readonly viewerKey: string
  /** Where he comes from, coarsely: an IPv4 /24 or IPv6 /64; null where everybody has the same (a proxy). */
  readonly network: string | null
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
  /** For staff: where `staff.*` messages arrive. Others: null. */
  readonly staffTopic: string | null
  /** Until when the newcomer may not speak here. */
  readonly mutedUntil: Millis | null
}

/** A refusal, or null: done. A promise only where somebody has to be asked first whether the speaker follows or bought. */
export type Spoken = Refusal | null | Promise<Refusal | null>

/** A room that has members in this process. Nothing here waits for the network except `resume`, and a first `say` or `custom`. */
export interface LiveRoom {
  readonly app: AppId
  readonly id: RoomId
  readonly topic: string
  /** Says a line; the frame it comes back in is the receipt. */
  say(from: PublicPerson, text: string): Spoken
  custom(from: PublicPerson, message: CustomMessage): Spoken
  like(viewerKey: string, count: number): Refusal | null
  /** JSON text of a `missed` or `resync` message. */
  resume(after: Position): Promise<string>
  leave(member: Member): void
  /** Why this member may not be here; asked at the last moment, as a ban may fall while somebody is entering. */
  bars(member: Member): Refusal | null
  /** The role of a member has changed: staff are not viewers. Answers the staff topic he should hear now. */
  roleChanged(member: Member): string | null
  /** Who a member is was read again: lists show the level of now. */
  renewed(member: Member): void
  /** The newest members who are still here, newest first, at most a few hundred. */
  newest(): readonly PublicPerson[]
}

/** Takes frames to sockets: called once per frame and room with the bytes every viewer gets. */
export interface FrameSink {
  publish(topic: string, frame: string): void
  /** To every socket of one user in this process, or to those in one room: his own order, an end of session. */
  toUser(app: AppId, user: UserId, message: string, room?: RoomId): void
  /** Closes every socket of one user in this process that is in this room; in any room when it is null. */
  closeUser(app: AppId, room: RoomId | null, user: UserId, code: CloseCode, reason: string): void
  /** Closes the sockets of guests and watchers in this room that come from this network. */
  closeNetwork(app: AppId, room: RoomId, network: string, code: CloseCode, reason: string): void
  /** Closes one socket of a user. */
  closeSocket(app: AppId, user: UserId, connectionId: string, code: CloseCode, reason: string): void
  /** The networks from which a user is in this room, in this process. */
  networksOf(app: AppId, room: RoomId, user: UserId): readonly string[]
}

/** Who is in a room, over all processes. */
export interface Present {
  readonly viewers: number
  /** The newest first. */
  readonly members: PublicPerson[]
  readonly staff: PublicPerson[]
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
   * Staff in the room hear besides who did it, where somebody did.
   */
  tell(app: AppId, room: RoomId, journalId: string, events: readonly OrderedEvent[], by?: string | null): Promise<void>
  latest(app: AppId, room: RoomId, values: LatestValues): void
  lossy(app: AppId, room: RoomId, event: LossyEvent): void
  /** Tells one person alone, on every process. */
  tellUser(app: AppId, user: UserId, message: OwnOrder | OwnBidsTold | OwnStanding | DirectSaid): void
  /** Everybody has been told what this entry of the journal (`tellsPeople`) says; left out, he is told again. */
  toldPeople(journalId: string): void
  /** To staff in a room on every process, or in any room of the app when `room` is null. Lossy. */
  tellStaff(app: AppId, room: RoomId | null, message: StaffAct | StaffDid | DirectSaid): void
  /** Speaks without being a member (S38): the assistant, the merchant's server. The answer says nothing of the budget. */
  post(
    app: AppId,
    room: RoomId,
    from: PublicPerson | null,
    message: { readonly text: string } | CustomMessage,
    priority: 1 | 2 | 3,
  ): Promise<{ id: string } | Refusal>
  /** A chat line or custom message that the log still holds. */
  findMessage(app: AppId, room: RoomId, messageId: string): Promise<ChatSaid | CustomSaid | null>
  /**
   * Takes a message back: a tombstone in the log, `chat.recalled` told at once, unpinned if it was pinned. Journalled as
   * `moderation.recalled` and told to staff.
   */
  recall(app: AppId, room: RoomId, messageId: string, by: string | null): Promise<true | Refusal>
  /** Pins a comment, or with null takes the pinned one down. Journalled (`moderation.pinned`) and told to staff. */
  pin(app: AppId, room: RoomId, comment: PinnedComment | null, by: string | null): Promise<true | Refusal>
  /** The app-wide mutes changed (after the commit): every process reads them again at once. */
  appMutesChanged(app: AppId): void
  /** Newest members and staff over all processes, asked over the bus: 200 ms at most. */
  members(app: AppId, room: RoomId, limit: number): Promise<Present>
  /** The networks from which somebody is in a room, over all processes: what a ban with his network needs. */
  networksOf(app: AppId, room: RoomId, user: UserId): Promise<readonly string[]>
  /** Moves the status for the system itself (publisher lost, grace over). */
  moveStatus(
    app: AppId,
    room: RoomId,
    to: RoomStatus,
    more: {
      by: string | null
      reason?: string | null
      graceEndsAt?: number | null
      onlyFrom?: readonly RoomStatus[]
      /** First thing in the transaction: throws where the mover may not any more, and nothing is moved. */
      guard?: ((tx: Transaction<unknown>) => Promise<void>) | undefined
    },
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
  addSanctionSource(source: SanctionSource): void
  addStandingSource(source: StandingSource): void
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
