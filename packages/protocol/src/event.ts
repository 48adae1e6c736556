// Everything that can happen in a room and is told to those in it. `delivery.ts` says how each may be dropped.
import { z } from 'zod'
import { Auction, AuctionStanding } from './auction.ts'
import { CouponDrop } from './coupon.ts'
import { Gift, GiftEffect } from './gift.ts'
import { AmountMinor, AuctionId, Currency, DropId, GiftId, LaunchId, Millis, ProductId, SkuId, UserId } from './ids.ts'
import { PublicPerson } from './person.ts'
import { RoomFacts } from './room.ts'
import { Launch, ShelfItem } from './shelf.ts'

const head = { id: z.string(), at: Millis }

export const ChatSaid = z.strictObject({
  type: z.literal('chat.said'),
  ...head,
  from: PublicPerson,
  text: z.string(),
})
export type ChatSaid = z.infer<typeof ChatSaid>

export const RoomChanged = z.strictObject({ type: z.literal('room.changed'), ...head, room: RoomFacts })
export type RoomChanged = z.infer<typeof RoomChanged>
export const LaunchOpened = z.strictObject({
  type: z.literal('launch.opened'),
  ...head,
  launch: Launch,
  item: ShelfItem,
})
export type LaunchOpened = z.infer<typeof LaunchOpened>
export const LaunchClosed = z.strictObject({
  type: z.literal('launch.closed'),
  ...head,
  launchId: LaunchId,
  productId: ProductId,
  reason: z.enum(['retracted', 'replaced', 'ended', 'sold-out', 'undone']),
  version: z.int().nonnegative(),
})
export type LaunchClosed = z.infer<typeof LaunchClosed>
export const ShelfChanged = z.strictObject({
  type: z.literal('shelf.changed'),
  ...head,
  items: z.array(ShelfItem),
  /** What the host is explaining now, whatever is being shown. */
  explaining: ProductId.nullable(),
  version: z.int().nonnegative(),
})
export type ShelfChanged = z.infer<typeof ShelfChanged>
export const PurchaseMade = z.strictObject({
  type: z.literal('purchase.made'),
  ...head,
  /** Masked unless the room shows names: "L**n". */
  buyerName: z.string(),
  productId: ProductId,
  number: z.int(),
  title: z.string(),
  quantity: z.int().positive(),
  totalMinor: AmountMinor,
  currency: Currency,
})
export type PurchaseMade = z.infer<typeof PurchaseMade>
export const GiftSent = z.strictObject({
  type: z.literal('gift.sent'),
  ...head,
  from: PublicPerson,
  giftId: GiftId,
  name: z.string(),
  imageUrl: z.string().nullable(),
  quantity: z.int().positive(),
  /** Gifts of one person and kind within the combo window add up. */
  combo: z.int().positive(),
  coins: z.int().nonnegative(),
  size: z.enum(['small', 'large']),
  /** What moves while it is shown; left out: the page's own. */
  effect: GiftEffect.optional(),
})
export type GiftSent = z.infer<typeof GiftSent>
export const GiftCatalogueChanged = z.strictObject({
  type: z.literal('gift.catalogue'),
  ...head,
  version: z.int().nonnegative(),
  /** The gift that is new (S13); left out when one was changed or taken off. */
  added: Gift.optional(),
})
export type GiftCatalogueChanged = z.infer<typeof GiftCatalogueChanged>

/** A signal of the app's own making (S30, S31): `data` names its type. Strings, never looked into. */
export const CustomSaid = z.strictObject({
  type: z.literal('custom.said'),
  ...head,
  /** Null: the shop itself, through the API. */
  from: PublicPerson.nullable(),
  data: z.string(),
  description: z.string(),
  extension: z.string(),
})
export type CustomSaid = z.infer<typeof CustomSaid>

/** A line or custom message was taken back: forget it by its id. Its place in the log holds a tombstone from now on. */
export const ChatRecalled = z.strictObject({ type: z.literal('chat.recalled'), ...head, messageId: z.string() })
export type ChatRecalled = z.infer<typeof ChatRecalled>

/** What stands in the log where a message was taken back. */
export const MessageRemoved = z.strictObject({ type: z.literal('message.removed'), ...head })
export type MessageRemoved = z.infer<typeof MessageRemoved>

export const PinnedComment = z.strictObject({ id: z.string(), from: PublicPerson, text: z.string(), at: Millis })
export type PinnedComment = z.infer<typeof PinnedComment>
export const CommentPinned = z.strictObject({
  type: z.literal('comment.pinned'),
  ...head,
  pinned: PinnedComment.nullable(),
  version: z.int().nonnegative(),
})
export type CommentPinned = z.infer<typeof CommentPinned>

/** The shop tells a room, or with `broadcast` all of its open rooms. */
export const NoticeTold = z.strictObject({
  type: z.literal('notice.told'),
  ...head,
  text: z.string(),
  /** For programs; never shown. */
  data: z.string().nullable(),
  broadcast: z.boolean(),
})
export type NoticeTold = z.infer<typeof NoticeTold>

/** The end of a mute or ban that has none (9999-12-31). */
export const FOREVER: Millis = 253_402_300_799_999

/** Somebody was muted, banned or put out of this room. Who did it is told to staff alone. */
export const MemberModerated = z.strictObject({
  type: z.literal('member.moderated'),
  ...head,
  userId: UserId,
  act: z.enum(['muted', 'unmuted', 'kicked', 'banned', 'unbanned']),
  until: Millis.nullable(),
})
export type MemberModerated = z.infer<typeof MemberModerated>

/** Public custom fields that changed; `version` is the room's. */
export const FieldsChanged = z.strictObject({
  type: z.literal('fields.changed'),
  ...head,
  fields: z.record(z.string(), z.string()),
  version: z.int().nonnegative(),
})
export type FieldsChanged = z.infer<typeof FieldsChanged>

export const AttributesChanged = z.strictObject({
  type: z.literal('attributes.changed'),
  ...head,
  set: z.record(z.string(), z.string()),
  removed: z.array(z.string()),
  version: z.int().nonnegative(),
})
export type AttributesChanged = z.infer<typeof AttributesChanged>

/** A coupon is there for the first who take it. */
export const CouponDropped = z.strictObject({ type: z.literal('coupon.dropped'), ...head, drop: CouponDrop })
export type CouponDropped = z.infer<typeof CouponDropped>
export const CouponClosed = z.strictObject({
  type: z.literal('coupon.closed'),
  ...head,
  dropId: DropId,
  reason: z.enum(['ended', 'taken', 'retracted']),
  version: z.int().nonnegative(),
})
export type CouponClosed = z.infer<typeof CouponClosed>

/** A piece is up for whoever bids most. */
export const AuctionOpened = z.strictObject({
  type: z.literal('auction.opened'),
  ...head,
  auction: Auction,
})
export type AuctionOpened = z.infer<typeof AuctionOpened>
/** The bidding is over. `auction.standing` is the last: whoever `leader` was has won when `state` is `won`. */
export const AuctionClosed = z.strictObject({
  type: z.literal('auction.closed'),
  ...head,
  auction: Auction,
  /** Of the winner, masked as in `purchase.made`; null: nobody won. */
  winnerName: z.string().nullable(),
})
export type AuctionClosed = z.infer<typeof AuctionClosed>

/** Ordered events: they have an offset, and are replayed after a drop. */
export const OrderedEvent = z.discriminatedUnion('type', [
  ChatSaid,
  RoomChanged,
  LaunchOpened,
  LaunchClosed,
  ShelfChanged,
  PurchaseMade,
  GiftSent,
  GiftCatalogueChanged,
  CustomSaid,
  ChatRecalled,
  MessageRemoved,
  CommentPinned,
  NoticeTold,
  MemberModerated,
  FieldsChanged,
  AttributesChanged,
  CouponDropped,
  CouponClosed,
  AuctionOpened,
  AuctionClosed,
])
export type OrderedEvent = z.infer<typeof OrderedEvent>

export const MembersJoined = z.strictObject({
  type: z.literal('members.joined'),
  names: z.array(z.string()).max(3),
  count: z.int().positive(),
})
export type MembersJoined = z.infer<typeof MembersJoined>
/** As `members.joined`, of those who left. */
export const MembersLeft = z.strictObject({
  type: z.literal('members.left'),
  names: z.array(z.string()).max(3),
  count: z.int().positive(),
})
export type MembersLeft = z.infer<typeof MembersLeft>
/** Who took a coupon (`USE_COUPON`, S19): merged like joins. */
export const CouponClaimed = z.strictObject({
  type: z.literal('coupon.claimed'),
  names: z.array(z.string()).max(3),
  count: z.int().positive(),
})
export type CouponClaimed = z.infer<typeof CouponClaimed>
export const FollowAdded = z.strictObject({
  type: z.literal('follow.added'),
  names: z.array(z.string()).max(3),
  count: z.int().positive(),
})
export type FollowAdded = z.infer<typeof FollowAdded>
export const HeartsBurst = z.strictObject({ type: z.literal('hearts.burst'), count: z.int().positive() })
export type HeartsBurst = z.infer<typeof HeartsBurst>
/** Lossy events: no offset; merged or dropped under load. */
export const LossyEvent = z.discriminatedUnion('type', [
  MembersJoined,
  MembersLeft,
  FollowAdded,
  CouponClaimed,
  HeartsBurst,
])
export type LossyEvent = z.infer<typeof LossyEvent>

/**
 * Latest values: only the newest counts. `stock`: pieces anybody can order, by SKU, for the SKUs that changed; `waiting`:
 * how many wait for one. `counters`: the room's
 * own counters that changed, 64-bit numbers as decimal digits; null: there is no such counter any more.
 */
export const LatestValues = z.strictObject({
  viewers: z.int().nonnegative().optional(),
  likes: z.int().nonnegative().optional(),
  stock: z.record(SkuId, z.int().nonnegative()).optional(),
  waiting: z.record(SkuId, z.int().nonnegative()).optional(),
  /** Pieces left at the flash price, by launch. */
  flashLeft: z.record(LaunchId, z.int().nonnegative()).optional(),
  /** Coupons left, by drop; it only falls. */
  couponsLeft: z.record(DropId, z.int().nonnegative()).optional(),
  /** Where the bidding stands, by auction. */
  bidding: z.record(AuctionId, AuctionStanding).optional(),
  counters: z.record(z.string(), z.string().nullable()).optional(),
})
export type LatestValues = z.infer<typeof LatestValues>
