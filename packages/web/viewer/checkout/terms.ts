// What may be said about a purchase: to where, how, with which coupon. Pure; the server has the last word on every price.
import type { Address, CouponClaim, DeliveryMethod, Order } from '@hawker/sdk'
import { type Goods as CouponGoods, type Fit, fitOf } from '../coupons/fit.ts'
import type { Choice } from './purchase.ts'

export interface KeptAddress {
  readonly id: string
  readonly address: Address
}

export interface Terms {
  readonly methods: readonly DeliveryMethod[]
  /** The one used last comes first. */
  readonly addresses: readonly KeptAddress[]
  readonly claims: readonly CouponClaim[]
}

type Goods = Pick<Order, 'productId' | 'unitPriceMinor' | 'quantity' | 'currency'>

const DAY_MS = 86_400_000

export const goodsMinorOf = (orders: readonly Goods[]): number =>
  orders.reduce((sum, { unitPriceMinor, quantity }) => sum + unitPriceMinor * quantity, 0)

/** Ways that go to a country, in the shop's order. */
export const methodsTo = (
  methods: readonly DeliveryMethod[],
  currency: string,
  country: string | null,
): readonly DeliveryMethod[] =>
  methods.filter(
    (method) =>
      method.currency === currency &&
      (country === null || method.countries === null || method.countries.includes(country)),
  )

/** Countries the shop sends to; null: everywhere. */
export const countriesOf = (methods: readonly DeliveryMethod[]): ReadonlySet<string> | null => {
  const countries = new Set<string>()
  for (const method of methods) {
    if (method.countries === null) return null
    for (const country of method.countries) countries.add(country)
  }
  return countries.size === 0 ? null : countries
}

/** What a way costs for goods at this price, coupon taken off. */
export const deliveryMinorOf = ({ priceMinor, freeFromMinor }: DeliveryMethod, goodsMinor: number): number =>
  freeFromMinor !== null && goodsMinor >= freeFromMinor ? 0 : priceMinor

/** The first and the last day it may arrive. */
export const arrivesAt = ({ daysMin, daysMax }: DeliveryMethod, now: number): readonly [number, number] => [
  now + daysMin * DAY_MS,
  now + daysMax * DAY_MS,
]

/** The same as coupons are asked about it. */
const goodsOf = (orders: readonly Goods[]): CouponGoods => ({
  currency: orders[0]?.currency ?? '',
  lines: orders.map((order) => ({ productId: order.productId, minor: goodsMinorOf([order]) })),
})

const coveredBy = ({ terms }: CouponClaim, orders: readonly Goods[]): readonly Goods[] =>
  orders.filter(({ productId }) => terms.productIds === null || terms.productIds.includes(productId))

/** What it would take off, to know which is best: the amount that counts is the basket's. */
export const offMinorOf = (claim: CouponClaim, orders: readonly Goods[]): number => {
  const goods = goodsMinorOf(coveredBy(claim, orders))
  const { off } = claim.terms
  if (off.type === 'amount') return Math.min(off.minor, goods)
  return Math.min(Math.floor((goods * off.percent) / 100), off.maxMinor ?? goods)
}

export interface Offered {
  readonly claim: CouponClaim
  readonly fit: Fit
}

/** Those that fit first, the best of them before the others; those that are gone are left out. */
export const couponsFor = (
  claims: readonly CouponClaim[],
  orders: readonly Goods[],
  now: number,
  chosen: string | null,
): readonly Offered[] =>
  claims
    .map(
      (claim): Offered => ({ claim, fit: claim.id === chosen ? { fits: true } : fitOf(claim, goodsOf(orders), now) }),
    )
    .filter(({ fit }) => fit.fits || (fit.why !== 'used' && fit.why !== 'over'))
    .sort(
      (a, b) => Number(b.fit.fits) - Number(a.fit.fits) || offMinorOf(b.claim, orders) - offMinorOf(a.claim, orders),
    )

/** The way to a country: the one asked for where it goes there, else the shop's first. */
export const wayTo = (
  { methods }: Pick<Terms, 'methods'>,
  currency: string,
  country: string | null,
  wanted: string | null,
): string | null => {
  const ways = methodsTo(methods, currency, country)
  return (ways.find(({ id }) => id === wanted) ?? ways[0])?.id ?? null
}

/** What a buyer who is known need not say again: the address and the way of the last time, the best coupon. */
export const firstChoice = (
  terms: Terms,
  orders: readonly Goods[],
  remembered: { readonly deliveryId: string | null },
  now: number,
): Choice => {
  const currency = orders[0]?.currency ?? ''
  const reached = terms.addresses.find(({ address }) => methodsTo(terms.methods, currency, address.country).length > 0)
  const best = couponsFor(terms.claims, orders, now, null).find(({ fit }) => fit.fits)
  const sends = terms.methods.length > 0
  return {
    addressId: sends ? (reached?.id ?? null) : null,
    deliveryId: sends && reached ? wayTo(terms, currency, reached.address.country, remembered.deliveryId) : null,
    claimId: best?.claim.id ?? null,
  }
}

/** One thing, nothing sent, no coupon: the order says all there is, and is paid as it is. */
export const needsBasket = ({ methods }: Terms, orders: readonly Order[], { claimId }: Choice): boolean =>
  orders.length > 1 || methods.length > 0 || claimId !== null || orders.some(({ basketId }) => basketId !== undefined)
