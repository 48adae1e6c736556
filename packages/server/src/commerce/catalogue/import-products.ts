// Takes in a whole table of products, or nothing of it.
import { type AppId, type api, type ProductId, type Refusal, refuse } from '@hawker/protocol'
import type { z } from 'zod'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Clock } from '#kernel/clock'
import type { Gathered } from './core/gather.ts'
import { type Resolved, resolve } from './core/resolve.ts'
import { UNIQUE_VIOLATION } from './create-product.ts'
import { type OnShelves, Undone } from './on-shelves.ts'
import { createPace } from './pace.ts'
import { recordPrices } from './price-history.ts'
import { createErrors, type Errors, readCsv } from './read-csv.ts'
import {
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
}

const slices = <T>(rows: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(rows.length / SLICE_ROWS) }, (_, i) =>
    rows.slice(i * SLICE_ROWS, (i + 1) * SLICE_ROWS),
  )

const CHANGED_MEANWHILE = 'Pieces were sold, or products changed, in the meantime. Look at the preview once more.'

export const createImportProducts = ({ db, journal, clock, onShelves }: Deps) => {
  const resolveAll = async (app: AppId, products: Iterable<Gathered>, errors: Errors, pace: () => Promise<void>) => {
    const resolved: Resolved[] = []
    for (const slice of slices([...products])) {
      const skuIds = slice.flatMap(({ skus }) => skus.map(({ cells }) => cells.id))
      const { known, owners } = await readKnown(
        db.of(app),
        app,
        slice.map(({ id }) => id),
        skuIds,
      )
      for (const product of slice) {
        const one = resolve(
          ...([product, known.get(product.id) ?? { product: null, skus: [] }] as const),
          (sku) => owners.get(sku),
          errors.wrong,
        )
        if (one && (one.product || one.newSkus.length > 0 || one.changedSkus.length > 0)) resolved.push(one)
        await pace()
      }
    }
    return resolved
  }

  const write = async (app: AppId, all: readonly Resolved[], by: string | null, pace: () => Promise<void>) => {
    const rowsOf = (of: 'newSkus' | 'changedSkus') =>
      all.flatMap(({ id, [of]: skus }) => skus.map((sku): SkuRow => ({ ...sku, productId: id })))
    const productRows = (isNew: boolean) =>
      all.flatMap((one): ProductRow[] => (one.product && one.isNew === isNew ? [{ ...one.product, id: one.id }] : []))
    const [newSkus, changedSkus] = [rowsOf('newSkus'), rowsOf('changedSkus')]
    const old = all.filter(({ isNew }) => !isNew).map(({ id }) => id)
    const counts = { created: all.length - old.length, changed: old.length }
    return onShelves<typeof counts>({
      ...{ app, by, products: old },
      work: async (tx) => {
        const each = async <T>(rows: readonly T[], run: (slice: T[]) => Promise<unknown>) => {
          for (const slice of slices(rows)) {
            await run(slice)
            await pace()
          }
        }
        await each(productRows(true), (rows) => insertProducts(tx, app, rows))
        await each(newSkus, (rows) => insertSkus(tx, app, rows))
        await each(newSkus, (rows) =>
          recordPrices(
            tx,
            app,
            rows.map(({ id }) => id),
          ),
        )
        await each(productRows(false), (rows) => updateProducts(tx, app, rows))
        await lockSkus(tx, app, changedSkus)
        await each(changedSkus, async (rows) => {
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
        return { answer: counts, changed: old, stock: changedSkus.map(({ id }) => id) }
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
