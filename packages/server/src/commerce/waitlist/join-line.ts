// Joining a line and leaving it.
import {
  type AppId,
  type PublicPerson,
  type RoomId,
  refuse,
  type SkuId,
  type UserId,
  type Wait,
} from '@hawker/protocol'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Rooms } from '#rooms'
import { sells } from '../launches/core/launch.ts'
import type { OrderNews } from '../orders/order-news.ts'
import type { JoinDesk } from './join-desk.ts'
import { lockGoods, readWaits, removeWait } from './waitlist-store.ts'

interface Deps {
  readonly db: Database
  readonly journal: Journal
  readonly news: Pick<OrderNews, 'stockChanged'>
  readonly roomOf: Rooms['find']
  readonly desk: JoinDesk
}

export const createLineVerbs = ({ db, journal, news, roomOf, desk }: Deps) => {
  const join = async (app: AppId, person: Pick<PublicPerson, 'id' | 'name'>, sku: SkuId, room: RoomId) => {
    const facts = await roomOf(app, room)
    if (facts === null || facts.status === 'draft') return refuse('not-found')
    const ask = { app, user: person.id, name: person.name, sku, room, roomSells: sells(facts.status) }
    return (await desk.join(ask)) ?? (await readWaits(db.of(app), app, person.id, sku))[0] ?? refuse('not-found')
  }

  const leaveNow = async (app: AppId, user: UserId, sku: SkuId): Promise<void> => {
    const left = await db
      .of(app)
      .transaction()
      .execute(async (tx) => {
        if ((await lockGoods(tx, app, sku)) === null) return false
        if (!(await removeWait(tx, app, sku, user))) return false
        await journal.append(tx, { app, room: null, kind: 'waitlist.left', by: user, payload: { skuId: sku } })
        return true
      })
    if (left) news.stockChanged(app, sku)
  }

  // One after the other: those who give up all at once take one connection, not all of them.
  let last: Promise<void> = Promise.resolve()

  /** A turn that has begun stays: it is an order. Only who has a place locks anything. */
  const leave = async (app: AppId, user: UserId, sku: SkuId): Promise<Wait[]> => {
    const waits = await readWaits(db.of(app), app, user)
    if (!waits.some((wait) => wait.skuId === sku && wait.turn === null)) return waits
    const mine = last.then(() => leaveNow(app, user, sku))
    last = mine.catch(() => {})
    await mine
    return readWaits(db.of(app), app, user)
  }

  return { join, leave, list: (app: AppId, user: UserId) => readWaits(db.of(app), app, user) }
}
