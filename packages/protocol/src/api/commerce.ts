// Catalogue, launches, orders and payments.
import { z } from 'zod'
import { AmountMinor, AppId, Currency, LaunchId, Millis, OrderId, ProductId, RoomId, SkuId } from '../ids.ts'
import { Order, Quantity } from '../order.ts'
import { FLASH_QUANTITY_MAX, Launch, ShelfItem } from '../shelf.ts'
import { endpoint } from './endpoint.ts'
import { PAGE_MAX } from './rooms.ts'

const inRoom = z.strictObject({ room: RoomId })
const ofOrder = z.strictObject({ order: OrderId })

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
  body: z.strictObject({ ...productFields, onSale: z.boolean() }).partial(),
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

export const readPrices = endpoint({
  method: 'GET',
  path: '/api/products/{product}/prices',
  summary: 'Every price a product ever had, newest first: what a struck-out price must be found in (N13)',
  tag: 'catalogue',
  permission: 'public',
  params: z.strictObject({ product: ProductId }),
  query: z.strictObject({ app: AppId.optional() }),
  answer: z.strictObject({
    prices: z.array(
      z.strictObject({
        skuId: SkuId,
        /** `flash`: for the first pieces of a launch. */
        kind: z.enum(['price', 'flash']),
        priceMinor: AmountMinor,
        from: Millis,
        until: Millis.nullable(),
      }),
    ),
    /** Of each SKU the lowest of the 30 days before its present price: what a reduction may be measured by. */
    lowestOf30Days: z.record(SkuId, AmountMinor),
    /** The struck-out price, and whether any SKU was ever sold for so much. */
    listPrice: z.strictObject({ priceMinor: AmountMinor, everCharged: z.boolean() }).nullable(),
  }),
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

export const readShelf = endpoint({
  method: 'GET',
  path: '/api/rooms/{room}/shelf',
  summary: 'Products of a room in the order of their numbers, and what is being shown',
  tag: 'commerce',
  permission: 'public',
  params: inRoom,
  query: z.strictObject({ app: AppId.optional() }),
  answer: z.strictObject({
    items: z.array(ShelfItem),
    explaining: ProductId.nullable(),
    launch: Launch.nullable(),
    version: z.int(),
  }),
  refusals: ['not-found'],
})

export const putShelf = endpoint({
  method: 'PUT',
  path: '/api/rooms/{room}/shelf',
  summary: 'Set the products of a room: number, product, planned slot',
  tag: 'commerce',
  permission: 'room.operate',
  params: inRoom,
  body: z.strictObject({
    items: z
      .array(
        z.strictObject({
          productId: ProductId,
          number: z.int().min(1).max(999),
          plannedAt: Millis.nullable().default(null),
        }),
      )
      .max(300),
  }),
  answer: z.strictObject({ items: z.array(ShelfItem), version: z.int() }),
  refusals: ['not-found'],
})

export const LASTS_MAX_MS = 1_200_000
export const FLASH_LASTS_MIN_MS = 60_000

export const openLaunch = endpoint({
  method: 'POST',
  path: '/api/rooms/{room}/launches',
  summary: 'Show a product to everybody in the room, in place of the one shown before',
  tag: 'commerce',
  permission: 'room.operate',
  status: 201,
  params: inRoom,
  body: z
    .strictObject({
      productId: ProductId,
      /** How long the offer stands once it sells, 10 s to 20 min; null for open end. */
      lastsMs: z.int().min(10_000).max(LASTS_MAX_MS).nullable().default(null),
      /** Shown as a countdown first, 10 s to 300 s; then it sells. */
      countdownMs: z.int().min(10_000).max(300_000).nullable().default(null),
      /** Below the price of every SKU, for no more pieces than are free; it takes `lastsMs` of 1 min to 20 min. */
      flash: z
        .strictObject({
          priceMinor: AmountMinor.min(1),
          quantity: z.int().min(1).max(FLASH_QUANTITY_MAX),
          perBuyerLimit: Quantity.nullable().default(null),
        })
        .nullable()
        .default(null),
    })
    .refine(({ flash, lastsMs }) => flash === null || (lastsMs !== null && lastsMs >= FLASH_LASTS_MIN_MS), {
      path: ['lastsMs'],
      message: 'a flash price lasts 1 to 20 minutes',
    }),
  answer: z.strictObject({ launch: Launch }),
  refusals: ['not-found', 'wrong-state', 'sold-out', 'invalid'],
})

/** How long a launch or a retraction can be taken back. */
export const UNDO_MS = 5_000

export const undoLaunch = endpoint({
  method: 'POST',
  path: '/api/rooms/{room}/launches/undo',
  summary: 'Take back the last launch or retraction, within 5 seconds: what was shown before is shown again',
  tag: 'commerce',
  permission: 'room.operate',
  params: inRoom,
  body: z.strictObject({}),
  answer: z.strictObject({ launch: Launch.nullable() }),
  refusals: ['not-found', 'undo-over'],
})

export const explainProduct = endpoint({
  method: 'PUT',
  path: '/api/rooms/{room}/explaining',
  summary: 'Say which product of the shelf the host is explaining now; null: none',
  tag: 'commerce',
  permission: 'room.operate',
  params: inRoom,
  body: z.strictObject({ productId: ProductId.nullable() }),
  answer: z.strictObject({ explaining: ProductId.nullable(), version: z.int() }),
  refusals: ['not-found'],
})

export const closeLaunch = endpoint({
  method: 'DELETE',
  path: '/api/rooms/{room}/launches/{launch}',
  summary: 'Retract the product that is being shown',
  tag: 'commerce',
  permission: 'room.operate',
  params: z.strictObject({ room: RoomId, launch: LaunchId }),
  answer: z.strictObject({ launchId: LaunchId }),
  refusals: ['not-found', 'wrong-state'],
})

export const placeOrder = endpoint({
  method: 'POST',
  path: '/api/orders',
  summary:
    'Take pieces of a SKU and hold them until paid. The id is the idempotency key: the same again answers the same',
  tag: 'commerce',
  permission: 'person',
  status: 201,
  body: z.strictObject({
    id: OrderId,
    roomId: RoomId,
    skuId: SkuId,
    quantity: Quantity,
    /** What the buyer was shown. The server computes its own; a difference is refused with `price-changed`. */
    expectedTotalMinor: AmountMinor,
    currency: Currency,
  }),
  answer: Order,
  refusals: [
    'not-found',
    'sold-out',
    'not-on-sale',
    'price-changed',
    'hold-limit',
    'buyer-limit',
    'order-id-taken',
    'busy',
    'unavailable',
  ],
})

export const readOrder = endpoint({
  method: 'GET',
  path: '/api/orders/{order}',
  summary: "One of the caller's own orders",
  tag: 'commerce',
  permission: 'person',
  params: ofOrder,
  answer: Order,
  refusals: ['not-found'],
})

export const listOwnOrders = endpoint({
  method: 'GET',
  path: '/api/orders',
  summary: "The caller's own orders, newest first",
  tag: 'commerce',
  permission: 'person',
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(50),
    after: z.string().max(128).optional(),
  }),
  answer: z.strictObject({ orders: z.array(Order), next: z.string().nullable() }),
})

export const cancelOrder = endpoint({
  method: 'POST',
  path: '/api/orders/{order}/cancel',
  summary: 'Give a held order back; its pieces go on sale again',
  tag: 'commerce',
  permission: 'person',
  params: ofOrder,
  body: z.strictObject({}),
  answer: Order,
  refusals: ['not-found', 'wrong-state'],
})

/** What the page shows to take the money. `sandbox`: our own test sheet, in the room. `test`: no real money moves. */
export const PaymentSheet = z.strictObject({
  paymentId: z.string(),
  provider: z.enum(['sandbox', 'stripe']),
  /** Stripe: what its script confirms the payment with, and the key it is loaded with. */
  clientSecret: z.string().nullable(),
  publishableKey: z.string().nullable(),
  amountMinor: AmountMinor,
  currency: Currency,
  test: z.boolean(),
})
export type PaymentSheet = z.infer<typeof PaymentSheet>

export const beginPayment = endpoint({
  method: 'POST',
  path: '/api/orders/{order}/payment',
  summary: 'Begin to pay a held order; called twice it answers the same payment',
  tag: 'commerce',
  permission: 'person',
  params: ofOrder,
  body: z.strictObject({}),
  answer: PaymentSheet,
  refusals: ['not-found', 'wrong-state', 'hold-ended', 'unavailable'],
})

export const actInSandbox = endpoint({
  method: 'POST',
  path: '/api/payments/{payment}/sandbox',
  summary: 'The sandbox provider: approve or decline a test payment; or be told of the approval late, twice, or never',
  tag: 'commerce',
  permission: 'person',
  params: z.strictObject({ payment: z.string().min(8).max(64) }),
  body: z.strictObject({
    /** `late`: after the hold has ended. `never`: found out by asking, a minute later. */
    outcome: z.enum(['approve', 'decline', 'late', 'twice', 'never']),
  }),
  answer: z.strictObject({ order: Order }),
  refusals: ['not-found', 'wrong-state', 'hold-ended'],
})

export const refundOrder = endpoint({
  method: 'POST',
  path: '/api/orders/{order}/refund',
  summary: 'Pay back all of an order or a part; never more than was paid. The id makes it happen once',
  tag: 'commerce',
  permission: 'money.write',
  params: ofOrder,
  body: z.strictObject({
    id: z.uuid(),
    amountMinor: AmountMinor.min(1),
    /** Its pieces go back on sale; only together with all that was not paid back before. */
    restock: z.boolean().default(false),
    reason: z.string().max(240).default(''),
  }),
  answer: Order,
  refusals: ['not-found', 'wrong-state', 'conflict'],
})

/** What was paid and not paid back, in the currency most of it was paid in. */
const Turnover = z.strictObject({
  paid: z.int(),
  paidLastMinute: z.int(),
  revenueMinor: AmountMinor,
  currency: Currency.nullable(),
})

/** An order as the shop's staff see it in the console. */
export const RoomOrder = Order.extend({ buyerName: z.string() }).strict()
export type RoomOrder = z.infer<typeof RoomOrder>

export const listRoomOrders = endpoint({
  method: 'GET',
  path: '/api/rooms/{room}/orders',
  summary: 'Orders of a room, newest first, with the totals of the room',
  tag: 'commerce',
  permission: 'numbers.read',
  params: inRoom,
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(50),
    after: z.string().max(128).optional(),
  }),
  answer: z.strictObject({
    orders: z.array(RoomOrder),
    next: z.string().nullable(),
    totals: Turnover.extend({
      placed: z.int(),
      /** The same for test payments: play money is no part of the turnover. */
      test: Turnover,
    }).strict(),
  }),
  refusals: ['not-found'],
})

export const readStockTruth = endpoint({
  method: 'GET',
  path: '/api/invariants/stock',
  summary: 'sold + held + free = stocked, for every SKU of the app, counted now',
  tag: 'commerce',
  permission: 'numbers.read',
  answer: z.strictObject({
    holds: z.boolean(),
    skus: z.array(
      z.strictObject({
        skuId: SkuId,
        stocked: z.int(),
        free: z.int(),
        held: z.int(),
        sold: z.int(),
        holds: z.boolean(),
      }),
    ),
  }),
})
