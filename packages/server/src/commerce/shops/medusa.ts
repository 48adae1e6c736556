// A Medusa shop (version 2) by its Store API: regions for the currency, then products page by page.
import { z } from 'zod'
import { type Outside, OutsideError } from '#system/outside'
import type { OutsideShop, ShopAddress, ShopProduct, ShopSku } from './door.ts'

const PAGE_PRODUCTS = 50
const PAGES_MAX = 40
const ANSWER_MAX_BYTES = 8_388_608
const ANSWER_WITHIN_MS = 10_000
const FIELDS = '*variants.calculated_price,+variants.inventory_quantity,*variants.options,*variants.options.option'

// Only what is used is asked for: shops of other minor versions send more, or leave out what may be missing.
const Regions = z.object({ regions: z.array(z.object({ id: z.string(), currency_code: z.string() })) })
const Amount = z.union([z.number(), z.string()]).nullish()
const Variant = z.object({
  id: z.string(),
  title: z.string().nullish(),
  options: z.array(z.object({ value: z.string(), option: z.object({ title: z.string() }).nullish() })).nullish(),
  calculated_price: z.object({ calculated_amount: Amount, original_amount: Amount }).nullish(),
  manage_inventory: z.boolean().nullish(),
  inventory_quantity: z.number().nullish(),
})
const Products = z.object({
  count: z.number().nullish(),
  products: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      description: z.string().nullish(),
      thumbnail: z.string().nullish(),
      images: z.array(z.object({ url: z.string() })).nullish(),
      variants: z.array(Variant).nullish(),
    }),
  ),
})

/** Medusa writes whole units as numbers: 12.5. Never as 1e21, which no price is. */
const textOf = (amount: z.infer<typeof Amount>): string | null =>
  amount === null || amount === undefined || amount === '' ? null : String(amount)

const skuOf = (variant: z.infer<typeof Variant>): ShopSku => {
  const price = textOf(variant.calculated_price?.calculated_amount)
  const original = textOf(variant.calculated_price?.original_amount)
  const counts = variant.manage_inventory !== false && typeof variant.inventory_quantity === 'number'
  return {
    id: variant.id,
    label: variant.title ?? '',
    options: Object.fromEntries((variant.options ?? []).flatMap((o) => (o.option ? [[o.option.title, o.value]] : []))),
    price,
    listPrice: price !== null && original !== null && Number(original) > Number(price) ? original : null,
    pieces: counts ? Math.max(0, Math.floor(variant.inventory_quantity ?? 0)) : null,
  }
}

export const openMedusa = (outside: Outside, { baseUrl, key, currency }: ShopAddress): OutsideShop => {
  const ask = async <S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> => {
    const headers = { accept: 'application/json', 'x-publishable-api-key': key }
    const limits = { maxBytes: ANSWER_MAX_BYTES, withinMs: ANSWER_WITHIN_MS }
    const { status, bytes } = await outside(baseUrl.replace(/\/+$/, '') + path, { headers, ...limits })
    if (status === 400 || status === 401 || status === 403) throw new OutsideError('The shop does not take this key.')
    if (status !== 200) throw new OutsideError(`The shop answered with status ${status}.`)
    const parsed = schema.safeParse(jsonOf(bytes))
    if (!parsed.success) throw new OutsideError('The shop did not answer as a Medusa shop does.')
    return parsed.data
  }
  return {
    products: async function* () {
      const { regions } = await ask('/store/regions?limit=100', Regions)
      const region = regions.find(({ currency_code }) => currency_code.toUpperCase() === currency)
      if (!region) throw new OutsideError(`The shop sells nothing in ${currency}.`)
      for (let page = 0; page < PAGES_MAX; page++) {
        const query = new URLSearchParams({
          ...{ region_id: region.id, limit: String(PAGE_PRODUCTS), offset: String(page * PAGE_PRODUCTS) },
          fields: FIELDS,
        })
        const { products } = await ask(`/store/products?${query}`, Products)
        yield products.map(
          (product): ShopProduct => ({
            ...{ id: product.id, title: product.title, description: product.description ?? '' },
            images: [...new Set([product.thumbnail, ...(product.images ?? []).map(({ url }) => url)])].filter(
              (url) => !!url,
            ) as string[],
            skus: (product.variants ?? []).map(skuOf),
          }),
        )
        if (products.length < PAGE_PRODUCTS) return
      }
    },
  }
}

const jsonOf = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return null
  }
}
