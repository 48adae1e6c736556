// The buyer gives a held order back.
import { type AppId, type Order, type OrderId, type Refusal, refuse, type UserId } from '@hawker/protocol'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { ReleaseClaims } from '../baskets/release-claims.ts'
import { cancelCountsAsUnpaid } from './core/hold.ts'
import { moved } from './core/order-states.ts'
import type { OrderNews } from './order-news.ts'
import { lockOrder, moveOrder, readOrder } from './order-store.ts'
import { pauseThoseWhoNeverPay } from './pauses.ts'

interface Deps {
  readonly db: Database
  readonly journal: Journal
  readonly news: OrderNews
  readonly releaseClaims: ReleaseClaims
}

export const createCancelOrder =
  ({ db, journal, news, releaseClaims }: Deps) =>
  async (app: AppId, id: OrderId, buyer: UserId): Promise<Order | Refusal> => {
    const cancelled = await db
      .of(app)
      .transaction()
      .execute(async (tx): Promise<{ order: Order; entry: string | null } | Refusal> => {
        const read = async () => (await readOrder(tx, app, id, buyer))!
        const order = await lockOrder(tx, app, id, buyer)
        if (order === null) return refuse('not-found')
        // Its answer was lost: the same again is the same.
        if (order.state === 'cancelled') return { order: await read(), entry: null }
        if (moved(order.state, 'cancel') === null) return refuse('wrong-state')
        // A bid is meant: whoever gives back what he won has let it go unpaid, however soon. What was offered to him is not.
        const unpaid = !order.turn && (order.isWon || cancelCountsAsUnpaid(order.heldForMs))
        await moveOrder(tx, app, order, 'cancel', { unpaid })
        if (unpaid) await pauseThoseWhoNeverPay(tx, [app], [buyer])
        if (order.basket !== null) await releaseClaims(tx, app, [order.basket])
        const { room } = order
        const payload = { orderId: id }
        const entry = { app, room, kind: 'order.cancelled', by: buyer, payload, tellsPeople: true } as const
        return { entry: await journal.append(tx, entry), order: await read() }
      })
    if (!('order' in cancelled)) return cancelled
    if (cancelled.entry !== null) {
      news.changed(app, buyer, cancelled.order)
      news.allTold(cancelled.entry)
    }
    return cancelled.order
  }
