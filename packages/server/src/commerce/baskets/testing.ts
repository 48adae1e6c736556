// A shop with coupons, ways of delivery and an address book, and what must be true of it after whatever happened.
import { randomUUID } from 'node:crypto'
import {
  type Address,
  AddressId,
  type Basket,
  BasketId,
  type CouponTerms,
  DeliveryId,
  isRefusal,
  type Order,
  type OrderId,
  type Refusal,
  type SkuId,
  type UserId,
} from '@hawker/protocol'
import { sql } from 'kysely'
import { type CouponUse, createCoupons, listUsedClaims, sumUsedClaims } from '#coupons'
import { testDatabase } from '#db'
import { compareClaims } from '#invariants'
import { createJournal } from '#journal'
import { systemChance } from '#system/chance'
import { systemClock, systemTimers } from '#system/clock'
import { openLog } from '#system/log'
import { patiently } from '../../testing/patiently.ts'
import { APP, askFor, guestless, openTestShop, PRICE, type TestShopMore } from '../testing.ts'
import { countPayments, countRevenue, countStock } from '../truths.ts'
import { listPricedClaims, sumPricedClaims } from './claim-uses.ts'
import type { BasketAsk } from './lock-basket.ts'

export const id = (name: string) => name as UserId
export const newBasketId = () => BasketId.parse(randomUUID())

export const must = <T>(answer: T): Exclude<T, Refusal> => {
  if (isRefusal(answer)) throw new Error(JSON.stringify(answer))
  return answer as Exclude<T, Refusal>
}

const countClaims = compareClaims(
  { sum: sumUsedClaims, list: listUsedClaims },
  { sum: sumPricedClaims, list: listPricedClaims },
)

export const HOME: Address = {
  ...{ name: 'Ann', phone: '+86 138 0013 8000', country: 'CN', region: '', city: 'Jingdezhen' },
  ...{ line1: 'Kiln Lane 7', line2: '', postcode: '333000' },
}

/** Being short of time is no fault; waiting for each other for ever is. */
const notDeadlocked = (error: Error & { code?: string }): never => {
  throw error.code === '40P01' ? new Error('deadlock', { cause: error }) : error
}

/** What is refused is the answer; what the machine had no time for is asked again. */
export const answerOf = async <T>(ask: () => Promise<T>): Promise<T> =>
  (await patiently(async () => ({ answer: await ask().catch(notDeadlocked) }))).answer

/** Rows that should not be. Each joins whole tables once: a test asks after every step. */
const WRONG = {
  // A price with a coupon that somebody paid, and the coupon is not used for it.
  coupons: sql<{ id: string }>`
    select o.id from orders o left join baskets b on b.id = o.basket_id and b.app_id = o.app_id
      left join coupon_claims m on m.id = b.claim_id and m.app_id = b.app_id and m.used_for = b.id::text
    where o.discount_minor > 0 and m.id is null and o.state in ('held', 'paid', 'shipped')`,
  // A coupon that is used for a basket of which nothing is left.
  'claims kept': sql<{ id: string }>`
    select id from coupon_claims where state = 'used' and used_for not in (
      select basket_id::text from orders where basket_id is not null
        and (state in ('held', 'paid', 'shipped') or (state = 'refunded' and paid_at is not null)))`,
  // Money that goes back is what the provider was paid, order by order.
  refunds: sql<{ id: string }>`
    select p.id from payments p left join (
        select app_id, payment_id, sum(amount_minor) as back from refunds group by app_id, payment_id) r
      on r.app_id = p.app_id and r.payment_id = p.id
    where p.refunded_minor <> coalesce(r.back, 0)`,
}

/** The first process of a shop, or another one beside it. */
export const openBasketShop = async (
  beside?: { t: Awaited<ReturnType<typeof testDatabase>>; book: Map<string, Address> },
  more: TestShopMore = {},
) => {
  const t = beside?.t ?? (await testDatabase())
  const db = t.database
  const log = openLog('silent')
  const coupons = createCoupons({
    ...{ db, journal: createJournal({ db }), log, chance: systemChance },
    rooms: {
      find: async () => null,
      nextVersion: async () => null,
      tell: async () => {},
      latest: () => {},
      lossy: () => {},
    },
    ...{ clock: systemClock, timers: systemTimers(log) },
  })
  const use: CouponUse = coupons.use
  /** Addresses by their owner and id. */
  const book = beside?.book ?? new Map<string, Address>()
  const used: string[] = []
  const addresses = {
    find: async (app: string, user: string, address: string) => book.get(`${app} ${user} ${address}`) ?? null,
    used: async (_app: string, user: string, address: string) => void used.push(`${user} ${address}`),
  }
  const shop = await openTestShop(t, { coupons: use, addresses, ...more })
  const { commerce } = shop
  let claims = 0

  const hold = async (buyer: string, sku: SkuId, quantity = 1, price = PRICE): Promise<Order> =>
    must(
      await commerce.placeOrder(APP, guestless(buyer), askFor(sku, { quantity, expectedTotalMinor: price * quantity })),
    )
  const put = async (buyer: string, orders: readonly { id: OrderId }[], more: Partial<BasketAsk> = {}, app = APP) => {
    const basket = { id: newBasketId(), orders: orders.map((order) => order.id) }
    const ask = { ...basket, claimId: null, addressId: null, deliveryId: null, ...more }
    return answerOf(() => commerce.baskets.put(app, id(buyer), ask))
  }
  const begin = (buyer: string, basket: Basket, totalMinor = basket.prices.totalMinor, app = APP) =>
    commerce.baskets.beginPayment(app, basket.id, id(buyer), { totalMinor, currency: basket.currency })

  return {
    ...{ ...shop, db, t, book, used, coupons, hold, put, begin },
    /** An address of a person; answers its id. */
    address: (buyer: string, more: Partial<Address> = {}, app = APP): AddressId => {
      const address = AddressId.parse(randomUUID())
      book.set(`${app} ${buyer} ${address}`, { ...HOME, ...more })
      return address
    },
    /** A coupon in somebody's hands; answers the claim. */
    claim: async (
      buyer: string,
      off: CouponTerms['off'] = { type: 'amount', minor: 500 },
      more: Partial<CouponTerms> = {},
    ) => {
      const terms: CouponTerms = {
        ...{ title: 'Welcome', off, currency: 'CNY', minSpendMinor: 0, productIds: null, startsAt: null, endsAt: null },
        ...more,
      }
      const coupon = must(
        await coupons.makeCoupon(APP, { terms, quota: 9, perUser: 9, code: `CODE-${claims++}` }, null),
      )
      const claim = randomUUID()
      await sql`
        insert into coupon_claims (app_id, id, coupon_id, user_id, n, source, claimed_at)
        values (${APP}, ${claim}, ${coupon.id}, ${buyer}, 1, 'test', 0)`.execute(db.system)
      await sql`update coupons set claimed = claimed + 1 where id = ${coupon.id}`.execute(db.system)
      return claim
    },
    claimState: async (claim: string) => {
      const { rows } = await sql<{ state: string; usedFor: string | null }>`
        select state, used_for as "usedFor" from coupon_claims where id = ${claim}::uuid`.execute(db.system)
      return rows[0]!
    },
    method: async (name = 'post', more: Partial<Parameters<typeof commerce.delivery.put>[2]> = {}, app = APP) => {
      const terms = {
        name,
        currency: 'CNY',
        priceMinor: 800,
        freeFromMinor: null,
        countries: null,
        daysMin: 1,
        daysMax: 3,
      }
      must(await commerce.delivery.put(app, DeliveryId.parse(name), { ...terms, ...more }, 'keeper'))
      return DeliveryId.parse(name)
    },
    noMethods: () => sql`truncate delivery_methods`.execute(db.system),
    act: (buyer: string, payment: string, outcome: 'approve' | 'decline' | 'late' | 'twice' | 'never' = 'approve') =>
      commerce.actInSandbox(APP, payment, id(buyer), outcome),
    read: async (order: OrderId) => {
      const { rows } = await sql<{ state: string; total: number; basket: string | null; refunded: number }>`
        select state, total_minor as total, basket_id as basket, refunded_minor as refunded from orders
        where id = ${order}`.execute(db.system)
      return rows[0]!
    },
    free: async (sku: SkuId) => {
      const { rows } = await sql<{ stock: number }>`select stock from skus where id = ${sku}`.execute(db.system)
      return rows[0]!.stock
    },
    /** What does not hold of goods, money and coupons; nothing, when all is well. */
    broken: (): Promise<string[]> =>
      db.system
        .transaction()
        .setIsolationLevel('repeatable read')
        .execute(async (tx) => {
          const found: string[] = []
          for (const [name, count] of Object.entries({ countStock, countPayments, countRevenue, countClaims })) {
            const truth = (await count(tx, [APP])).get(APP)!
            if (!truth.holds) found.push(`${name}: ${truth.left} / ${truth.right}: ${truth.broken.join()}`)
          }
          for (const [what, rows] of Object.entries(WRONG)) {
            const { rows: wrong } = await rows.execute(tx)
            if (wrong.length > 0) found.push(`${what}: ${wrong.map(({ id }) => id).join()}`)
          }
          return found
        }),
    end: async () => {
      await shop.close()
      await coupons.stop()
      if (!beside) await t.close()
    },
  }
}

export type BasketShop = Awaited<ReturnType<typeof openBasketShop>>
