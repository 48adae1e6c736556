// The whole catalogue as CSV for spreadsheets and for our own import.
import type { AppId } from '@hawker/protocol'
import { stringify } from 'csv-stringify/sync'
import type { Database } from '#db'
import type { Clock } from '#kernel/clock'
import { COLUMNS } from './core/columns.ts'
import { rowsOf } from './core/export-row.ts'
import { createPace } from './pace.ts'
import { pageById } from './store.ts'

const PAGE_PRODUCTS = 100
const STYLE = { quoted: true, quoted_empty: true, record_delimiter: 'windows' } as const
/** Without it Excel reads UTF-8 as something else. */
const BYTE_ORDER_MARK = '\ufeff'

export const exportProducts =
  ({ db, clock }: { db: Database; clock: Clock }) =>
  async (app: AppId): Promise<File> => {
    const pace = createPace(clock.monotonic)
    const parts = [BYTE_ORDER_MARK + stringify([[...COLUMNS]], STYLE)]
    for (let after = '', more = true; more; ) {
      const page = await pageById(db.of(app), app, after, PAGE_PRODUCTS)
      for (const product of page) {
        if (product.skus.length > 0) parts.push(stringify(rowsOf(product), STYLE))
        await pace()
      }
      more = page.length === PAGE_PRODUCTS
      after = page.at(-1)?.id ?? after
    }
    return new File(parts, 'catalogue.csv', { type: 'text/csv' })
  }
