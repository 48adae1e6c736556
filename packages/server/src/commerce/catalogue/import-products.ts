// Takes in a whole table of products, or nothing of it.
import { type AppId, type api, type ProductId, type Refusal, refuse } from '@hawker/protocol'
import type { z } from 'zod'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Clock } from '#kernel/clock'
import type { FaultOf } from '../chargeable.ts'
import type { Gathered } from './core/gather.ts'
import { type Resolved, resolve } from './core/resolve.ts'
import { UNIQUE_VIOLATION } from './create-product.ts'
import { type OnShelves, Undone } from './on-shelves.ts'
import { createPace } from './pace.ts'
import { beginPrices, recordPrices } from './price-history.ts'
import { createErrors, type Errors, readCsv } from './read-csv.ts'
import {
  byIndex,
  insertProducts,
  insertSkus,
  lockSkus,
  type ProductRow,
  readKnown,
  recordStocked,
  type SkuRow,
  updateProducts,
  updateSkus,
} from './store.ts'

export type ImportAnswer = z.output<typeof api.commerce.importProducts.answer>

/** What goes to the database in one statement: small enough that writing it down is a moment. */
const SLICE_ROWS = 500

interface Deps {
  readonly db: Database
  readonly journal: Journal
  readonly clock: Clock
  readonly onShelves: OnShelves
  readonly faultOf: FaultOf
}

/** Slices of what each product gives, made when they are asked for. */
function* slices<P, T>(products: Iterable<P>, give: (product: P) => readonly T[]): Generator<T[]> {
  let slice: T[] = []
  for (const product of products)
    for (const row of give(product)) {
      slice.push(row)
      if (slice.length < SLICE_ROWS) continue
      yield slice
      slice = []
    }
  if (slice.length > 0) yield slice
}

const CHANGED_MEANWHILE = 'Pieces were sold, or products changed, in the meantime. Look at the preview once more.'

export const createImportProducts = ({ db, journal, clock, onShelves, faultOf }: Deps) => {
  const resolveAll = async (app: AppId, products: Iterable<Gathered>, errors: Errors, pace: () => Promise<void>) => {
    const resolved: Resolved[] = []
    for (const slice of slices(products, (product) => [product])) {
      const skuIds = slice.flatMap(({ skus }) => skus.map(({ cells }) => cells.id))
      const ids = slice.map(({ id }) => id)
      const { known, owners } = await db
        .of(app)
        .transaction()
        .execute(async (tx) => {
          await byIndex(tx)
          return readKnown(tx, app, ids, skuIds)
        })
      for (const product of slice) {
        const one = resolve(
          ...([product, known.get(product.id) ?? { product: null, skus: [] }] as const),
          (sku) => owners.get(sku),
          errors.wrong,
          faultOf,
        )
        if (one && (one.product || one.newSkus.length > 0 || one.changedSkus.length > 0)) resolved.push(one)
        await pace()
      }
    }
    return resolved
  }

  const write = async (app: AppId, all: readonly Resolved[], by: string | null, pace: () => Promise<void>) => {
    const rowsOf =
      (of: 'newSkus' | 'changedSkus') =>
      ({ id, [of]: skus }: Resolved) =>
        skus.map((sku): SkuRow => ({ ...sku, productId: id }))
    const productRow =
      (isNew: boolean) =>
      (one: Resolved): ProductRow[] =>
        one.product && one.isNew === isNew ? [{ ...one.product, id: one.id }] : []
    const old = all.filter(({ isNew }) => !isNew).map(({ id }) => id)
    const counts = { created: all.length - old.length, changed: old.length }
    return onShelves<typeof counts>({
      ...{ app, by, products: old },
      work: async (tx) => {
        await byIndex(tx)
        const each = async <T>(give: (one: Resolved) => readonly T[], run: (slice: T[]) => Promise<unknown>) => {
          for (const slice of slices(all, give)) {
            await run(slice)
            await pace()
          }
        }
        await each(productRow(true), (rows) => insertProducts(tx, app, rows))
        await each(rowsOf('newSkus'), async (rows) => {
          await insertSkus(tx, app, rows)
          await beginPrices(tx, app, rows)
        })
        await each(productRow(false), (rows) => updateProducts(tx, app, rows))
        await lockSkus(
          tx,
          app,
          all.flatMap(({ changedSkus }) => changedSkus),
        )
        await each(rowsOf('changedSkus'), async (rows) => {
          await recordStocked(tx, app, rows, by)
          if ((await updateSkus(tx, app, rows)) < rows.length)
            throw new Undone(refuse('conflict', { message: CHANGED_MEANWHILE }))
          await recordPrices(
            tx,
            app,
            rows.map(({ id }) => id),
          )
        })
        await journal.append(tx, { app, room: null, kind: 'catalogue.imported', by, payload: counts })
        return { answer: counts, changed: old, how: { imported: true } }
      },
    })
  }

  /** Writes what was gathered, unless something is wrong with any of it, or it is to be looked at alone. */
  const take = async (
    app: AppId,
    read: { readonly products: ReadonlyMap<ProductId, Gathered>; readonly lines: number },
    errors: Errors,
    more: { preview: boolean; by: string | null; pace: () => Promise<void> },
  ): Promise<ImportAnswer | Refusal> => {
    const resolved = await resolveAll(app, read.products.values(), errors, more.pace)
    const created = resolved.filter(({ isNew }) => isNew).length
    const seen = {
      ...{ lines: read.lines, products: read.products.size, created, changed: resolved.length - created },
      ...{ errors: errors.first.toSorted((a, b) => a.line - b.line), errorCount: errors.count() },
    }
    if (more.preview || errors.count() > 0) return { ...seen, done: false }
    try {
      const written = resolved.length > 0 ? await write(app, resolved, more.by, more.pace) : seen
      return 'refused' in written ? written : { ...seen, done: true }
    } catch (error) {
      if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error
      return refuse('conflict', { message: CHANGED_MEANWHILE })
    }
  }

  // One at a time: a table at its largest takes as much memory as ten thousand viewers.
  let busy = false
  const alone = async <T>(run: () => Promise<T | Refusal>): Promise<T | Refusal> => {
    if (busy) return refuse('busy', { message: 'Another table is being read. Try the same again in a moment.' })
    busy = true
    try {
      return await run()
    } finally {
      busy = false
    }
  }

  return {
    ...{ alone, resolveAll, write },
    /** Those that are new, or stand without a picture. */
    withoutPictures: async (app: AppId, ids: readonly ProductId[]): Promise<ProductId[]> => {
      const { known } = await readKnown(db.of(app), app, ids, [])
      return ids.filter((id) => (known.get(id)?.product?.images.length ?? 0) === 0)
    },
    importProducts: (app: AppId, bytes: Uint8Array, preview: boolean, by: string | null) =>
      alone<ImportAnswer>(async () => {
        const pace = createPace(clock.monotonic)
        const errors = createErrors()
        const read = await readCsv(bytes, errors, pace)
        if (typeof read === 'string') return refuse('file-refused', { message: read })
        return take(app, read, errors, { preview, by, pace })
      }),
  }
}
export type Importing = ReturnType<typeof createImportProducts>
