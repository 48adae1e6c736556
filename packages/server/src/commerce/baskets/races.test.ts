// Whatever comes at the same moment, and in whatever order: goods, money and coupons are true after it.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type Basket, isRefusal, type Order, type Refusal, type SkuId } from '@hawker/protocol'
import { sql } from 'kysely'
import { seededChance } from '#kernel/chance'
import { APP, letHoldEnd, newOrderId, PRICE, tally } from '../testing.ts'
import { answerOf, type BasketShop, id, must, newBasketId, openBasketShop } from './testing.ts'

const LIMIT_MS = 240_000
const ROUNDS = 200
/** Buyers who race beside each other, each with himself. */
const AT_ONCE = 5
const SWAPS = 60
const WALKS = 6
const STEPS = 45
const WAYS = ['basket.put', 'order.paid', 'order.refunded', 'order.shipped', 'order.cancelled', 'orders.expired']

let shop: BasketShop
let second: BasketShop
beforeAll(async () => {
  shop = await openBasketShop()
  second = await openBasketShop(shop)
  await shop.method('post')
  await shop.method('air', { priceMinor: 2_001, freeFromMinor: 15_000 })
})
afterAll(async () => {
  await second.end()
  await shop.end()
})

const chanceOf = (seed: number) => {
  const chance = seededChance(seed)
  return {
    upTo: (n: number) => Math.floor(chance.next() * n),
    one: <T>(of: readonly T[]): T => of[Math.floor(chance.next() * of.length)]!,
    some: <T>(of: readonly T[]): T[] => of.filter(() => chance.next() < 0.5),
  }
}
const due = (what: 'sandbox_payments' | 'payments' | 'holds') =>
  what === 'holds'
    ? sql`update orders set hold_ends_at = now() - interval '1 hour' where state = 'held'`.execute(shop.db.system)
    : what === 'payments'
      ? sql`update payments set ask_at = now() - interval '1 second' where state = 'begun'`.execute(shop.db.system)
      : sql`update sandbox_payments set answers_at = now() - interval '1 second' where not told`.execute(shop.db.system)
const journalled = async (since: number): Promise<{ kinds: string[]; last: number }> => {
  const { rows } = await sql<{ kinds: string[]; last: number }>`
    select coalesce(array_agg(distinct kind), '{}') as kinds, coalesce(max(id), 0)::int8 as last from journal
    where id > ${since}`.execute(shop.db.system)
  return rows[0]!
}
const noPauses = () => sql`delete from buyer_pauses`.execute(shop.db.system)

test(
  'C8 F1 put, pay, expire, cancel and move at the same moment, over two processes: no money, piece or coupon is lost or doubled',
  async () => {
    const skus = [await shop.stock(900), await shop.stock(900)]
    const ends = new Map(['held', 'paid', 'cancelled', 'expired', 'refunded'].map((state) => [state, 0]))
    const race = async (round: number) => {
      const chance = chanceOf(round + 1)
      const buyer = `racer${round}`
      const [deliveryId, addressId] = [chance.one(['post', 'air']) as never, shop.address(buyer)]
      const orders = [await shop.hold(buyer, skus[0]!), await shop.hold(buyer, skus[1]!, 1 + chance.upTo(2))]
      const claims = [
        await shop.claim(buyer),
        await shop.claim(buyer, { type: 'percent', percent: 100, maxMinor: null }),
      ]
      const basket = must(await shop.put(buyer, orders, { claimId: claims[0]!, deliveryId, addressId }))
      const begun = must(await answerOf(() => shop.begin(buyer, basket)))
      const outcome = chance.one(['approve', 'approve', 'twice', 'never'] as const)
      const pay = (at: BasketShop) => at.act(buyer, begun.payment!.paymentId, outcome)
      const [claim, any] = [() => chance.one([...claims, null]), () => chance.one(orders)]
      const [whole, part] = [{ claimId: claim() }, { claimId: claim() }]
      const [apart, left, cancelled, ended, alone] = [any(), any(), any(), any(), any()]
      const races: ((at: BasketShop) => Promise<unknown>)[] = [
        pay,
        (at) => at.put(buyer, orders, { id: basket.id, ...whole, deliveryId, addressId }),
        (at) => at.put(buyer, [apart], part),
        (at) => at.put(buyer, [left], { id: basket.id, deliveryId, addressId }),
        (at) => at.begin(buyer, basket),
        (at) => at.commerce.cancelOrder(APP, cancelled.id, id(buyer)),
        async (at) => {
          await letHoldEnd(shop, ended.id)
          await at.commerce.sweep()
        },
        (at) => at.commerce.beginPayment(APP, alone.id, id(buyer)),
      ]
      // Now and then nobody pays.
      const chosen = [...(chance.upTo(8) === 0 ? [] : [pay]), ...chance.some(races), chance.one(races)]
      const answers = await Promise.all(chosen.map((one, i) => answerOf(() => one(i % 2 === 0 ? shop : second))))
      for (const answer of answers)
        if (isRefusal(answer)) expect(['failed', 'unavailable']).not.toContain((answer as Refusal).refused)
      for (const order of orders) {
        const { state } = await shop.read(order.id)
        ends.set(state, ends.get(state)! + 1)
      }
    }
    // The rounds go on until they went every way there is.
    for (let round = 0; round < ROUNDS || [...ends.values()].includes(0); round += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => race(round + i)))
      expect({ round, broken: await shop.broken() }).toEqual({ round, broken: [] })
    }
    expect([...ends.keys()]).toHaveLength(5)
    await due('holds')
    await due('payments')
    await shop.commerce.sweep()
    expect(await shop.broken()).toEqual([])
  },
  LIMIT_MS,
)

test('F1 of 64 puts of two baskets with one claim, over two processes, exactly one basket uses it', async () => {
  const ann = 'claimer'
  const orders = [await shop.hold(ann, await shop.stock(3)), await shop.hold(ann, await shop.stock(3))]
  const claimId = await shop.claim(ann)
  const baskets = [newBasketId(), newBasketId()]
  const answers = await Promise.all(
    Array.from({ length: 64 }, (_, i) =>
      (i % 4 < 2 ? shop : second).put(ann, [orders[i % 2]!], { id: baskets[i % 2]!, claimId }),
    ),
  )
  expect(tally(answers)).toEqual({ ok: 32, 'coupon-invalid': 32 })
  const used = new Set(answers.filter((answer): answer is Basket => !isRefusal(answer)).map((basket) => basket.id))
  expect(used.size).toBe(1)
  const totals = await Promise.all(orders.map(async (order) => (await shop.read(order.id)).total))
  expect(totals.toSorted((a, b) => a - b)).toEqual([PRICE - 500, PRICE])
})

test(
  'two coupons are swapped between two baskets of a buyer, back and forth, and neither waits for the other for ever',
  async () => {
    const buyer = 'swapper'
    const orders = [await shop.hold(buyer, await shop.stock(3)), await shop.hold(buyer, await shop.stock(3))]
    const claims = [await shop.claim(buyer), await shop.claim(buyer)]
    const baskets = [newBasketId(), newBasketId()]
    for (let round = 0; round < SWAPS; round++) {
      const put = (at: BasketShop, b: number) =>
        at.put(buyer, [orders[b]!], { id: baskets[b]!, claimId: claims[(b + round) % 2]! })
      await Promise.all([put(shop, 0), put(second, 1)])
      // Whoever was first found the other's coupon used; now it is free.
      await Promise.all([put(shop, 0), put(second, 1)])
      expect({ round, broken: await shop.broken() }).toEqual({ round, broken: [] })
    }
    expect((await shop.claimState(claims[0]!)).state).toBe('used')
  },
  LIMIT_MS,
)

/** A few people in a shop where everything is scarce, doing whatever can be done. */
const openWalk = async (seed: number) => {
  const chance = chanceOf(seed)
  const people = ['a', 'b', 'c'].map((name) => `walk${seed}${name}`)
  const skus: SkuId[] = [await shop.stock(4), await shop.stock(3), await shop.stock(5, { ships: false })]
  const orders = new Map<string, Order[]>(people.map((person) => [person, []]))
  const baskets = new Map<string, Basket[]>(people.map((person) => [person, []]))
  const payments: { buyer: string; id: string }[] = []
  const claims = new Map(
    await Promise.all(
      people.map(async (person) => {
        const all = { type: 'percent', percent: 100, maxMinor: null } as const
        return [person, [await shop.claim(person), await shop.claim(person, all)]] as const
      }),
    ),
  )
  const anybody = () => chance.one(people)
  const anyOrder = () => chance.one(chance.one([...orders.values()].filter((some) => some.length > 0)) ?? [])
  const anyPaid = async (): Promise<Order | undefined> => {
    const { rows } = await sql<{ id: string }>`
      select id from orders where state in ('paid', 'shipped') and buyer_id = any(${people}::text[])`.execute(
      shop.db.system,
    )
    const paid = [...orders.values()].flat().filter((order) => rows.some((row) => row.id === order.id))
    return chance.one(paid)
  }
  const kept = <T>(answer: T | Refusal, keep: (value: T) => unknown) => {
    if (!isRefusal(answer)) keep(answer as T)
    return answer
  }

  const steps: Record<string, () => Promise<unknown>> = {
    hold: async () => {
      const buyer = anybody()
      await noPauses()
      const sku = chance.one(skus)
      const answer = await shop.hold(buyer, sku, 1 + chance.upTo(2)).catch(() => null)
      if (answer) orders.get(buyer)!.push(answer)
    },
    put: async () => {
      const buyer = anybody()
      const some = chance.some(orders.get(buyer)!.slice(-4))
      const known = chance.one([...baskets.get(buyer)!.map((basket) => basket.id), newBasketId()])
      const where = { deliveryId: chance.one(['post', 'air']) as never, addressId: shop.address(buyer) }
      const claimId = chance.one([...claims.get(buyer)!, null])
      if (some.length > 0)
        kept(await shop.put(buyer, some, { id: known, claimId, ...where }), (basket) =>
          baskets.get(buyer)!.push(basket),
        )
    },
    begin: async () => {
      const buyer = anybody()
      const basket = baskets.get(buyer)!.at(-1 - chance.upTo(2))
      if (basket)
        kept(
          await shop.begin(buyer, basket),
          ({ payment }) => payment && payments.push({ buyer, id: payment.paymentId }),
        )
    },
    beginAlone: async () => {
      const buyer = anybody()
      const order = chance.one(orders.get(buyer)!)
      if (order)
        kept(await shop.commerce.beginPayment(APP, order.id, id(buyer)), (sheet) =>
          payments.push({ buyer, id: sheet.paymentId }),
        )
    },
    act: async () => {
      const payment = chance.one(payments.slice(-4))
      const outcome = chance.one(['approve', 'approve', 'decline', 'late', 'twice', 'never'] as const)
      if (payment) await shop.act(payment.buyer, payment.id, outcome)
    },
    cancel: async () => {
      const buyer = anybody()
      const order = chance.one(orders.get(buyer)!.slice(-3))
      if (order) await shop.commerce.cancelOrder(APP, order.id, id(buyer))
    },
    expire: async () => {
      const order = anyOrder()
      if (order) await letHoldEnd(shop, order.id)
      await shop.commerce.sweep()
    },
    late: async () => {
      await due('sandbox_payments')
      await shop.commerce.sweep()
    },
    ask: async () => {
      await due('payments')
      await shop.commerce.sweep()
    },
    refund: async () => {
      const order = await anyPaid()
      if (!order) return
      const { total, refunded } = await shop.read(order.id)
      const whole = chance.upTo(2) === 0
      const amountMinor = whole ? total - refunded : Math.floor((total - refunded) / 2)
      const ask = { id: newOrderId(), amountMinor, restock: whole && chance.upTo(2) === 0, reason: '' }
      await shop.commerce.refundOrder(APP, order.id, ask, 'keeper')
    },
    ship: async () => {
      const order = await anyPaid()
      const via = { carrier: 'Post', trackingCode: String(seed), trackingUrl: null }
      if (order) await shop.commerce.fulfilment.ship(APP, order.id, via, 'packer')
    },
  }
  const names = Object.keys(steps).flatMap((name) =>
    Array(['hold', 'put', 'begin', 'act'].includes(name) ? 4 : 1).fill(name),
  )
  return {
    step: async () => {
      const name = chance.one(names) as string
      await steps[name]!()
      return name
    },
  }
}

test(
  'C7 C8 C9 C10 F1 F3 random walks over everything that can be done with baskets keep every truth at every step',
  async () => {
    const since = (await journalled(0)).last
    const untrodden = async () => {
      const { kinds } = await journalled(since)
      return WAYS.filter((way) => !kinds.includes(way))
    }
    for (let seed = 1; seed <= WALKS || (await untrodden()).length > 0; seed++) {
      const walk = await openWalk(seed)
      for (let step = 0; step < STEPS; step++) {
        const did = await walk.step()
        expect({ seed, step, did, broken: await shop.broken() }).toEqual({ seed, step, did, broken: [] })
      }
    }
    // They went every way there is.
    expect(await untrodden()).toEqual([])
  },
  LIMIT_MS,
)
