// Prices a product had, and its offers against the clock: for everybody. Part of `api.commerce`.
import { z } from 'zod'
import { AmountMinor, AppId, LaunchId, Millis, ProductId, RoomId, SkuId } from '../ids.ts'
import { endpoint } from './endpoint.ts'
import { PAGE_MAX } from './rooms.ts'

/** A price of a SKU while it held. */
export const PriceSpan = z.strictObject({
  skuId: SkuId,
  /** `flash`: for the first pieces of a launch. */
  kind: z.enum(['price', 'flash']),
  priceMinor: AmountMinor,
  from: Millis,
  /** Null: it holds now. */
  until: Millis.nullable(),
})
export type PriceSpan = z.infer<typeof PriceSpan>

/** A product of a few variants whose prices change every day fits for a year. */
export const PRICES_PAGE_MAX = 1_000

export const readPrices = endpoint({
  method: 'GET',
  path: '/api/products/{product}/prices',
  summary: 'Every price a product ever had, newest first: what a struck-out price must be found in (N13)',
  tag: 'catalogue',
  permission: 'public',
  params: z.strictObject({ product: ProductId }),
  query: z.strictObject({
    app: AppId.optional(),
    limit: z.coerce.number().int().min(1).max(PRICES_PAGE_MAX).default(PRICES_PAGE_MAX),
    /** `next` of the page before. */
    after: z
      .string()
      .regex(/^\d{1,18}$/)
      .optional(),
  }),
  answer: z.strictObject({
    prices: z.array(PriceSpan),
    /** Where older ones go on; null: there are none. */
    next: z.string().nullable(),
    /** Of each SKU the lowest of the 30 days before its present price: what a reduction may be measured by. */
    lowestOf30Days: z.record(SkuId, AmountMinor),
    /** The list price, and whether it may be struck out: each SKU that costs less now was once sold for it. */
    listPrice: z.strictObject({ priceMinor: AmountMinor, everCharged: z.boolean() }).nullable(),
  }),
  refusals: ['not-found'],
})

/** An offer against the clock, as it was shown: with a countdown before it, or an end, or both. */
export const TimedOffer = z.strictObject({
  launchId: LaunchId,
  roomId: RoomId,
  roomTitle: z.string(),
  openedAt: Millis,
  /** Until when it counted down before it sold; null: it sold at once. */
  opensAt: Millis.nullable(),
  /** As it was told when it was opened; null: open end. */
  endsAt: Millis.nullable(),
  /** When it really ended, and how; null: it stands. */
  closedAt: Millis.nullable(),
  reason: z.enum(['retracted', 'replaced', 'ended', 'sold-out', 'undone']).nullable(),
  flash: z.strictObject({ priceMinor: AmountMinor, quantity: z.int().min(1), taken: z.int().nonnegative() }).nullable(),
  /** How often this product ran against the clock in this room before, in the 24 hours before it. */
  again: z.int().nonnegative(),
})
export type TimedOffer = z.infer<typeof TimedOffer>

export const listTimedOffers = endpoint({
  method: 'GET',
  path: '/api/products/{product}/offers',
  summary:
    'Every offer against the clock that a product ever had, newest first: a countdown is not begun again unseen (N13)',
  tag: 'catalogue',
  permission: 'public',
  params: z.strictObject({ product: ProductId }),
  query: z.strictObject({
    app: AppId.optional(),
    limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(50),
    after: z.string().max(128).optional(),
  }),
  answer: z.strictObject({ offers: z.array(TimedOffer), next: z.string().nullable() }),
  refusals: ['not-found'],
})
