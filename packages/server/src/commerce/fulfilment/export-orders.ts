// Orders of a state as CSV, newest first. Who took it stands in the journal: it holds addresses.
import type { AppId, OrderState } from '@hawker/protocol'
import { stringify } from 'csv-stringify/sync'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Clock } from '#kernel/clock'
import { neutralise } from '../catalogue/core/formula.ts'
import { formatMoney } from '../catalogue/core/money.ts'
import { createPace } from '../catalogue/pace.ts'
import { lineOf, ORDER_COLUMNS } from './core/order-line.ts'
import { listShopOrders } from './list-orders.ts'

/** The newest so many of a state; a shop that packs has sent what is older. */
export const ORDERS_EXPORT_MAX = 50_000
const PAGE_ORDERS = 500
const STYLE = { quoted: true, quoted_empty: true, record_delimiter: 'windows' } as const
/** Without it Excel reads UTF-8 as something else. */
const BYTE_ORDER_MARK = '\ufeff'

export const createExportOrders =
  ({ db, journal, clock }: { db: Database; journal: Journal; clock: Clock }) =>
  async (app: AppId, state: OrderState, by: string | null): Promise<File> => {
    const pace = createPace(clock.monotonic)
    const parts = [BYTE_ORDER_MARK + stringify([[...ORDER_COLUMNS]], STYLE)]
    let lines = 0
    for (let after: string | undefined, more = true; more && lines < ORDERS_EXPORT_MAX; ) {
      const limit = Math.min(PAGE_ORDERS, ORDERS_EXPORT_MAX - lines)
      const page = await listShopOrders(db.of(app), app, { state, limit, after })
      for (const order of page.orders) {
        parts.push(stringify([lineOf(order, formatMoney).map(neutralise)], STYLE))
        await pace()
      }
      lines += page.orders.length
      after = page.next ?? undefined
      more = page.next !== null
    }
    await db
      .of(app)
      .transaction()
      .execute((tx) => journal.append(tx, { app, room: null, kind: 'orders.exported', by, payload: { state, lines } }))
    return new File(parts, 'orders.csv', { type: 'text/csv' })
  }
