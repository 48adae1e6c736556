// The endpoints of the catalogue: contract → verb.
import { type Actor, api, may, refuse } from '@hawker/protocol'
import { sql } from 'kysely'
import type { Database } from '#db'
import { bind, type Route, withHeaders } from '#http'
import type { CatalogueVerbs } from './index.ts'
import { readPrices } from './price-history.ts'
import { listProducts, readProduct } from './store.ts'

const byOf = (actor: Actor): string | null =>
  actor.kind === 'person' ? actor.person.id : actor.kind === 'server' ? 'server' : null

export const createCatalogueRoutes = (db: Database, verbs: CatalogueVerbs): Route[] => {
  const c = api.commerce
  return [
    bind(c.createProduct, ({ actor, body }) => verbs.createProduct(actor.app, body, byOf(actor))),
    bind(c.listProducts, ({ actor, query }) => listProducts(db.of(actor.app), actor.app, query)),
    bind(
      c.readProduct,
      async ({ actor, params }) =>
        (await readProduct(db.of(actor.app), actor.app, params.product)) ?? refuse('not-found'),
    ),
    bind(c.changeProduct, ({ actor, params, body }) =>
      verbs.changeProduct(actor.app, params.product, body, byOf(actor)),
    ),
    bind(c.addSku, ({ actor, params, body }) => verbs.addSku(actor.app, params.product, body, byOf(actor))),
    bind(c.changeSku, ({ actor, params, body }) =>
      verbs.changeSku(actor.app, params.product, params.sku, body, byOf(actor)),
    ),
    bind(c.readPrices, async ({ actor, params: { product }, query }) => {
      const app = query.app ?? actor.app
      // What no room offers yet is nobody's business but the shop's.
      const sees = actor.app === app && may(actor, 'numbers.read')
      const { rows } = await sql`
        select from products p where app_id = ${app} and id = ${product}
          and (${sees} or exists (select from shelf where app_id = p.app_id and product_id = p.id))`.execute(db.of(app))
      return rows.length === 0 ? refuse('not-found') : readPrices(db.of(app), app, product)
    }),
    bind(c.importProducts, async ({ actor, query, body }) =>
      verbs.importProducts(actor.app, await body.bytes(), query.preview === '1', byOf(actor)),
    ),
    bind(c.exportProducts, async ({ actor }) =>
      withHeaders(await verbs.exportProducts(actor.app), {
        'content-disposition': 'attachment; filename="catalogue.csv"',
      }),
    ),
    bind(c.importFromShop, ({ actor, body }) => verbs.importFromShop(actor.app, body, byOf(actor))),
  ]
}
