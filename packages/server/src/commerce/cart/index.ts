// The cart: what somebody means to buy, kept for him, promising nothing.
import {
  type Actor,
  type AppId,
  api,
  type Refusal,
  type RoomId,
  refuse,
  type SkuId,
  type UserId,
} from '@hawker/protocol'
import type { Database } from '#db'
import { bind, type Route } from '#http'
import type { Rooms } from '#rooms'
import { sells } from '../launches/core/launch.ts'
import { countOthers, deleteLine, lockCart, offers, readLines, sweepCarts, writeLine } from './cart-store.ts'

type Cart = api.baskets.Cart

interface Deps {
  readonly db: Database
  readonly roomOf: Rooms['find']
}

interface NewLine {
  readonly sku: SkuId
  readonly room: RoomId
  readonly quantity: number
}

const userOf = (actor: Actor): UserId | null => (actor.kind === 'person' ? actor.person.id : null)

export const createCart = ({ db, roomOf }: Deps) => {
  const read = async (app: AppId, user: UserId): Promise<Cart> => {
    const lines = await readLines(db.of(app), app, user)
    const rooms = [...new Set(lines.map(({ roomId }) => roomId))]
    const open = new Map(
      await Promise.all(rooms.map(async (room) => [room, sells((await roomOf(app, room))?.status)] as const)),
    )
    return { lines: lines.map((line) => ({ ...line, onSale: line.onSale && open.get(line.roomId) === true })) }
  }

  const put = async (app: AppId, user: UserId, line: NewLine): Promise<Cart | Refusal> => {
    const facts = await roomOf(app, line.room)
    if (facts === null || facts.status === 'draft') return refuse('not-found')
    const refused = await db
      .of(app)
      .transaction()
      .execute(async (tx) => {
        if (!(await offers(tx, app, line.room, line.sku))) return refuse('not-found')
        await lockCart(tx, app, user)
        if ((await countOthers(tx, app, user, line.sku)) >= api.baskets.CART_LINES_MAX) return refuse('limit-reached')
        await writeLine(tx, app, user, line)
        return null
      })
    return refused ?? read(app, user)
  }

  const { putCartLine, readCart, removeCartLine } = api.baskets
  const routes: Route[] = [
    bind(readCart, ({ actor }) => {
      const user = userOf(actor)
      return user ? read(actor.app, user) : refuse('not-signed-in')
    }),
    bind(putCartLine, ({ actor, params: { sku }, body }) => {
      const user = userOf(actor)
      if (!user) return refuse('not-signed-in')
      return put(actor.app, user, { sku, room: body.roomId, quantity: body.quantity })
    }),
    bind(removeCartLine, async ({ actor, params: { sku } }) => {
      const user = userOf(actor)
      if (!user) return refuse('not-signed-in')
      await deleteLine(db.of(actor.app), actor.app, user, sku)
      return read(actor.app, user)
    }),
  ]
  return { routes, sweep: () => sweepCarts(db.system) }
}
