// Joining a line and leaving it.
import {
  type AppId,
  type PublicPerson,
  type Refusal,
  type RoomId,
  refuse,
  type SkuId,
  type UserId,
  WAITS_MAX,
  type Wait,
} from '@hawker/protocol'
import type { Transaction } from 'kysely'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Rooms } from '#rooms'
import { sells } from '../launches/core/launch.ts'
import type { OrderNews } from '../orders/order-news.ts'
import { addWait, countWaits, isOffered, lockGoods, lockPerson, readWaits, removeWait } from './waitlist-store.ts'

interface Deps {
  readonly db: Database
  readonly journal: Journal
  readonly news: Pick<OrderNews, 'stockChanged'>
  readonly roomOf: Rooms['find']
}

interface Ask {
  readonly user: Pick<PublicPerson, 'id' | 'name'>
  readonly sku: SkuId
  readonly room: RoomId
}

export const createLineVerbs = ({ db, journal, news, roomOf }: Deps) => {
  /** Null: he stands in the line already. */
  const joinIn = async (tx: Transaction<unknown>, app: AppId, ask: Ask, roomSells: boolean) => {
    const { user, sku, room } = ask
    await lockPerson(tx, app, user.id)
    const goods = await lockGoods(tx, app, sku)
    if (goods === null) return refuse('not-found')
    if ((await readWaits(tx, app, user.id, sku)).length > 0) return null
    // Left from a turn or a wait that is over.
    await removeWait(tx, app, sku, user.id, false)
    if (!roomSells || !goods.onSale || !(await isOffered(tx, app, room, goods.product))) return refuse('not-on-sale')
    if (goods.stock > goods.waiting) return refuse('not-sold-out')
    if ((await countWaits(tx, app, user.id)) >= WAITS_MAX) return refuse('limit-reached')
    await addWait(tx, app, { sku, user: user.id, name: user.name, room })
    await journal.append(tx, { app, room, kind: 'waitlist.joined', by: user.id, payload: { skuId: sku } })
    return 'joined' as const
  }

  const join = async (app: AppId, ask: Ask): Promise<Wait | Refusal> => {
    const facts = await roomOf(app, ask.room)
    if (facts === null || facts.status === 'draft') return refuse('not-found')
    const done = await db
      .of(app)
      .transaction()
      .execute((tx) => joinIn(tx, app, ask, sells(facts.status)))
    if (done !== null && done !== 'joined') return done
    if (done === 'joined') news.stockChanged(app, ask.sku)
    const [wait] = await readWaits(db.of(app), app, ask.user.id, ask.sku)
    return wait ?? refuse('not-found')
  }

  /** A turn that has begun stays: it is an order. */
  const leave = async (app: AppId, user: UserId, sku: SkuId): Promise<Wait[]> => {
    const left = await db
      .of(app)
      .transaction()
      .execute(async (tx) => {
        if ((await lockGoods(tx, app, sku)) === null) return false
        if (!(await removeWait(tx, app, sku, user, true))) return false
        await journal.append(tx, { app, room: null, kind: 'waitlist.left', by: user, payload: { skuId: sku } })
        return true
      })
    if (left) news.stockChanged(app, sku)
    return readWaits(db.of(app), app, user)
  }

  return { join, leave, list: (app: AppId, user: UserId) => readWaits(db.of(app), app, user) }
}
