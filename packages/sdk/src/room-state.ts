// What a room looks like, and what can be heard of it.
import type {
  Auction,
  CouponDrop,
  LatestValues,
  Launch,
  LossyEvent,
  OrderedEvent,
  PinnedComment,
  Placed,
  PlayAddresses,
  PublicPerson,
  RoomFacts,
  ShelfItem,
  Snapshot,
} from '@hawker/protocol'

export type Ordered<T extends OrderedEvent['type']> = Extract<OrderedEvent, { type: T }>
type Lossy<T extends LossyEvent['type']> = Extract<LossyEvent, { type: T }>

/** Lines of chat kept; the oldest go first. */
export const CHAT_KEPT = 200
/** Gifts, and purchases, kept. */
export const NOTICES_KEPT = 50

/** Drops that are over, remembered; the oldest go first. */
export const CLOSED_DROPS_KEPT = 20

/** An event with its place in the log: `offset` is unique within the room and makes a good key. */
export type At<E> = E & { readonly offset: number }

/** How the last launch came to an end. */
export interface Closed {
  readonly launchId: string
  readonly productId: string
  readonly reason: 'retracted' | 'replaced' | 'ended' | 'sold-out' | 'undone'
}

/** A drop that is over, and why. */
export interface ClosedDrop {
  readonly dropId: string
  readonly reason: 'ended' | 'taken' | 'retracted'
}

export interface RoomState {
  /** Null until the first snapshot. */
  readonly room: RoomFacts | null
  /** Who you are here; null for somebody who only watches. */
  readonly you: PublicPerson | null
  readonly play: PlayAddresses
  readonly shelf: readonly ShelfItem[]
  /** What the host is explaining now, whatever is being shown. */
  readonly explaining: string | null
  readonly shelfVersion: number
  /** What is being shown now. */
  readonly launch: Launch | null
  readonly launchVersion: number
  readonly lastClosed: Closed | null
  readonly viewers: number
  readonly likes: number
  readonly chat: readonly At<Ordered<'chat.said'>>[]
  readonly gifts: readonly At<Ordered<'gift.sent'>>[]
  readonly purchases: readonly At<Ordered<'purchase.made'>>[]
  /** The newest merged notice of who came, and how many have come since this page did. */
  readonly joins: { readonly latest: Lossy<'members.joined'> | null; readonly count: number }
  readonly follows: { readonly latest: Lossy<'follow.added'> | null; readonly count: number }
  readonly giftCatalogueVersion: number
  /** Coupons that can be taken now, with what is left of each. */
  readonly drops: readonly CouponDrop[]
  /** Version of the last snapshot's drops; each drop has its own besides. */
  readonly dropsVersion: number
  readonly closedDrops: readonly ClosedDrop[]
  /** The auction that is open, as its bidding stands. */
  readonly auction: Auction | null
  readonly auctionVersion: number
  /** The last auction that ended here, and who won it. */
  readonly lastAuction: Pick<Ordered<'auction.closed'>, 'auction' | 'winnerName'> | null
  /** The newest merged notice of who took a coupon, and how many were taken since this page came. */
  readonly claims: { readonly latest: Lossy<'coupon.claimed'> | null; readonly count: number }
  /** The comment above the chat. */
  readonly pinned: PinnedComment | null
  readonly pinnedVersion: number
  /** What the shop told since the last snapshot, newest last. */
  readonly notices: readonly At<Ordered<'notice.told'>>[]
  /** Custom fields that everybody may read. */
  readonly fields: Readonly<Record<string, string>>
  readonly fieldsVersion: number
  readonly attributes: Readonly<Record<string, string>>
  readonly attributesVersion: number
  /** Decimal digits of 64-bit numbers: `BigInt(counters.votes)`. */
  readonly counters: Readonly<Record<string, string>>
  /** Until when you may not speak; null: you may. */
  readonly mutedUntil: number | null
}

/** Everything the reducer understands. */
export type Heard =
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly type: 'you'; readonly you: PublicPerson | null; readonly mutedUntil: number | null }
  | { readonly type: 'standing'; readonly mutedUntil: number | null }
  | { readonly type: 'placed'; readonly placed: Placed }
  | { readonly type: 'latest'; readonly latest: LatestValues }
  | { readonly type: 'lossy'; readonly event: LossyEvent }

export const EMPTY_ROOM: RoomState = {
  room: null,
  you: null,
  play: { hls: null },
  shelf: [],
  explaining: null,
  shelfVersion: 0,
  launch: null,
  launchVersion: 0,
  lastClosed: null,
  viewers: 0,
  likes: 0,
  chat: [],
  gifts: [],
  purchases: [],
  joins: { latest: null, count: 0 },
  follows: { latest: null, count: 0 },
  giftCatalogueVersion: 0,
  drops: [],
  dropsVersion: 0,
  closedDrops: [],
  auction: null,
  auctionVersion: 0,
  lastAuction: null,
  claims: { latest: null, count: 0 },
  pinned: null,
  pinnedVersion: 0,
  notices: [],
  fields: {},
  fieldsVersion: 0,
  attributes: {},
  attributesVersion: 0,
  counters: {},
  mutedUntil: null,
}
