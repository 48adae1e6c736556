// A gift: coins are taken and the journal is written in one transaction; only then does anybody see it.
import {
  type AppId,
  type GiftId,
  type OrderedEvent,
  type PublicPerson,
  type Refusal,
  type RoomId,
  type RoomStatus,
  refuse,
} from '@hawker/protocol'
import { sql, type Transaction } from 'kysely'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Clock } from '#kernel/clock'
import type { Rooms } from '#rooms'
import { findGift, type Gift } from './catalogue.ts'
import { comboOf, type Sent } from './core/combo.ts'
import { move } from './core/ledger.ts'
import { book, type Transfer } from './ledger-store.ts'
import { answeredBefore, once } from './once.ts'

export interface GiftOrder {
  readonly app: AppId
  readonly room: RoomId
  readonly from: PublicPerson
  readonly id: string
  readonly giftId: GiftId
  readonly quantity: number
}

export interface GiftAnswer {
  /** What is left in the wallet. */
  readonly coins: number
  readonly combo: number
}

interface Deps {
  readonly db: Database
  readonly journal: Journal
  readonly rooms: Pick<Rooms, 'find' | 'tell'>
  readonly clock: Clock
}

/** States in which a room takes gifts. */
const OPEN: readonly RoomStatus[] = ['live', 'paused', 'interrupted']

// The sender's wallet is locked by now, so no other gift of his can come between.
const lastSent = async (tx: Transaction<unknown>, { app, room, from, giftId }: GiftOrder): Promise<Sent | null> => {
  const { rows } = await sql<{ at: number; combo: number }>`
    select at, combo from gifts_sent
    where app_id = ${app} and room_id = ${room} and user_id = ${from.id} and gift_id = ${giftId}
    order by at desc, combo desc limit 1`.execute(tx)
  return rows[0] ? { at: Number(rows[0].at), combo: Number(rows[0].combo) } : null
}

const record = async (tx: Transaction<unknown>, order: GiftOrder, coins: number, combo: number, at: number) => {
  await sql`
    insert into gifts_sent (app_id, id, room_id, user_id, gift_id, quantity, combo, coins, at)
    values (${order.app}, ${order.id}, ${order.room}, ${order.from.id}, ${order.giftId}, ${order.quantity},
      ${combo}, ${coins}, ${at})`.execute(tx)
}

const eventOf = (order: GiftOrder, gift: Gift, combo: number, at: number): OrderedEvent => ({
  type: 'gift.sent',
  id: `gift:${order.id}`,
  at,
  from: order.from,
  giftId: order.giftId,
  name: gift.name,
  imageUrl: gift.imageUrl,
  quantity: order.quantity,
  combo,
  coins: gift.coins * order.quantity,
  size: gift.size,
})

export const createSendGift =
  ({ db, journal, rooms, clock }: Deps) =>
  async (order: GiftOrder): Promise<GiftAnswer | Refusal> => {
    const { app, room, from, id, giftId, quantity } = order
    const at = clock.now()
    const transfer: Transfer = { app, id, kind: 'gift', by: from.id, asked: `gift ${room} ${giftId} ${quantity}`, at }
    // Before the room is asked: a repeat after the end of the show gets its answer all the same.
    const before = await answeredBefore<GiftAnswer>(db.of(app), transfer)
    if (before) return before
    const facts = await rooms.find(app, room)
    if (facts === null || facts.status === 'draft') return refuse('not-found')
    if (!OPEN.includes(facts.status)) return refuse('room-closed')

    const committed: { journalId: string; event: OrderedEvent }[] = []
    const answer = await once<GiftAnswer>(db.of(app), transfer, async (tx) => {
      const gift = await findGift(tx, app, giftId)
      if (gift === null) return refuse('not-found')
      const coins = gift.coins * quantity
      const wallet = `user:${from.id}` as const
      const balances = await book(tx, transfer, move(wallet, `shop:${app}`, coins))
      if (balances === null) return refuse('balance-too-low')
      const combo = comboOf(await lastSent(tx, order), quantity, at)
      await record(tx, order, coins, combo, at)
      const event = eventOf(order, gift, combo, at)
      const payload = { transferId: id, giftId, quantity, coins, combo }
      const journalId = await journal.append(tx, { app, room, kind: 'gift.sent', by: from.id, payload, tell: [event] })
      committed.push({ journalId, event })
      return { coins: balances.get(wallet)!, combo }
    })
    for (const { journalId, event } of committed) void rooms.tell(app, room, journalId, [event])
    return answer
  }
