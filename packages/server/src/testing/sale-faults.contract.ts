// What fails in a stampede: clients that vanish, connections that die, commits nobody hears of.
import { expect, test } from 'bun:test'
import { isRefusal, type Order } from '@hawker/protocol'
import { PAUSE_MS } from './patiently.ts'
import { CUTS_LEAST, LOSSES_LEAST, type Sale, startCutting } from './sale.ts'
import { type Caller, PRICE, ROOM } from './two-processes.ts'

/** Faults while many buy, pay and give. */
export const faultsContract = (sale: Sale): void => {
  test('clients that vanish: the order stands, and who asks again, there or elsewhere, is told of it', async () => {
    const [sku] = await sale.shop.stock([300])
    const people = await Promise.all(Array.from({ length: 60 }, (_, i) => sale.shop.guest(`Gone ${i}`)))
    const asks = people.map((who) => ({ who, ask: sale.shop.askFor(sku!, 2) }))
    const together = new AbortController()
    const vanished = new Set<Caller>()
    const vanishes = async ({ who, ask }: (typeof asks)[number], i: number) => {
      const [gone, atOnce] = i % 4 === 0 ? [new AbortController(), true] : [together, false]
      for (; !vanished.has(who); await Bun.sleep(PAUSE_MS)) {
        const asked = who.ask(sale.shop.at(i), 'POST', '/api/orders', ask, gone.signal)
        if (atOnce) gone.abort()
        await asked.catch(() => gone.signal.aborted && vanished.add(who))
      }
    }
    // A quarter at once, the others while orders of both processes are in the database and wait there.
    await sale.shop.whileLocked(sku!, async (waiting) => {
      const asked = asks.map(vanishes)
      await waiting(2)
      together.abort()
      await Promise.all(asked)
    })
    await Promise.all(
      asks.map(async ({ who, ask }) => {
        const again = await who.insist('POST', '/api/orders', ask)
        expect(again.status).toBe(201)
        expect((await who.insist('GET', `/api/orders/${ask.id}`)).body).toEqual(again.body)
      }),
    )
    expect(await sale.ordersOf(sku!)).toBe(60)
    expect(await sale.free(sku!)).toBe(180)
    await sale.holds()
  })

  test('commits that nobody hears of: asked again, there or elsewhere, each is told once and true', async () => {
    const [sku] = await sale.shop.stock([5_000])
    const staff = await sale.shop.signIn()
    const { drop } = await sale.shop.drop(2_500, 1)
    const done = async (answer: Promise<{ status: number; body: Record<string, unknown> }>, status: number) => {
      const { body, ...said } = await answer
      expect([said.status, body.code]).toEqual([status, undefined])
      return body
    }
    const buys = async (who: Caller, i: number) => {
      const post = (path: string, body: unknown) => who.insist('POST', path, body)
      const ask = sale.shop.askFor(sku!, 2)
      await done(post('/api/orders', ask), 201)
      const sheet = await done(post(`/api/orders/${ask.id}/payment`, {}), 200)
      await done(post(`/api/payments/${sheet.paymentId}/sandbox`, { outcome: i % 2 ? 'approve' : 'twice' }), 200)
      await done(post('/api/wallet/top-ups', { id: crypto.randomUUID(), coins: 100 }), 201)
      await done(post(`/api/rooms/${ROOM}/gifts`, { id: crypto.randomUUID(), giftId: 'leaf', quantity: 3 }), 201)
      await done(post(`/api/rooms/${ROOM}/drops/${drop}/claims`, { id: crypto.randomUUID() }), 201)
      if (i % 3 !== 0) return
      const back = { id: crypto.randomUUID(), amountMinor: PRICE }
      await done(staff.insist('POST', `/api/orders/${ask.id}/refund`, back), 200)
    }
    const before = sale.shop.proxy.lost
    const people: Caller[] = []
    // What is committed together is lost together: more come until enough was.
    while (people.length === 0 || (sale.shop.proxy.lost - before < LOSSES_LEAST && people.length < 2_400)) {
      const crowd = await Promise.all(Array.from({ length: 30 }, (_, i) => sale.shop.guest(`Deaf ${i}`)))
      sale.shop.loss.chance = 0.3
      await Promise.all(crowd.map(buys))
      sale.shop.loss.chance = 0
      people.push(...crowd)
    }
    expect(sale.shop.proxy.lost - before).toBeGreaterThanOrEqual(LOSSES_LEAST)
    expect(await sale.ordersOf(sku!)).toBe(people.length)
    expect(await sale.free(sku!)).toBe(5_000 - 2 * people.length)
    const [{ paid, back }] = (await sale.shop.rows<{ paid: number; back: number }>(
      `select count(*)::int as paid, sum(refunded_minor)::int as back from orders where sku_id = '${sku}' and state = 'paid'`,
    )) as [{ paid: number; back: number }]
    expect([paid, back]).toEqual([people.length, (people.length / 3) * PRICE])
    expect(
      await sale.count(`coupon_claims c join coupon_drops d on d.coupon_id = c.coupon_id where d.id = '${drop}'`),
    ).toBe(people.length)
    const users = people.map(({ user }) => `'user:${user}'`).join(',')
    const wallets = await sale.shop.rows<{ balance: number }>(
      `select balance::int as balance from coin_wallets where id in (${users})`,
    )
    expect(wallets.map(({ balance }) => balance)).toEqual(people.map(() => 70))
    await sale.holds()
  })

  test('promise 1, 2: connections that die in the middle of a stampede lose nothing and double nothing', async () => {
    const [sku] = await sale.shop.stock([100_000])
    const acknowledged: string[] = []
    const cutter = startCutting(sale.shop, () => acknowledged.length)
    // A machine that is quick enough is through with any number of orders between two cuts: the stampede lasts as long
    // as there was nothing to survive.
    await Promise.all(
      Array.from({ length: 400 }, async (_, k) => {
        for (let round = 0; round < 6 || (cutter.cut < CUTS_LEAST && round < 240); round++) {
          const answer = await sale.shop.place(k, `die${k}-${round}`, sale.shop.askFor(sku!))
          if (!isRefusal(answer)) acknowledged.push((answer as Order).id)
          else expect(['busy', 'unavailable']).toContain(answer.refused)
        }
      }),
    )
    await cutter.stop()
    const kept = new Set(
      (await sale.shop.rows<{ id: string }>(`select id from orders where sku_id = '${sku}'`)).map(({ id }) => id),
    )
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([])
    expect(new Set(acknowledged).size).toBe(acknowledged.length)
    expect(cutter.cut).toBeGreaterThanOrEqual(CUTS_LEAST)
    await sale.holds()
  })
}
