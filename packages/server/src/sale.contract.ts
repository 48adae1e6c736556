// What a sale keeps to over any PostgreSQL: two processes, buyers who all come at once, who ask twice, who vanish, whose
// bank answers late, twice or never; connections that die, and commits nobody hears of. A test calls this with a server.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { BasketId, type GiftId, isRefusal, type Order, type OrderId, type UserId } from '@hawker/protocol'
import { seededChance } from '#kernel/chance'
import {
  buyer,
  COUPON_MINOR,
  GIFT_COINS,
  must,
  openTwoProcesses,
  PRICE,
  patiently,
  ROOM,
  SHOP,
  type TwoProcesses,
  tally,
} from './testing/two-processes.ts'

export interface DatabaseUnderTest {
  readonly url: string
  stop(): Promise<void>
}

const LIMIT_MS = 120_000
/** Connections that end in the middle of something before a test of that has tested anything. */
const CUTS_LEAST = 10
const NOTHING_MORE = { addressId: null, deliveryId: null }

export const saleContract = (name: string, start: () => Promise<DatabaseUnderTest>): void => {
  setDefaultTimeout(LIMIT_MS)
  describe(`a sale of two processes over ${name}`, () => {
    let server: DatabaseUnderTest
    let shop: TwoProcesses
    beforeAll(async () => {
      server = await start()
      shop = await openTwoProcesses(server.url)
    }, LIMIT_MS)
    afterAll(async () => {
      await shop?.close()
      await server?.stop()
    }, LIMIT_MS)

    const count = async (from: string): Promise<number> =>
      (await shop.rows<{ n: number }>(`select count(*)::int as n from ${from}`))[0]!.n
    const ordersOf = (sku: string) => count(`orders where sku_id = '${sku}'`)
    const free = async (sku: string): Promise<number> =>
      (await shop.rows<{ stock: number }>(`select stock from skus where id = '${sku}'`))[0]!.stock
    const holds = async () => expect(await shop.untrue()).toEqual([])

    test('fsync is on, as it comes', async () => {
      expect(await shop.rows<object>('show fsync')).toEqual([{ fsync: 'on' }])
      expect(await shop.rows<object>('show synchronous_commit')).toEqual([{ synchronous_commit: 'on' }])
    })

    test('C2 2,000 buyers on 100 pieces, a tenth of them asking both processes: exactly 100, and one answer to each id', async () => {
      const [sku] = await shop.stock([100])
      const asks = Array.from({ length: 2_000 }, (_, i) => ({ who: `all${i}`, ask: shop.askFor(sku!) }))
      const again = asks.filter((_, i) => i % 10 === 0)
      const [first, second] = await Promise.all([
        Promise.all(asks.map(({ who, ask }, i) => shop.place(i, who, ask))),
        Promise.all(again.map(({ who, ask }, i) => shop.place(i * 10 + 1, who, ask))),
      ])
      const won = new Set([...first, ...second].flatMap((answer) => ('id' in answer ? [answer.id] : [])))
      expect(won.size).toBe(100)
      expect(await ordersOf(sku!)).toBe(100)
      expect(await free(sku!)).toBe(0)
      expect(Object.keys(tally([...first, ...second])).sort()).toEqual(['ok', 'sold-out'])
      for (const [i, { who, ask }] of again.entries()) {
        const answers = [first[i * 10]!, second[i]!, await shop.place(0, who, ask), await shop.place(1, who, ask)]
        if (won.has(ask.id)) for (const answer of answers) expect(answer).toEqual(answers[0]!)
        else expect(tally(answers)).toEqual({ 'sold-out': 4 })
      }
      const [taken] = asks.filter(({ ask }) => won.has(ask.id))
      const other = { ...shop.askFor(sku!, 2), id: taken!.ask.id }
      expect(tally([await shop.place(0, taken!.who, other), await shop.place(1, 'thief', taken!.ask)])).toEqual({
        invalid: 1,
        'order-id-taken': 1,
      })
      await holds()
    })

    test('C2 mixed SKUs in mixed quantities: each sold to its last piece and no further', async () => {
      const pieces = [20, 31, 42, 53]
      const skus = await shop.stock(pieces)
      const answers = await Promise.all(
        Array.from({ length: 1_200 }, (_, i) => shop.place(i >> 2, `mix${i}`, shop.askFor(skus[i % 4]!, 1 + (i % 3)))),
      )
      expect(Object.keys(tally(answers)).sort()).toEqual(['ok', 'sold-out'])
      for (const [i, sku] of skus.entries()) {
        const [{ sold }] = (await shop.rows<{ sold: number }>(
          `select sum(quantity)::int as sold from orders where sku_id = '${sku}'`,
        )) as [{ sold: number }]
        expect(sold).toBe(pieces[i]!)
      }
      await holds()
    })

    test('U2 a limit of one: of 64 parallel calls of each of 20 buyers, over both processes and two SKUs, one has his', async () => {
      const skus = await shop.stock([1_000, 1_000], 1)
      const buyers = Array.from({ length: 20 }, (_, k) => `greedy${k}`)
      const answers = await Promise.all(
        buyers.map((who) =>
          Promise.all(Array.from({ length: 64 }, (_, i) => shop.place(i, who, shop.askFor(skus[(i >> 1) % 2]!)))),
        ),
      )
      for (const his of answers) expect(tally(his)).toEqual({ ok: 1, 'buyer-limit': 63 })
      await holds()
    })

    test('F1 a coupon for one each: of 64 parallel calls of each of 20 people one has it, and never more than the quota', async () => {
      const claim = (n: number, drop: string, user: string) => {
        const id = crypto.randomUUID()
        const from = { room: ROOM, drop: drop as never }
        return patiently(() => shop.at(n).coupons.claim({ app: SHOP, id, user, userName: user, from }))
      }
      const plenty = await shop.drop(1_000, 1)
      const people = Array.from({ length: 20 }, (_, k) => `taker${k}`)
      const answers = await Promise.all(
        people.map((who) => Promise.all(Array.from({ length: 64 }, (_, i) => claim(i, plenty.drop, who)))),
      )
      for (const his of answers) expect(tally(his)).toEqual({ ok: 1, 'limit-reached': 63 })
      const few = await shop.drop(50, 1)
      const rush = await Promise.all(Array.from({ length: 1_000 }, (_, i) => claim(i, few.drop, `rush${i}`)))
      expect(tally(rush)).toEqual({ ok: 50, 'coupon-gone': 950 })
      await holds()
    })

    test('C7 C8 a bank that answers at once, late, twice, never, or first no and then yes: each order has its goods or its money back', async () => {
      const [sku] = await shop.stock([400])
      const placed = await Promise.all(
        Array.from({ length: 300 }, async (_, i) => ({
          ...{ i, who: `pays${i}` as UserId, order: must(await shop.place(i, `pays${i}`, shop.askFor(sku!))) },
        })),
      )
      const late: OrderId[] = []
      await Promise.all(
        placed.map(async ({ i, who, order }) => {
          const sheets = await Promise.all(
            shop.processes.map((at) => patiently(() => at.commerce.beginPayment(SHOP, order.id, who))),
          )
          expect(must(sheets[0]!).paymentId).toBe(must(sheets[1]!).paymentId)
          const act = (n: number, outcome: 'approve' | 'decline' | 'late' | 'twice' | 'never') =>
            patiently(() => shop.at(n).commerce.actInSandbox(SHOP, must(sheets[0]!).paymentId, who, outcome))
          const way = i % 6
          if (way === 0) await Promise.all([act(0, 'approve'), act(1, 'approve'), act(0, 'approve')])
          else if (way === 1) await Promise.all([act(0, 'twice'), act(1, 'twice')])
          else if (way === 2) await act(i, 'never')
          else if (way === 3) {
            late.push(order.id)
            await act(i, 'late')
          } else if (way === 4) {
            // The no is late and comes beside the yes; what is approved stays so.
            await act(i, 'decline')
            await Promise.all([act(0, 'approve'), act(1, 'decline')])
          } else if (way === 5) {
            // The buyer gives it back while the bank says yes.
            const cancel = () => shop.two.commerce.cancelOrder(SHOP, order.id, who)
            await Promise.all([act(0, 'approve'), patiently(cancel)])
          }
        }),
      )
      // The holds of the late are over, half of their pieces are sold to others, and then the bank answers.
      const ids = late.map((id) => `'${id}'`).join(',')
      await shop.rows(`update orders set hold_ends_at = now() - interval '1 s' where id in (${ids})`)
      await Promise.all(shop.processes.map((at) => at.commerce.sweep()))
      const left = await free(sku!)
      await Promise.all(
        Array.from({ length: left - late.length / 2 }, (_, i) => shop.place(i, `after${i}`, shop.askFor(sku!))),
      )
      await shop.rows(`update sandbox_payments set answers_at = now() - interval '1 s' where not told`)
      await shop.rows(`update payments set ask_at = now() - interval '1 s' where state = 'begun'`)
      for (let look = 0; look < 4; look++) await Promise.all(shop.processes.map((at) => at.commerce.sweep()))

      const ends = await shop.rows<{ way: number; state: string; payments: number; kept: number; total: number }>(
        `select (substr(o.buyer_id, 5)::int % 6) as way, o.state, o.total_minor::int as total,
           (select count(*)::int from payments p where p.order_id = o.id and p.state = 'settled') as payments,
           (select coalesce(sum(captured_minor - refunded_minor), 0)::int from payments p where p.order_id = o.id) as kept
         from orders o where o.buyer_id like 'pays%'`,
      )
      expect(ends.length).toBe(300)
      for (const { way, state, payments, kept, total } of ends) {
        if (way <= 2 || way === 4) expect([way, state]).toEqual([way, 'paid'])
        expect([way, payments, kept]).toEqual([way, 1, state === 'paid' ? total : 0])
        expect(['paid', 'refunded']).toContain(state)
      }
      const lateEnds = ends.filter(({ way }) => way === 3).map(({ state }) => state)
      expect(lateEnds.filter((state) => state === 'paid').length).toBe(late.length / 2)
      expect(await count(`refunds where state <> 'sent'`)).toBe(0)
      await holds()
    })

    test('F1 baskets: of 64 puts with one claim over both processes one basket has it, sums are exact, and unpaid it comes back', async () => {
      const { drop } = await shop.drop(100, 1)
      const skus = await shop.stock([200, 200, 200])
      const people = Array.from({ length: 6 }, (_, i) => `together${i}`)
      const newBasket = () => BasketId.parse(Bun.randomUUIDv7())
      const bought: { user: UserId; claim: string; basket: BasketId; k: number }[] = []
      // One after the other: 64 who want one row wait for each other long enough.
      for (const [k, who] of people.entries()) {
        const user = who as UserId
        const from = { room: ROOM, drop }
        const claim = must(
          await shop.at(k).coupons.claim({ app: SHOP, id: crypto.randomUUID(), user, userName: who, from }),
        )
        const orders: OrderId[] = []
        for (const [i, sku] of skus.entries())
          orders.push(must(await shop.place(k + i, who, shop.askFor(sku, 1 + i))).id)
        const choices = [0, 1].map((i) => ({ id: newBasket(), orders: i ? orders.slice(1) : orders.slice(0, 1) }))
        const put = (n: number, choice: (typeof choices)[number]) =>
          patiently(() =>
            shop.at(n).commerce.baskets.put(SHOP, user, { ...choice, ...NOTHING_MORE, claimId: claim.id }),
          )
        const answers = await Promise.all(Array.from({ length: 64 }, (_, i) => put(i >> 1, choices[i % 2]!)))
        expect(
          Object.keys(tally(answers)).filter((code) => !['ok', 'coupon-invalid', 'conflict'].includes(code)),
        ).toEqual([])
        const winners = choices.filter(
          (_, i) => !isRefusal(answers[i]) || answers.some((a, n) => n % 2 === i && !isRefusal(a)),
        )
        expect(winners.length).toBe(1)
        bought.push({ user, claim: claim.id, basket: winners[0]!.id, k })
      }
      await holds()
      const used = await shop.rows<{ id: string; usedFor: string; off: number }>(
        `select c.id::text as id, c.used_for as "usedFor", (select sum(discount_minor)::int from orders o
           where o.basket_id::text = c.used_for) as off
         from coupon_claims c join coupon_drops d on d.coupon_id = c.coupon_id where d.id = '${drop}'`,
      )
      for (const { claim, basket } of bought)
        expect(used.find(({ id }) => id === claim)).toMatchObject({ usedFor: basket, off: COUPON_MINOR })

      // Half of them pay, from both processes at once and over commits that nobody hears of; the others' holds end.
      const paid = bought.filter((_, i) => i % 2 === 0)
      await Promise.all(
        paid.map(async ({ user, basket, k }) => {
          const { prices } = (await shop.one.commerce.baskets.read(SHOP, basket, user))!
          expect(prices.goodsMinor - COUPON_MINOR).toBe(prices.totalMinor)
          const shown = { totalMinor: prices.totalMinor, currency: 'USD' as const }
          const begun = await Promise.all(
            shop.processes.map((at) => patiently(() => at.commerce.baskets.beginPayment(SHOP, basket, user, shown))),
          )
          const ids = begun.map((one) => must(one).payment!.paymentId)
          expect(ids[0]).toBe(ids[1]!)
          const act = (n: number) =>
            patiently(() => shop.at(n).commerce.actInSandbox(SHOP, ids[0]!, user, n % 2 ? 'twice' : 'approve'))
          await Promise.all([act(k), act(k + 1)])
        }),
      )
      const names = people.map((who) => `'${who}'`).join(',')
      await shop.rows(
        `update orders set hold_ends_at = now() - interval '1 s' where state = 'held' and buyer_id in (${names})`,
      )
      await Promise.all(shop.processes.map((at) => at.commerce.sweep()))
      const after = await shop.rows<{ id: string; state: string }>(
        `select c.id::text as id, c.state from coupon_claims c join coupon_drops d on d.coupon_id = c.coupon_id where d.id = '${drop}'`,
      )
      for (const [i, { claim }] of bought.entries())
        expect(after.find(({ id }) => id === claim)!.state).toBe(i % 2 === 0 ? 'used' : 'open')
      expect(await count(`payments where basket_id is not null and state = 'settled'`)).toBe(paid.length)
      await holds()
    })

    test('C9 twenty refunds at once over both processes never give back more than was paid', async () => {
      const [sku] = await shop.stock([50])
      const order = must(await shop.place(0, 'returns', shop.askFor(sku!, 4)))
      const sheet = must(await shop.one.commerce.beginPayment(SHOP, order.id, buyer('returns').id))
      must(await shop.one.commerce.actInSandbox(SHOP, sheet.paymentId, buyer('returns').id, 'approve'))
      const asks = Array.from({ length: 20 }, () => ({
        id: crypto.randomUUID(),
        amountMinor: PRICE,
        restock: false,
        reason: '',
      }))
      const answers = await Promise.all(
        asks.map((ask, i) => patiently(() => shop.at(i).commerce.refundOrder(SHOP, order.id, ask, null))),
      )
      expect(tally(answers)).toEqual({ ok: 4, 'wrong-state': 16 })
      const repeated = await Promise.all(
        asks.map((ask, i) => patiently(() => shop.at(i + 1).commerce.refundOrder(SHOP, order.id, ask, null))),
      )
      expect(tally(repeated)).toEqual({ ok: 4, 'wrong-state': 16 })
      await holds()
    })

    test('clients that vanish: the order stands, and who asks again, there or elsewhere, is told of it', async () => {
      const [sku] = await shop.stock([300])
      const people = await Promise.all(Array.from({ length: 60 }, (_, i) => shop.guest(`Gone ${i}`)))
      const chance = seededChance(11)
      let vanished = 0
      const answers = await Promise.all(
        people.map(async (who, i) => {
          const ask = shop.askFor(sku!, 2)
          const gone = new AbortController()
          const first = who.ask(shop.at(i), 'POST', '/api/orders', ask, gone.signal).catch(() => void vanished++)
          await Bun.sleep(chance.next() * 12)
          gone.abort()
          await first
          const again = await who.insist('POST', '/api/orders', ask)
          expect(again.status).toBe(201)
          expect((await who.insist('GET', `/api/orders/${ask.id}`)).body).toEqual(again.body)
          return again
        }),
      )
      expect(vanished).toBeGreaterThan(0)
      expect(answers.length).toBe(60)
      expect(await ordersOf(sku!)).toBe(60)
      expect(await free(sku!)).toBe(180)
      await holds()
    })

    test('F4 1,000 top-ups, gifts and reversals while connections die: the ledger sums to zero, and nobody spends twice', async () => {
      const chance = seededChance(7)
      const people = await Promise.all(Array.from({ length: 24 }, (_, i) => shop.guest(`Giver ${i}`)))
      const staff = await shop.signIn()
      const sent = new Map<string, { user: UserId; coins: number }>()
      const bought = new Map<string, { user: UserId; coins: number }>()
      const taken = new Set<string>()
      let over = false
      let cut = 0
      const killer = (async () => {
        for (; !over; await Bun.sleep(60)) cut += await shop.cutConnections().catch(() => 0)
      })()
      let left = 1_000
      await Promise.all(
        people.map(async (who) => {
          while (left-- > 0 || (cut < CUTS_LEAST && left > -9_000)) {
            const id = crypto.randomUUID()
            const roll = chance.next()
            const quantity = 1 + Math.floor(chance.next() * 9)
            if (roll < 0.3) {
              const topUp = await who.insist('POST', '/api/wallet/top-ups', { id, coins: 50 })
              expect(topUp.status).toBe(201)
              bought.set(id, { user: who.user, coins: 50 })
            } else if (roll < 0.9) {
              const gift = await who.insist('POST', `/api/rooms/${ROOM}/gifts`, { id, giftId: 'leaf', quantity })
              expect([201, 409]).toContain(gift.status)
              if (gift.status === 201) sent.set(id, { user: who.user, coins: GIFT_COINS * quantity })
            } else {
              const [mine] = [...sent].find(([gift, { user }]) => user === who.user && !taken.has(gift)) ?? []
              if (mine === undefined) continue
              taken.add(mine)
              const path = `/api/coin-transfers/${mine}/reversal`
              const answers = await Promise.all([staff.insist('POST', path, {}), staff.insist('POST', path, {})])
              expect(answers.map(({ status }) => status)).toEqual([201, 201])
            }
          }
        }),
      )
      over = true
      await killer
      expect(cut).toBeGreaterThanOrEqual(CUTS_LEAST)
      expect(sent.size).toBeGreaterThan(100)
      for (const { user } of people) {
        const sum = (of: Iterable<{ user: UserId; coins: number }>) =>
          [...of].filter((one) => one.user === user).reduce((coins, one) => coins + one.coins, 0)
        const kept = [...sent].filter(([id]) => !taken.has(id)).map(([, gift]) => gift)
        const [wallet] = await shop.rows<{ balance: number }>(
          `select balance::int as balance from coin_wallets where id = 'user:${user}'`,
        )
        expect(wallet?.balance ?? 0).toBe(sum(bought.values()) - sum(kept))
      }
      await holds()
    })

    test('commits that nobody hears of: asked again, there or elsewhere, each is told once and true', async () => {
      const [sku] = await shop.stock([500])
      const people = await Promise.all(Array.from({ length: 30 }, (_, i) => shop.guest(`Deaf ${i}`)))
      const staff = await shop.signIn()
      const { drop } = await shop.drop(500, 1)
      const before = shop.proxy.lost
      shop.loss.chance = 0.3
      const done = async (answer: Promise<{ status: number; body: Record<string, unknown> }>, status: number) => {
        const { body, ...said } = await answer
        expect([said.status, body.code]).toEqual([status, undefined])
        return body
      }
      await Promise.all(
        people.map(async (who, i) => {
          const post = (path: string, body: unknown) => who.insist('POST', path, body)
          const ask = shop.askFor(sku!, 2)
          await done(post('/api/orders', ask), 201)
          const sheet = await done(post(`/api/orders/${ask.id}/payment`, {}), 200)
          await done(post(`/api/payments/${sheet.paymentId}/sandbox`, { outcome: i % 2 ? 'approve' : 'twice' }), 200)
          await done(post('/api/wallet/top-ups', { id: crypto.randomUUID(), coins: 100 }), 201)
          await done(
            post(`/api/rooms/${ROOM}/gifts`, { id: crypto.randomUUID(), giftId: 'leaf' as GiftId, quantity: 3 }),
            201,
          )
          await done(post(`/api/rooms/${ROOM}/drops/${drop}/claims`, { id: crypto.randomUUID() }), 201)
          if (i % 3 !== 0) return
          const back = { id: crypto.randomUUID(), amountMinor: PRICE }
          await done(staff.insist('POST', `/api/orders/${ask.id}/refund`, back), 200)
        }),
      )
      shop.loss.chance = 0
      expect(shop.proxy.lost - before).toBeGreaterThan(10)
      expect(await ordersOf(sku!)).toBe(30)
      expect(await free(sku!)).toBe(440)
      const [{ paid, back }] = (await shop.rows<{ paid: number; back: number }>(
        `select count(*)::int as paid, sum(refunded_minor)::int as back from orders where sku_id = '${sku}' and state = 'paid'`,
      )) as [{ paid: number; back: number }]
      expect([paid, back]).toEqual([30, 10 * PRICE])
      expect(
        await count(`coupon_claims c join coupon_drops d on d.coupon_id = c.coupon_id where d.id = '${drop}'`),
      ).toBe(30)
      const users = people.map(({ user }) => `'user:${user}'`).join(',')
      const wallets = await shop.rows<{ balance: number }>(
        `select balance::int as balance from coin_wallets where id in (${users})`,
      )
      expect(wallets.map(({ balance }) => balance)).toEqual(people.map(() => 70))
      await holds()
    })

    test('promise 1, 2: connections that die in the middle of a stampede lose nothing and double nothing', async () => {
      const [sku] = await shop.stock([100_000])
      let over = false
      let cut = 0
      const killer = (async () => {
        for (; !over; await Bun.sleep(40)) cut += await shop.cutConnections().catch(() => 0)
      })()
      const acknowledged: string[] = []
      // A machine that is quick enough is through with any number of orders between two cuts: the stampede lasts as long
      // as there was nothing to survive.
      await Promise.all(
        Array.from({ length: 400 }, async (_, k) => {
          for (let round = 0; round < 6 || (cut < CUTS_LEAST && round < 240); round++) {
            const answer = await shop.place(k, `die${k}-${round}`, shop.askFor(sku!))
            if (!isRefusal(answer)) acknowledged.push((answer as Order).id)
            else expect(['busy', 'unavailable']).toContain(answer.refused)
          }
        }),
      )
      over = true
      await killer
      const kept = new Set(
        (await shop.rows<{ id: string }>(`select id from orders where sku_id = '${sku}'`)).map(({ id }) => id),
      )
      expect(acknowledged.filter((id) => !kept.has(id))).toEqual([])
      expect(new Set(acknowledged).size).toBe(acknowledged.length)
      expect(cut).toBeGreaterThanOrEqual(CUTS_LEAST)
      await holds()
    })
  })
}
