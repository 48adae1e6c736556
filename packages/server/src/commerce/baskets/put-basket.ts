// Puts held orders together and works out what they cost from one snapshot, in one transaction. A payment that was begun
// over another amount is given up with the provider first, outside of it.
import {
  type Address,
  type AddressId,
  type AppId,
  type Basket,
  type BasketId,
  isRefusal,
  type OrderId,
  type Refusal,
  refuse,
  type UserId,
} from '@hawker/protocol'
import type { Transaction } from 'kysely'
import type { Database } from '#db'
import type { Journal } from '#journal'
import { type DeliveryTerms, deliveryPriceOf, goesTo } from '../delivery/core/terms.ts'
import { readShipped, readTerms } from '../delivery/store.ts'
import type { KnownPayment } from '../payments/payments-store.ts'
import { type PricedBasket, priceBasket } from './core/prices.ts'
import { type BasketAsk, isSame, type LockedBasket, lockBasket, type Undoing, Undone, undo } from './lock-basket.ts'
import type { AddressBook, Coupons } from './ports.ts'
import { readBasket } from './read-basket.ts'
import type { ReleaseClaims } from './release-claims.ts'
import { type BasketRow, putIn, takeOut, writeBasket } from './store.ts'

interface Deps {
  readonly db: Database
  readonly journal: Journal
  readonly coupons: Coupons
  readonly addresses: AddressBook
  readonly releaseClaims: ReleaseClaims
  readonly provider: string
  /** Ends a payment with the provider; null: that cannot be said now. */
  readonly giveUp: (payment: KnownPayment) => Promise<'ended' | null>
}

/** A basket changed under our hands, or its payment was begun once more: looked at so often before it is refused. */
const TRIES_MAX = 4

const TOO_MUCH = refuse('invalid', { fields: [{ path: 'orders', message: 'more than can be paid at once' }] })

type Tx = Transaction<unknown>

/** What is to be paid stays as it was begun. */
const isOver = (payment: KnownPayment, basket: BasketId, { shares }: PricedBasket): boolean =>
  payment.basket === basket &&
  payment.orders.length === shares.length &&
  payment.orders.every(({ id, amountMinor }, i) => shares[i]!.id === id && shares[i]!.totalMinor === amountMinor)

/** Said once more: nothing of it is another. */
const isUnchanged = ({ mine, chosen }: LockedBasket, row: BasketRow, { shares }: PricedBasket): boolean =>
  mine !== null &&
  Bun.deepEquals(mine, row) &&
  chosen.every((order, i) => order.basket === mine.id && order.totalMinor === shares[i]!.totalMinor)

/** Ids as the database answers them, each once. */
const plain = (ask: BasketAsk): BasketAsk => ({
  ...ask,
  id: ask.id.toLowerCase() as BasketId,
  orders: [...new Set(ask.orders.map((id) => id.toLowerCase() as OrderId))],
  claimId: ask.claimId?.toLowerCase() ?? null,
  addressId: ask.addressId && (ask.addressId.toLowerCase() as AddressId),
})

export const createPutBasket = (deps: Deps) => {
  const { db, journal, coupons, addresses, releaseClaims, provider } = deps

  const discountsOf = async (tx: Tx, app: AppId, buyer: UserId, ask: BasketAsk, all: LockedBasket) => {
    const { chosen, leaving, others, mine } = all
    if (isSame(all) && mine?.claimId === ask.claimId)
      return { title: mine.couponTitle, perLineMinor: chosen.map(({ discountMinor }) => discountMinor) }
    const moving = chosen.filter(({ basket }) => basket !== null && basket !== ask.id)
    const out = [...leaving, ...moving].map(({ id }) => id)
    if (out.length > 0) await takeOut(tx, app, out)
    await releaseClaims(tx, app, others)
    // None of these waits for anybody: a claim that is used is locked by who holds its basket.
    if (mine?.claimId) await coupons.release(tx, app, [{ claimId: mine.claimId, usedFor: ask.id }])
    if (ask.claimId === null) return { title: null, perLineMinor: chosen.map(() => 0) }
    const lines = chosen.map(({ product, goodsMinor }) => ({ productId: product, minor: goodsMinor }))
    const goods = { currency: chosen[0]!.currency, lines }
    const used = await coupons.use(tx, app, buyer, ask.claimId, goods, ask.id)
    return isRefusal(used) ? undo(used) : used
  }

  const deliveryOf = async (
    tx: Tx,
    app: AppId,
    ask: BasketAsk,
    address: Address | null,
    all: LockedBasket,
  ): Promise<DeliveryTerms | null> => {
    if (ask.deliveryId === null) return null
    const promised = isSame(all) && all.mine?.delivery?.id === ask.deliveryId ? all.mine.delivery : null
    const terms = promised ?? (await readTerms(tx, app, ask.deliveryId, all.chosen[0]!.currency))
    if (terms === null || (address && !goesTo(terms, address.country))) return undo(refuse('delivery-needed'))
    return terms
  }

  const write = async (tx: Tx, app: AppId, row: BasketRow, { shares, prices }: PricedBasket, isNew: boolean) => {
    await putIn(tx, app, row.id, shares)
    if (!(await writeBasket(tx, app, row, isNew))) undo('again')
    const { id, orders, currency, claimId, delivery, buyer } = row
    // No address: the journal is read by many.
    const payload = { basketId: id, orders, ...prices, currency, claimId, deliveryId: delivery?.id ?? null }
    await journal.append(tx, { app, room: null, kind: 'basket.put', by: buyer, payload })
  }

  const put = async (tx: Tx, app: AppId, buyer: UserId, ask: BasketAsk, found: Address | null): Promise<Basket> => {
    const all = await lockBasket(tx, app, buyer, ask, provider)
    const { chosen, mine } = all
    // Gone from the book since: where it goes was said before.
    const address = found ?? (ask.addressId !== null && mine?.addressId === ask.addressId ? mine.address : null)
    if (address === null && ask.addressId !== null) undo(refuse('not-found'))
    const { title, perLineMinor } = await discountsOf(tx, app, buyer, ask, all)
    const products = chosen.map(({ product }) => product)
    const shipped = await readShipped(tx, app, products)
    const delivery = shipped.size > 0 ? await deliveryOf(tx, app, ask, address, all) : null
    const lines = chosen.map(({ id, currency, goodsMinor, product }, i) => ({
      ...{ id, currency, goodsMinor, discountMinor: perLineMinor[i]!, ships: shipped.has(product) },
    }))
    const priced = priceBasket(lines, delivery && ((goods) => deliveryPriceOf(delivery, goods)))
    if (typeof priced === 'string') return undo(TOO_MUCH)
    const inTheWay = all.open.filter((payment) => !isOver(payment, ask.id, priced))
    if (inTheWay.length > 0) undo({ giveUp: inTheWay })
    const row: BasketRow = {
      ...{ id: ask.id, buyer, orders: chosen.map(({ id }) => id), currency: chosen[0]!.currency },
      ...{ claimId: ask.claimId, couponTitle: title, addressId: ask.addressId, address, delivery },
    }
    if (!isUnchanged(all, row, priced)) await write(tx, app, row, priced, mine === null)
    return (await readBasket(tx, app, ask.id, buyer))!
  }

  return async (app: AppId, buyer: UserId, wanted: BasketAsk): Promise<Basket | Refusal> => {
    const ask = plain(wanted)
    const address = ask.addressId === null ? null : await addresses.find(app, buyer, ask.addressId)
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const outcome = await db
        .of(app)
        .transaction()
        .execute((tx) => put(tx, app, buyer, ask, address))
        .catch((error): Undoing => {
          if (error instanceof Undone) return error.outcome
          throw error
        })
      if (typeof outcome === 'object' && !('giveUp' in outcome)) return outcome
      // What turns out to be paid is found paid at the next look.
      if (outcome !== 'again')
        for (const payment of outcome.giveUp) if ((await deps.giveUp(payment)) === null) return refuse('unavailable')
    }
    return refuse('conflict')
  }
}
