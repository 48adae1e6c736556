// Locks all that a basket is about: the orders that are to be in it, those that leave it, the baskets they come from. Says
// whether they can be put together.
import {
  type AddressId,
  type AppId,
  type BasketId,
  type DeliveryId,
  type OrderId,
  type Refusal,
  refuse,
  type UserId,
} from '@hawker/protocol'
import type { Transaction } from 'kysely'
import { type LockedOrder, lockOrders } from '../orders/order-store.ts'
import { type KnownPayment, openPaymentsOf } from '../payments/payments-store.ts'
import { type BasketRow, lockBaskets, membersOf, readBasketRow } from './store.ts'

export interface BasketAsk {
  readonly id: BasketId
  readonly orders: readonly OrderId[]
  readonly claimId: string | null
  readonly addressId: AddressId | null
  readonly deliveryId: DeliveryId | null
}

/** Why a transaction is undone: what is answered, or what is to be done before the next try. */
export type Undoing = Refusal | 'again' | { readonly giveUp: readonly KnownPayment[] }

export class Undone extends Error {
  readonly outcome: Undoing
  constructor(outcome: Undoing) {
    super('undone')
    this.outcome = outcome
  }
}

export const undo = (outcome: Undoing): never => {
  throw new Undone(outcome)
}

export interface LockedBasket {
  /** Held, and the caller's own, in the order of their ids. */
  readonly chosen: readonly LockedOrder[]
  readonly leaving: readonly LockedOrder[]
  /** Baskets that orders come from. */
  readonly others: readonly BasketId[]
  /** As it was put before; null: it is new. */
  readonly mine: BasketRow | null
  /** Payments that may still bring money for one of the orders. */
  readonly open: readonly KnownPayment[]
}

const MIXED = refuse('invalid', { fields: [{ path: 'orders', message: 'orders of one currency' }] })

const mustBeHeld = (orders: readonly LockedOrder[]): void => {
  if (orders.some(({ state, holdEnded }) => state === 'expired' || (state === 'held' && holdEnded)))
    undo(refuse('hold-ended'))
  if (orders.some(({ state }) => state !== 'held')) undo(refuse('wrong-state'))
  if (new Set(orders.map(({ currency }) => currency)).size > 1) undo(MIXED)
}

export const lockBasket = async (
  tx: Transaction<unknown>,
  app: AppId,
  buyer: UserId,
  ask: BasketAsk,
  provider: string,
): Promise<LockedBasket> => {
  const before = await readBasketRow(tx, app, ask.id)
  // Somebody else's: nothing is said about it.
  if (before && before.buyer !== buyer) undo(refuse('conflict'))
  const known = before ? await membersOf(tx, app, ask.id) : []
  const locked = await lockOrders(tx, app, [...new Set([...ask.orders, ...known])])
  const chosen = locked.filter(({ id }) => ask.orders.includes(id))
  if (chosen.length !== ask.orders.length || chosen.some((order) => order.buyer !== buyer)) undo(refuse('not-found'))
  mustBeHeld(chosen)
  const others = [...new Set(chosen.flatMap(({ basket }) => (basket && basket !== ask.id ? [basket] : [])))]
  const mine = (await lockBaskets(tx, app, [ask.id, ...others])).get(ask.id) ?? null
  if (mine && mine.buyer !== buyer) undo(refuse('conflict'))
  const members = await membersOf(tx, app, ask.id)
  if (members.some((id) => !locked.some((order) => order.id === id))) undo('again')
  const leaving = locked.filter((order) => order.basket === ask.id && !chosen.includes(order))
  // It was paid, or money for it went back: that stays as it is.
  if (leaving.some(({ state }) => !['held', 'cancelled', 'expired'].includes(state))) undo(refuse('wrong-state'))
  const open = await openPaymentsOf(tx, app, [...chosen, ...leaving], provider)
  if (open.some(({ state, basket }) => state === 'review' || (basket !== null && basket !== ask.id)))
    undo(refuse('wrong-state'))
  return { chosen, leaving, others, mine, open }
}

/** The same orders as it was put with before: what was promised to them stays. */
export const isSame = ({ chosen, leaving, mine }: LockedBasket): boolean =>
  mine !== null &&
  leaving.length === 0 &&
  chosen.every(({ basket }) => basket === mine.id) &&
  chosen.map(({ id }) => id).join() === mine.orders.join()
