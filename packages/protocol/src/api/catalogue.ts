// The catalogue: products and their SKUs. Part of `api.commerce`.
import { z } from 'zod'
import { AmountMinor, Currency, Millis, ProductId, SkuId } from '../ids.ts'
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
