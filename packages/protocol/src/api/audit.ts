// Who ran a room and how, read from the journal. Whom it concerned is not told: orders by their id, nobody's address.
import { z } from 'zod'
import { AmountMinor, Currency, Millis, RoomId } from '../ids.ts'
import { RoomStatus } from '../room.ts'
import { endpoint } from './endpoint.ts'

export const DEEDS = [
  // What the room shows.
  ...['launched', 'flashed', 'on-sale', 'retracted', 'ended', 'sold-out', 'undone', 'shown-again'],
  ...['shelf-set', 'explaining', 'explained'],
  // Goods of its shelf.
  ...['product-changed', 'taken-off-sale', 'put-on-sale', 'imported'],
  ...['sku-added', 'sku-changed', 'price-changed', 'restocked', 'taken-out'],
  // The room itself, and what it was told.
  ...['created', 'moved', 'announced', 'edited', 'told', 'told-all'],
  ...['push-address-read', 'push-address-new'],
  // Coupons, gifts, auctions.
  ...['dropped', 'drop-ended', 'drop-taken', 'drop-retracted', 'gift-put', 'gift-removed'],
  ...['auction-opened', 'auction-closed', 'auction-offered'],
  // Orders.
  ...['shipped', 'refunded', 'refunded-late'],
] as const

/** One line: who did what when. What does not belong to such a deed is left out. */
export const Deed = z.strictObject({
  id: z.string(),
  at: Millis,
  /** A person of the shop, or `server` without a name; null: it came about by itself. */
  by: z.strictObject({ id: z.string(), name: z.string().nullable() }).nullable(),
  deed: z.enum(DEEDS),
  /** Of the product, coupon or gift, as it was called then. */
  title: z.string().optional(),
  /** The product's number on the shelf. */
  number: z.int().optional(),
  /** Label of the SKU. */
  sku: z.string().optional(),
  orderId: z.string().optional(),
  amountMinor: AmountMinor.optional(),
  wasMinor: AmountMinor.optional(),
  currency: Currency.optional(),
  /** Pieces, coupons, products. */
  count: z.int().optional(),
  status: RoomStatus.optional(),
  /** What people in the room could read. */
  text: z.string().optional(),
})
export type Deed = z.infer<typeof Deed>

export const DEEDS_PAGE_MAX = 200

export const listDeeds = endpoint({
  method: 'GET',
  path: '/api/rooms/{room}/deeds',
  summary: 'Who ran this room and how: launches, prices, stock, coupons, notices, refunds. Newest first',
  tag: 'audit',
  permission: 'numbers.read',
  params: z.strictObject({ room: RoomId }),
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(DEEDS_PAGE_MAX).default(50),
    /** What `next` of the page before said. */
    after: z
      .string()
      .regex(/^[0-9]{1,18}$/)
      .optional(),
  }),
  answer: z.strictObject({ deeds: z.array(Deed), next: z.string().nullable() }),
  refusals: ['not-found'],
})
