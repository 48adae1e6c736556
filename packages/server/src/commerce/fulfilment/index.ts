// What becomes of orders once they are paid: looked up, packed, sent.
import { type Actor, type AppId, api, type OrderId, refuse } from '@hawker/protocol'
import type { Database } from '#db'
import { bind, type Route, withHeaders } from '#http'
import type { Journal } from '#journal'
import type { Clock } from '#kernel/clock'
import type { OrderNews } from '../orders/order-news.ts'
import { createExportOrders } from './export-orders.ts'
import { type ListAsk, listShopOrders } from './list-orders.ts'
import { createShipOrder } from './ship-order.ts'
import { readShopOrder } from './store.ts'

interface Deps {
  readonly db: Database
  readonly journal: Journal
  readonly clock: Clock
  readonly news: OrderNews
}

const byOf = (actor: Actor): string | null =>
  actor.kind === 'person' ? actor.person.id : actor.kind === 'server' ? 'server' : null

const createVerbs = (deps: Deps) => ({
  list: (app: AppId, ask: ListAsk) => listShopOrders(deps.db.of(app), app, ask),
  read: (app: AppId, order: OrderId) => readShopOrder(deps.db.of(app), app, order),
  exportOrders: createExportOrders(deps),
  ship: createShipOrder(deps),
})
export type FulfilmentVerbs = ReturnType<typeof createVerbs>

export const createFulfilment = (deps: Deps): FulfilmentVerbs & { routes: Route[] } => {
  const verbs = createVerbs(deps)
  const f = api.fulfilment
  return {
    ...verbs,
    routes: [
      bind(f.listShopOrders, ({ actor, query }) => verbs.list(actor.app, query)),
      bind(
        f.readShopOrder,
        async ({ actor, params }) => (await verbs.read(actor.app, params.order)) ?? refuse('not-found'),
      ),
      bind(f.exportShopOrders, async ({ actor, query }) =>
        withHeaders(await verbs.exportOrders(actor.app, query.state, byOf(actor)), {
          'content-disposition': 'attachment; filename="orders.csv"',
        }),
      ),
      bind(f.shipOrder, ({ actor, params, body }) => verbs.ship(actor.app, params.order, body, byOf(actor))),
    ],
  }
}
