// The endpoints of commerce: contract → verb.
import { type Actor, type AppId, api, isRefusal, may, type PublicPerson, type RoomId, refuse } from '@hawker/protocol'
import type { Database } from '#db'
import { bind, type Route } from '#http'
import type { Rooms } from '#rooms'
import type { CommerceVerbs } from './door.ts'
import { listOwnOrders, listRoomOrders, readOrder } from './orders/order-store.ts'
import { listRefunds } from './payments/refunds-store.ts'
import type { RoomTotals } from './stock-truth.ts'

const byOf = (actor: Actor): string | null =>
  actor.kind === 'person' ? actor.person.id : actor.kind === 'server' ? 'server' : null

const personOf = (actor: Actor): PublicPerson | null => (actor.kind === 'person' ? actor.person : null)

export interface RouteDeps {
  readonly db: Database
  readonly rooms: Pick<Rooms, 'find'>
  readonly verbs: CommerceVerbs
  readonly totals: (app: AppId, room: RoomId) => Promise<RoomTotals>
}

export const createRoutes = ({ db, rooms, verbs, totals }: RouteDeps): Route[] => {
  const c = api.commerce
  return [
    bind(c.readShelf, async ({ actor, params: { room }, query }) => {
      const app = query.app ?? actor.app
      const facts = await rooms.find(app, room)
      const sees = actor.app === app && may(actor, 'room.operate')
      if (facts === null || (facts.status === 'draft' && !sees)) return refuse('not-found')
      const { items, explaining, launch, version } = await verbs.readShelf(app, room)
      return { items, explaining, launch, version }
    }),

    bind(c.putShelf, ({ actor, params, body }) => verbs.putShelf(actor.app, params.room, body.items, byOf(actor))),

    bind(c.openLaunch, ({ actor, params, body }) => verbs.openLaunch(actor.app, params.room, body, byOf(actor))),

    bind(c.closeLaunch, ({ actor, params }) => verbs.closeLaunch(actor.app, params.room, params.launch, byOf(actor))),

    bind(c.undoLaunch, ({ actor, params }) => verbs.undoLaunch(actor.app, params.room, byOf(actor))),

    bind(c.explainProduct, ({ actor, params, body }) =>
      verbs.explainProduct(actor.app, params.room, body.productId, byOf(actor)),
    ),

    bind(c.placeOrder, ({ actor, body }) => {
      const buyer = personOf(actor)
      return buyer ? verbs.placeOrder(actor.app, buyer, body) : refuse('not-signed-in')
    }),

    bind(c.readOrder, async ({ actor, params }) => {
      const buyer = personOf(actor)
      if (!buyer) return refuse('not-signed-in')
      return (await readOrder(db.of(actor.app), actor.app, params.order, buyer.id)) ?? refuse('not-found')
    }),

    bind(c.listOwnOrders, ({ actor, query }) => {
      const buyer = personOf(actor)
      return buyer ? listOwnOrders(db.of(actor.app), actor.app, buyer.id, query) : refuse('not-signed-in')
    }),

    bind(c.cancelOrder, ({ actor, params }) => {
      const buyer = personOf(actor)
      return buyer ? verbs.cancelOrder(actor.app, params.order, buyer.id) : refuse('not-signed-in')
    }),

    bind(c.beginPayment, ({ actor, params }) => {
      const buyer = personOf(actor)
      return buyer ? verbs.beginPayment(actor.app, params.order, buyer.id) : refuse('not-signed-in')
    }),

    bind(c.actInSandbox, async ({ actor, params, body }) => {
      const buyer = personOf(actor)
      if (!buyer) return refuse('not-signed-in')
      const order = await verbs.actInSandbox(actor.app, params.payment, buyer.id, body.outcome)
      return isRefusal(order) ? order : { order }
    }),

    bind(c.refundOrder, ({ actor, params, body }) => verbs.refundOrder(actor.app, params.order, body, byOf(actor))),

    bind(c.listRefunds, async ({ actor, params }) => {
      const sees = may(actor, 'orders.write') || may(actor, 'money.write')
      const buyer = sees ? null : personOf(actor)
      if (!sees && !buyer) return refuse('not-signed-in')
      return (await listRefunds(db.of(actor.app), actor.app, params.order, buyer?.id ?? null)) ?? refuse('not-found')
    }),

    bind(c.listRoomOrders, async ({ actor, params: { room }, query }) => {
      if ((await rooms.find(actor.app, room)) === null) return refuse('not-found')
      const page = await listRoomOrders(db.of(actor.app), actor.app, room, query)
      return { ...page, totals: await totals(actor.app, room) }
    }),

    bind(c.readStockTruth, ({ actor }) => verbs.readStockTruth(actor.app)),
  ]
}
