// Takes in the products of an outside shop: each that can be, and says of the others why not.
import { type AppId, api, ID_PATTERN, type ProductId, type Refusal, refuse, type SkuId } from '@hawker/protocol'
import type { z } from 'zod'
import type { Clock } from '#kernel/clock'
import { type Outside, OutsideError } from '#system/outside'
import type { OutsideShop, ShopAddress, ShopProduct } from '../shops/door.ts'
import { openMedusa } from '../shops/medusa.ts'
import type { Gathered } from './core/gather.ts'
import type { Importing } from './import-products.ts'
import { createPace } from './pace.ts'
import { createErrors } from './read-csv.ts'

const c = api.commerce
type Answer = z.output<typeof c.importFromShop.answer>
export type ShopAsk = z.output<NonNullable<typeof c.importFromShop.body>>

/** A picture of an outside shop. */
const PICTURE_MAX_BYTES = 8_388_608
const PICTURE_WITHIN_MS = 5_000
const PICTURES_PER_PRODUCT = 3
/** Fetching pictures stops then; the next import goes on with those that have none. */
const PICTURES_WITHIN_MS = 15_000

/** Makes a picture our own; a refusal where it is none. */
export type KeepPicture = (app: AppId, bytes: Uint8Array) => Promise<{ url: string } | Refusal>

interface Deps {
  readonly importing: Importing
  readonly outside: Outside
  readonly clock: Clock
  readonly keepPicture: KeepPicture
}

const SHOPS: Record<ShopAsk['shop'], (outside: Outside, at: ShopAddress) => OutsideShop> = { medusa: openMedusa }

const gathered = (product: ShopProduct, currency: string, line: number): Gathered | string => {
  const skus = product.skus.filter(({ price }) => price !== null)
  if (!ID_PATTERN.test(product.id) || !skus.every(({ id }) => ID_PATTERN.test(id))) return 'has an id we cannot take'
  if (skus.length === 0) return `has no price in ${currency}`
  const listed = skus.map(({ listPrice }) => listPrice).find((price) => price !== null) ?? null
  return {
    ...{ id: product.id as ProductId, line },
    cells: {
      title: product.title.trim().slice(0, c.TITLE_MAX),
      description: product.description.slice(0, c.DESCRIPTION_MAX),
      ...{ currency, listPrice: listed },
    },
    skus: skus.map(({ id, label, options, price, pieces }) => ({
      line,
      cells: {
        ...{ id: id as SkuId, label: label.slice(0, c.LABEL_MAX), price: price! },
        options: Object.fromEntries(
          Object.entries(options)
            .slice(0, c.OPTIONS_MAX)
            .map(([name, value]) => [name.slice(0, c.OPTION_NAME_MAX), value.slice(0, c.OPTION_VALUE_MAX)]),
        ),
        ...(pieces === null ? {} : { stock: Math.min(pieces, c.PIECES_MAX) }),
      },
    })),
  }
}

export const createImportFromShop = ({ importing, outside, clock, keepPicture }: Deps) => {
  const ownPictures = async (app: AppId, images: readonly string[]): Promise<string[]> => {
    const own: string[] = []
    for (const image of images.slice(0, PICTURES_PER_PRODUCT)) {
      const limits = { maxBytes: PICTURE_MAX_BYTES, withinMs: PICTURE_WITHIN_MS }
      const heard = await outside(image, limits).catch(() => null)
      const kept = heard?.status === 200 ? await keepPicture(app, heard.bytes) : null
      if (kept && 'url' in kept) own.push(kept.url)
    }
    return own
  }

  return (app: AppId, ask: ShopAsk, by: string | null): Promise<Answer | Refusal> =>
    importing.alone<Answer>(async () => {
      const { shop, ...address } = ask
      const pace = createPace(clock.monotonic)
      const errors = createErrors()
      const products = new Map<ProductId, Gathered>()
      const seen: ShopProduct[] = []
      const skipped: { product: string; message: string }[] = []
      try {
        for await (const page of SHOPS[shop](outside, address).products())
          for (const product of page) {
            const one = gathered(product, ask.currency, seen.push(product))
            if (typeof one === 'string') skipped.push({ product: product.title.slice(0, 120), message: one })
            else products.set(one.id, one)
            await pace()
          }
      } catch (error) {
        if (error instanceof OutsideError)
          return refuse('invalid', { message: error.message, fields: [{ path: 'baseUrl', message: error.message }] })
        throw error
      }
      const until = clock.monotonic() + PICTURES_WITHIN_MS
      for (const id of await importing.withoutPictures(app, [...products.keys()])) {
        const product = products.get(id)!
        const { images } = seen[product.line - 1]!
        if (images.length === 0) continue
        const own = clock.monotonic() < until ? await ownPictures(app, images) : []
        if (own.length > 0) product.cells.images = own
        else
          skipped.push({ product: seen[product.line - 1]!.title.slice(0, 120), message: 'its pictures did not come' })
      }
      const resolved = await importing.resolveAll(app, products.values(), errors, pace)
      for (const { line, message } of errors.first)
        skipped.push({ product: seen[line - 1]!.title.slice(0, 120), message })
      const written = resolved.length > 0 ? await importing.write(app, resolved, by, pace) : { created: 0, changed: 0 }
      return 'refused' in written ? written : { ...written, skipped: skipped.slice(0, 200) }
    })
}
