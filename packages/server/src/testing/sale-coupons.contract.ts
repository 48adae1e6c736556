// Coupons in a stampede: never more than there are, one for each, and one basket for each.
import { expect, test } from 'bun:test'
import { BasketId, isRefusal, type OrderId, type UserId } from '@hawker/protocol'
import { until } from '#kernel/testing/until'
import type { Sale } from './sale.ts'
import { COUPON_MINOR, must, patiently, ROOM, SHOP, tally } from './two-processes.ts'

const NOTHING_MORE = { addressId: null, deliveryId: null }

/** Claims and baskets of many at once. */
export const couponsContract = (sale: Sale): void => {
  test('F1 a coupon for one each: of 64 parallel calls of each of 20 people one has it, and never more than the quota', async () => {
    const claim = (n: number, drop: string, user: string) => {
      const id = crypto.randomUUID()
      const from = { room: ROOM, drop: drop as never }
      return patiently(() => sale.shop.at(n).coupons.claim({ app: SHOP, id, user, userName: user, from }))
    }
    const plenty = await sale.shop.drop(1_000, 1)
    const people = Array.from({ length: 20 }, (_, k) => `taker${k}`)
    const answers = await Promise.all(
      people.map((who) => Promise.all(Array.from({ length: 64 }, (_, i) => claim(i, plenty.drop, who)))),
    )
    for (const his of answers) expect(tally(his)).toEqual({ ok: 1, 'limit-reached': 63 })
    const few = await sale.shop.drop(50, 1)
    const rush = await Promise.all(Array.from({ length: 1_000 }, (_, i) => claim(i, few.drop, `rush${i}`)))
    expect(tally(rush)).toEqual({ ok: 50, 'coupon-gone': 950 })
    await sale.holds()
  })

  test('F1 baskets: of 64 puts with one claim over both processes one basket has it, sums are exact, and unpaid it comes back', async () => {
    const { drop } = await sale.shop.drop(100, 1)
    const skus = await sale.shop.stock([200, 200, 200])
    const people = Array.from({ length: 6 }, (_, i) => `together${i}`)
    const newBasket = () => BasketId.parse(Bun.randomUUIDv7())
    const bought: { user: UserId; claim: string; basket: BasketId; k: number }[] = []
    // One after the other: 64 who want one row wait for each other long enough.
    for (const [k, who] of people.entries()) {
      const user = who as UserId
      const from = { room: ROOM, drop }
      const ask = { app: SHOP, id: crypto.randomUUID(), user, userName: who, from }
      const claim = must(await patiently(() => sale.shop.at(k).coupons.claim(ask)))
      const orders: OrderId[] = []
      for (const [i, sku] of skus.entries())
        orders.push(must(await sale.shop.place(k + i, who, sale.shop.askFor(sku, 1 + i))).id)
      const choices = [0, 1].map((i) => ({ id: newBasket(), orders: i ? orders.slice(1) : orders.slice(0, 1) }))
      const put = (n: number, choice: (typeof choices)[number]) =>
        patiently(() =>
          sale.shop.at(n).commerce.baskets.put(SHOP, user, { ...choice, ...NOTHING_MORE, claimId: claim.id }),
        )
      const puts = Array.from({ length: 64 }, (_, i) => put(i >> 1, choices[i % 2]!))
      const answers = await sale.whileTrue(Promise.all(puts))
      expect(
        Object.keys(tally(answers)).filter((code) => !['ok', 'coupon-invalid', 'conflict'].includes(code)),
      ).toEqual([])
      const winners = choices.filter(
        (_, i) => !isRefusal(answers[i]) || answers.some((a, n) => n % 2 === i && !isRefusal(a)),
      )
      expect(winners.length).toBe(1)
      bought.push({ user, claim: claim.id, basket: winners[0]!.id, k })
    }
    await sale.holds()
    const used = await sale.shop.rows<{ id: string; usedFor: string; off: number }>(
      `select c.id::text as id, c.used_for as "usedFor", (select sum(discount_minor)::int from orders o
         where o.basket_id::text = c.used_for) as off
       from coupon_claims c join coupon_drops d on d.coupon_id = c.coupon_id where d.id = '${drop}'`,
    )
    for (const { claim, basket } of bought)
      expect(used.find(({ id }) => id === claim)).toMatchObject({ usedFor: basket, off: COUPON_MINOR })

    // Half of them pay, from both processes at once and over commits that nobody hears of; the others' holds end.
    const paid = bought.filter((_, i) => i % 2 === 0)
    const paying = paid.map(async ({ user, basket, k }) => {
      const read = () => sale.shop.one.commerce.baskets.read(SHOP, basket, user)
      const { prices } = (await patiently(read))!
      expect(prices.goodsMinor - COUPON_MINOR).toBe(prices.totalMinor)
      const shown = { totalMinor: prices.totalMinor, currency: 'USD' as const }
      const begun = await Promise.all(
        sale.shop.processes.map((at) => patiently(() => at.commerce.baskets.beginPayment(SHOP, basket, user, shown))),
      )
      const ids = begun.map((one) => must(one).payment!.paymentId)
      expect(ids[0]).toBe(ids[1]!)
      const act = (n: number) =>
        patiently(() => sale.shop.at(n).commerce.actInSandbox(SHOP, ids[0]!, user, n % 2 ? 'twice' : 'approve'))
      await Promise.all([act(k), act(k + 1)])
    })
    await sale.whileTrue(Promise.all(paying))
    const names = people.map((who) => `'${who}'`).join(',')
    await sale.shop.rows(
      `update orders set hold_ends_at = now() - interval '1 s' where state = 'held' and buyer_id in (${names})`,
    )
    // A look that finds the machine too busy leaves it to the next.
    await until(async () => {
      await sale.whileTrue(sale.shop.sweep())
      return (await sale.count(`orders where state = 'held' and buyer_id in (${names})`)) === 0
    }, 'every hold has ended')
    const after = await sale.shop.rows<{ id: string; state: string }>(
      `select c.id::text as id, c.state from coupon_claims c join coupon_drops d on d.coupon_id = c.coupon_id where d.id = '${drop}'`,
    )
    for (const [i, { claim }] of bought.entries())
      expect(after.find(({ id }) => id === claim)!.state).toBe(i % 2 === 0 ? 'used' : 'open')
    expect(await sale.count(`payments where basket_id is not null and state = 'settled'`)).toBe(paid.length)
    await sale.holds()
  })
}
