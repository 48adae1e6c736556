// The endpoints of the catalogue: contract → verb.
import { type Actor, type AppId, api, isRefusal, may, type ProductId, refuse } from '@hawker/protocol'
import { sql } from 'kysely'
import type { Database } from '#db'
import { bind, type Route, withHeaders } from '#http'
import type { Clock } from '#kernel/clock'
import { shared } from '#kernel/shared'
import type { Rooms } from '#rooms'
import { listTimedOffers } from '../launches/timed-offers.ts'
import { readPrices } from './price-history.ts'
import { listProducts, readProduct } from './store.ts'
import type { CatalogueVerbs } from './verbs.ts'

const byOf = (actor: Actor): string | null =>
  actor.kind === 'person' ? actor.person.id : actor.kind === 'server' ? 'server' : null

/** A launch makes many look at one product: they are answered from one reading. */
const PRICES_SHARED_MS = 1_000

interface RouteDeps {
  readonly db: Database
  readonly clock: Clock
  readonly rooms: Pick<Rooms, 'find'>
}

/** Whose past is asked for, and whether staff ask. What no room offers yet is nobody's business but the shop's. */
const findPast = async (db: Database, actor: Actor, asked: AppId | undefined, product: ProductId) => {
  const app = asked ?? actor.app
  const staff = actor.app === app && may(actor, 'numbers.read')
  const { rows } = await sql`
    select from products p where app_id = ${app} and id = ${product}
      and (${staff} or exists (select from shelf where app_id = p.app_id and product_id = p.id))`.execute(db.of(app))
  return rows.length === 0 ? refuse('not-found') : { app, staff }
}

export const createCatalogueRoutes = ({ db, rooms, clock }: RouteDeps, verbs: CatalogueVerbs): Route[] => {
  const c = api.commerce
  const pricesOf = shared(clock, PRICES_SHARED_MS, (app: AppId, product: ProductId, limit: string, after: string) =>
    readPrices(db.of(app), app, product, { limit: Number(limit), after: after || undefined }),
  )
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
    bind(c.readPrices, async ({ actor, params: { product }, query: { app: asked, limit, after } }) => {
      const past = await findPast(db, actor, asked, product)
      if (isRefusal(past)) return past
      const { app, staff } = past
      // Staff see what they have just changed.
      return staff
        ? readPrices(db.of(app), app, product, { limit, after })
        : pricesOf(app, product, `${limit}`, after ?? '')
    }),
    bind(c.listTimedOffers, async ({ actor, params: { product }, query }) => {
      const past = await findPast(db, actor, query.app, product)
      return isRefusal(past) ? past : listTimedOffers({ db, rooms }, { ...query, ...past, product })
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
