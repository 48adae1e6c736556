// Everything that can happen in a room and is told to those in it. `delivery.ts` says how each may be dropped.
import { z } from 'zod'
import { AmountMinor, Currency, GiftId, LaunchId, Millis, ProductId, SkuId } from './ids.ts'
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
  reason: z.enum(['retracted', 'replaced', 'ended', 'sold-out']),
  version: z.int().nonnegative(),
})
export type LaunchClosed = z.infer<typeof LaunchClosed>
export const ShelfChanged = z.strictObject({
  type: z.literal('shelf.changed'),
  ...head,
  items: z.array(ShelfItem),
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
})
export type GiftSent = z.infer<typeof GiftSent>
export const GiftCatalogueChanged = z.strictObject({
  type: z.literal('gift.catalogue'),
  ...head,
  version: z.int().nonnegative(),
})
export type GiftCatalogueChanged = z.infer<typeof GiftCatalogueChanged>

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
])
export type OrderedEvent = z.infer<typeof OrderedEvent>

export const MembersJoined = z.strictObject({
  type: z.literal('members.joined'),
  names: z.array(z.string()).max(3),
  count: z.int().positive(),
})
export type MembersJoined = z.infer<typeof MembersJoined>
export const FollowAdded = z.strictObject({
  type: z.literal('follow.added'),
  names: z.array(z.string()).max(3),
  count: z.int().positive(),
})
export type FollowAdded = z.infer<typeof FollowAdded>
export const HeartsBurst = z.strictObject({ type: z.literal('hearts.burst'), count: z.int().positive() })
export type HeartsBurst = z.infer<typeof HeartsBurst>
/** Lossy events: no offset; merged or dropped under load. */
export const LossyEvent = z.discriminatedUnion('type', [MembersJoined, FollowAdded, HeartsBurst])
export type LossyEvent = z.infer<typeof LossyEvent>

/** Latest values: only the newest counts. `stock`: free pieces by SKU, for the SKUs that changed. */
export const LatestValues = z.strictObject({
  viewers: z.int().nonnegative().optional(),
  likes: z.int().nonnegative().optional(),
  stock: z.record(SkuId, z.int().nonnegative()).optional(),
})
export type LatestValues = z.infer<typeof LatestValues>
