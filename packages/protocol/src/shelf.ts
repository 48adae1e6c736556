// What is for sale in a room, and what is being shown now.
import { z } from 'zod'
import { AmountMinor, Currency, LaunchId, Millis, ProductId, SkuId } from './ids.ts'

export const FLASH_QUANTITY_MAX = 1_000_000

/** One sellable variant. `stock`: pieces anybody can order now, so without those that are for who waits; `stocked`: pieces ever put in, the base of "63 % sold". */
export const Sku = z.strictObject({
  id: SkuId,
  /** "Large, celadon"; empty for a product with one SKU. */
  label: z.string(),
  /** `{ Size: 'L', Colour: 'celadon' }`; left out when it has none. */
  options: z.record(z.string(), z.string()).optional(),
  priceMinor: AmountMinor,
  stock: z.int().nonnegative(),
  stocked: z.int().nonnegative(),
  /** How many wait for a piece; left out: nobody. */
  waiting: z.int().nonnegative().optional(),
})
export type Sku = z.infer<typeof Sku>

/** A product in a room's shelf, with the number the host calls it by. */
export const ShelfItem = z.strictObject({
  productId: ProductId,
  number: z.int().min(1).max(999),
  title: z.string(),
  imageUrl: z.string().nullable(),
  description: z.string(),
  sellingPoints: z.array(z.string()),
  currency: Currency,
  priceMinor: AmountMinor,
  listPriceMinor: AmountMinor.nullable(),
  /**
   * The list price was charged: each SKU that costs less now was once sold for it, so it may be struck out; left out: it is
   * only recommended (N13).
   */
  listPriceCharged: z.literal(true).optional(),
  perBuyerLimit: z.int().min(1).max(999).nullable(),
  plannedAt: Millis.nullable(),
  /** `false`: it cannot be ordered for now. Left out when it can. */
  onSale: z.literal(false).optional(),
  /** When it was first launched or explained in this show; left out: not yet. */
  shownAt: Millis.optional(),
  skus: z.array(Sku).min(1),
})
export type ShelfItem = z.infer<typeof ShelfItem>

/**
 * A price for the first pieces of a launch, of every SKU of its product; then the prices of the shelf are back.
 * `left`: what of them is not taken yet.
 */
export const FlashOffer = z.strictObject({
  priceMinor: AmountMinor.min(1),
  quantity: z.int().min(1).max(FLASH_QUANTITY_MAX),
  left: z.int().nonnegative(),
  perBuyerLimit: z.int().min(1).max(999).nullable(),
})
export type FlashOffer = z.infer<typeof FlashOffer>

/** The product being shown now. `endsAt`: when the offer ends by itself, null for open end. */
export const Launch = z.strictObject({
  id: LaunchId,
  productId: ProductId,
  openedAt: Millis,
  /** Until then a countdown is shown and nobody can order it in this room; null: it sells since `openedAt`. */
  opensAt: Millis.nullable(),
  endsAt: Millis.nullable(),
  /** How often it ran against the clock in this room before, in the last 24 hours; left out: never (N13). */
  again: z.int().positive().optional(),
  /** Null: the prices of the shelf. */
  flash: FlashOffer.nullable(),
  version: z.int().nonnegative(),
})
export type Launch = z.infer<typeof Launch>
