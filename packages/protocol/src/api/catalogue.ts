// The catalogue: products and their SKUs, prices they had, tables in and out. Part of `api.commerce`.
import { z } from 'zod'
import { AmountMinor, AppId, Currency, LaunchId, Millis, ProductId, RoomId, SkuId } from '../ids.ts'
import { Quantity } from '../order.ts'
import { endpoint } from './endpoint.ts'
import { PAGE_MAX } from './rooms.ts'

/** `{ Size: 'M', Colour: 'celadon' }` */
export const OPTIONS_MAX = 3
export const OPTION_NAME_MAX = 30
export const OPTION_VALUE_MAX = 60
const Options = z
  .record(z.string().trim().min(1).max(OPTION_NAME_MAX), z.string().trim().min(1).max(OPTION_VALUE_MAX))
  .refine((options) => Object.keys(options).length <= OPTIONS_MAX, `at most ${OPTIONS_MAX} options`)

/** An address on this server (`/pictures/…`), or elsewhere. */
export const IMAGE_ADDRESS = /^(\/(?![/\\])|https?:\/\/)[^\s\\]*$/
const ImageAddress = z.string().max(500).regex(IMAGE_ADDRESS, 'an address that begins with / or https://')

export const TITLE_MAX = 120
export const DESCRIPTION_MAX = 4_000
export const SELLING_POINTS_MAX = 8
export const SELLING_POINT_MAX = 120
export const IMAGES_MAX = 9
export const LABEL_MAX = 80
export const SKUS_MAX = 100
export const PIECES_MAX = 10_000_000
export const POSITION_MAX = 1_000_000

const productFields = {
  title: z.string().trim().min(1).max(TITLE_MAX),
  description: z.string().max(DESCRIPTION_MAX),
  sellingPoints: z.array(z.string().max(SELLING_POINT_MAX)).max(SELLING_POINTS_MAX),
  /** What `POST /api/pictures` answered, the one shown first; or addresses elsewhere. */
  images: z.array(ImageAddress).max(IMAGES_MAX),
  listPriceMinor: AmountMinor.nullable(),
  perBuyerLimit: Quantity.nullable(),
  position: z.int().min(-POSITION_MAX).max(POSITION_MAX),
}

const NewSku = z.strictObject({
  id: SkuId.optional(),
  label: z.string().max(LABEL_MAX),
  options: Options.default({}),
  priceMinor: AmountMinor.min(1),
  stock: z.int().min(0).max(10_000_000),
})

export const createProduct = endpoint({
  method: 'POST',
  path: '/api/products',
  summary: 'Add a product with its SKUs',
  tag: 'commerce',
  permission: 'catalogue.write',
  status: 201,
  body: z.strictObject({
    id: ProductId.optional(),
    title: productFields.title,
    description: productFields.description.default(''),
    sellingPoints: productFields.sellingPoints.default([]),
    images: productFields.images.default([]),
    /** The same as one image. */
    imageUrl: z.string().max(500).nullable().default(null),
    currency: Currency,
    listPriceMinor: productFields.listPriceMinor.default(null),
    perBuyerLimit: productFields.perBuyerLimit.default(null),
    position: productFields.position.default(0),
    onSale: z.boolean().default(true),
    /** It is sent to its buyer: where the app has ways of delivery, it is not paid without one. */
    ships: z.boolean().default(true),
    skus: z.array(NewSku).min(1).max(SKUS_MAX),
  }),
  answer: z.strictObject({ productId: ProductId, skuIds: z.array(SkuId) }),
  refusals: ['conflict'],
})

/** A product as staff keep it. */
export const Product = z.strictObject({
  id: ProductId,
  title: z.string(),
  description: z.string(),
  sellingPoints: z.array(z.string()),
  images: z.array(z.string()),
  currency: Currency,
  listPriceMinor: AmountMinor.nullable(),
  perBuyerLimit: Quantity.nullable(),
  onSale: z.boolean(),
  /** It is sent to its buyer. */
  ships: z.boolean(),
  /** Products are listed by this, then by title. */
  position: z.int(),
  createdAt: Millis,
  skus: z.array(
    z.strictObject({
      id: SkuId,
      label: z.string(),
      options: z.record(z.string(), z.string()),
      priceMinor: AmountMinor,
      /** Free pieces now. */
      stock: z.int().nonnegative(),
      /** Pieces put in so far, less those taken out. */
      stocked: z.int().nonnegative(),
    }),
  ),
})
export type Product = z.infer<typeof Product>

export const listProducts = endpoint({
  method: 'GET',
  path: '/api/products',
  summary: 'The catalogue of the app; `search` looks in titles, labels and ids',
  tag: 'catalogue',
  permission: 'numbers.read',
  query: z.strictObject({
    search: z.string().max(120).optional(),
    onSale: z.enum(['0', '1']).optional(),
    /** `stock`: fewest free pieces first. */
    sort: z.enum(['position', 'newest', 'title', 'stock']).default('position'),
    limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(50),
    after: z.string().max(256).optional(),
  }),
  answer: z.strictObject({ products: z.array(Product), total: z.int().nonnegative(), next: z.string().nullable() }),
})

export const readProduct = endpoint({
  method: 'GET',
  path: '/api/products/{product}',
  summary: 'One product',
  tag: 'catalogue',
  permission: 'numbers.read',
  params: z.strictObject({ product: ProductId }),
  answer: Product,
  refusals: ['not-found'],
})

export const changeProduct = endpoint({
  method: 'PATCH',
  path: '/api/products/{product}',
  summary:
    'Change a product; rooms that have it on their shelf are told. Taken off sale, it is retracted where it is shown',
  tag: 'catalogue',
  permission: 'catalogue.write',
  params: z.strictObject({ product: ProductId }),
  body: z.strictObject({ ...productFields, onSale: z.boolean(), ships: z.boolean() }).partial(),
  answer: Product,
  refusals: ['not-found', 'busy'],
})

export const addSku = endpoint({
  method: 'POST',
  path: '/api/products/{product}/skus',
  summary: 'Add a SKU to a product',
  tag: 'catalogue',
  permission: 'catalogue.write',
  status: 201,
  params: z.strictObject({ product: ProductId }),
  body: NewSku,
  answer: Product,
  refusals: ['not-found', 'conflict', 'limit-reached', 'busy'],
})

export const changeSku = endpoint({
  method: 'PATCH',
  path: '/api/products/{product}/skus/{sku}',
  summary: 'Change price, label or options of a SKU, put pieces in or take them out. Prices are kept in a history',
  tag: 'catalogue',
  permission: 'catalogue.write',
  params: z.strictObject({ product: ProductId, sku: SkuId }),
  body: z.strictObject({
    label: z.string().max(LABEL_MAX).optional(),
    options: Options.optional(),
    priceMinor: AmountMinor.min(1).optional(),
    /** Pieces put in (below zero: taken out, never more than are free). The id makes it happen once. */
    restock: z.strictObject({ id: z.uuid(), pieces: z.int().min(-PIECES_MAX).max(PIECES_MAX) }).optional(),
  }),
  answer: Product,
  refusals: ['not-found', 'wrong-state', 'conflict', 'limit-reached', 'busy'],
})

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

export const CSV_MAX_BYTES = 16_777_216
export const CSV_ERRORS_MAX = 200

/** One line of a table that was not taken, and why. Lines count as in a text editor, the header is line 1. */
export const LineError = z.strictObject({
  line: z.int().positive(),
  column: z.string().nullable(),
  message: z.string(),
})
export type LineError = z.infer<typeof LineError>

export const importProducts = endpoint({
  method: 'POST',
  path: '/api/catalogue.csv',
  summary:
    'Take in products from CSV (UTF-8): all lines or none. `preview=1` changes nothing; errors are named by line',
  tag: 'catalogue',
  permission: 'catalogue.write',
  query: z.strictObject({ preview: z.enum(['0', '1']).default('0') }),
  takes: ['text/csv'],
  bodyMaxBytes: CSV_MAX_BYTES,
  perMinute: 20,
  body: z.file(),
  answer: z.strictObject({
    lines: z.int().nonnegative(),
    products: z.int().nonnegative(),
    /** Products that are new. */
    created: z.int().nonnegative(),
    /** Products of which something changed. */
    changed: z.int().nonnegative(),
    /** The first of them. */
    errors: z.array(LineError).max(CSV_ERRORS_MAX),
    errorCount: z.int().nonnegative(),
    /** Whether it was taken in: never by a preview, nor with errors. */
    done: z.boolean(),
  }),
  refusals: ['file-refused', 'busy'],
})

export const exportProducts = endpoint({
  method: 'GET',
  path: '/api/catalogue.csv',
  summary: 'The catalogue as CSV, as the import takes it',
  tag: 'catalogue',
  permission: 'numbers.read',
  gives: 'text/csv; charset=utf-8',
  perMinute: 20,
  answer: z.file(),
  refusals: ['busy'],
})

export const importFromShop = endpoint({
  method: 'POST',
  path: '/api/catalogue/from-shop',
  summary: 'Take in the products of an outside shop, with its first pictures; again, it brings what has changed',
  tag: 'catalogue',
  permission: 'catalogue.write',
  perMinute: 20,
  body: z.strictObject({
    shop: z.enum(['medusa']),
    baseUrl: z.url({ protocol: /^https?$/ }).max(300),
    /** Medusa: the publishable key of a sales channel. */
    key: z
      .string()
      .min(1)
      .max(300)
      .regex(/^[\x21-\x7e]+$/, 'letters, digits and signs without spaces'),
    currency: Currency,
  }),
  answer: z.strictObject({
    created: z.int().nonnegative(),
    changed: z.int().nonnegative(),
    /** The first that were left out, and why. */
    skipped: z.array(z.strictObject({ product: z.string(), message: z.string() })).max(200),
  }),
  refusals: ['invalid', 'busy'],
})
