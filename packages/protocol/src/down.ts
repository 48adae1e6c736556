// Everything a server may say over the socket.
import type { Auction, OwnBids } from './auction.ts'
import type { CouponDrop } from './coupon.ts'
import type { DirectMessage } from './direct.ts'
import type { LatestValues, LossyEvent, OrderedEvent, PinnedComment } from './event.ts'
import type { AuctionId, Millis, ProductId, RoomId, UserId } from './ids.ts'
import type { ModerationAct, RoomMeters } from './moderation.ts'
import type { Order } from './order.ts'
import type { PublicPerson } from './person.ts'
import type { RefusalCode, Retry } from './refusal.ts'
import type { PlayAddresses, RoomFacts } from './room.ts'
import type { Launch, ShelfItem } from './shelf.ts'
import type { Position } from './up.ts'

/** An ordered event with its place in the room's log. */
export interface Placed {
  readonly offset: number
  readonly event: OrderedEvent
}

/** The whole of a room at a position: what a newcomer gets, and one whose gap history does not cover. */
export interface Snapshot {
  readonly position: Position
  readonly serverAt: Millis
  readonly room: RoomFacts
  readonly play: PlayAddresses
  readonly shelf: {
    readonly items: readonly ShelfItem[]
    readonly explaining: ProductId | null
    readonly version: number
  }
  readonly launch: Launch | null
  /** Version up to which `launch` speaks, also when it is null. */
  readonly launchVersion: number
  /** Coupons that can be taken now. */
  readonly drops: { readonly open: readonly CouponDrop[]; readonly version: number }
  /** The auction that is open. */
  readonly auction: Auction | null
  /** Version up to which `auction` speaks, also when it is null. */
  readonly auctionVersion: number
  readonly pinned: { readonly comment: PinnedComment | null; readonly version: number }
  /** Custom fields that everybody may read. */
  readonly fields: { readonly values: Readonly<Record<string, string>>; readonly version: number }
  readonly attributes: { readonly values: Readonly<Record<string, string>>; readonly version: number }
  readonly latest: Required<LatestValues>
  /** The newest chat lines, gifts and purchases, oldest first. */
  readonly recent: readonly Placed[]
}

/**
 * Answer to hello: who you are here. `snapshot` for a newcomer or after a gap too wide; else `missed`. Both when the
 * snapshot was built a moment ago for somebody else: `missed` then runs on from it to `position`.
 */
export interface Welcome {
  readonly type: 'welcome'
  readonly version: number
  readonly serverAt: Millis
  readonly you: PublicPerson | null
  /** Until when you may not speak here; null: you may. */
  readonly mutedUntil: Millis | null
  readonly snapshot: Snapshot | null
  readonly missed: readonly Placed[] | null
  readonly position: Position
}

/**
 * One tick of a room: the same bytes for every viewer. `first` is the offset of `ordered[0]`; offsets run on without
 * holes, so a client whose position is not `first - 1` in this `epoch` has missed something and asks with `resume`.
 * `count` is `ordered.length`. A frame without ordered events has count 0 and names the next offset as `first`.
 */
export interface Frame {
  readonly type: 'frame'
  readonly epoch: string
  readonly first: number
  readonly count: number
  readonly ordered: readonly OrderedEvent[]
  readonly latest?: LatestValues
  readonly lossy?: readonly LossyEvent[]
}

/** Answer to `resume` when history covers the gap. */
export interface Missed {
  readonly type: 'missed'
  readonly position: Position
  readonly entries: readonly Placed[]
}

/** Answer to `resume` when it does not. */
export interface Resync {
  readonly type: 'resync'
  readonly snapshot: Snapshot
}

export interface Reply {
  readonly type: 'reply'
  readonly ref: number
}

export interface Refused {
  readonly type: 'refused'
  readonly ref: number | null
  readonly code: RefusalCode
  readonly message: string
  readonly retry: Retry
  readonly retryAfterMs?: number
}

export interface ClockTold {
  readonly type: 'clock'
  readonly ref: number
  readonly sentAt: number
  readonly serverAt: Millis
}

/** For this person alone: his order changed state. */
export interface OwnOrder {
  readonly type: 'own.order'
  readonly order: Order
}

/** For this person alone, on all his pages: a bid of his was taken. Of two the one with the higher `upToMinor` is the newer. */
export interface OwnBidsTold {
  readonly type: 'own.bids'
  readonly auctionId: AuctionId
  readonly bids: OwnBids
}

/** For this person alone: whether he may speak here changed. */
export interface OwnStanding {
  readonly type: 'own.standing'
  readonly room: RoomId | null
  readonly mutedUntil: Millis | null
}

/** For this person alone: his level changed. `was`: as this connection knew it. */
export interface OwnLevel {
  readonly type: 'own.level'
  readonly level: number
  readonly was: number
}

/** One-to-one: to the viewer of the thread on all his pages, and to staff of the app who are in any room. */
export interface DirectSaid {
  readonly type: 'direct.said'
  readonly thread: UserId
  readonly message: DirectMessage
}

/** To staff in a room, once a second while there are any: what goes out, and what of the platform is not as it should be. */
export interface StaffMeters {
  readonly type: 'staff.meters'
  readonly meters: RoomMeters
  /** Parts in trouble: `redis`. */
  readonly degraded: readonly string[]
}

/** To staff in a room: who did what. */
export interface StaffAct {
  readonly type: 'staff.act'
  readonly act: ModerationAct
}

/** To staff in a room: who caused the events of these ids, a user or `server`. Comes beside them, before or after. */
export interface StaffDid {
  readonly type: 'staff.did'
  readonly events: readonly string[]
  readonly by: string
}

/** The server asks to connect again after this delay; the close that follows carries 4454. */
export interface Moved {
  readonly type: 'moved'
  readonly afterMs: number
}

export type Down =
  | Welcome
  | Frame
  | Missed
  | Resync
  | Reply
  | Refused
  | ClockTold
  | OwnOrder
  | OwnBidsTold
  | OwnStanding
  | OwnLevel
  | DirectSaid
  | StaffMeters
  | StaffAct
  | StaffDid
  | Moved
