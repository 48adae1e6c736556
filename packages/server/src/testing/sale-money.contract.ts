// Money in a stampede: banks that answer at once, late, twice or never, and what goes back.
import { expect, test } from 'bun:test'
import type { OrderId, UserId } from '@hawker/protocol'
import { until } from '#kernel/testing/until'
import type { Sale } from './sale.ts'
import { buyer, must, PRICE, patiently, SHOP, tally } from './two-processes.ts'

/** A sixth of them for each way of the bank; half of a sixth is late and paid. */
const ORDERS = 144

/** Payments and refunds of many at once. */
export const moneyContract = (sale: Sale): void => {
  test('C7 C8 a bank that answers at once, late, twice, never, or first no and then yes: each order has its goods or its money back', async () => {
    const [sku] = await sale.shop.stock([ORDERS + 100])
    const placed = await Promise.all(
      Array.from({ length: ORDERS }, async (_, i) => ({
        ...{ i, who: `pays${i}` as UserId, order: must(await sale.shop.place(i, `pays${i}`, sale.shop.askFor(sku!))) },
      })),
    )
    const late: OrderId[] = []
    await Promise.all(
      placed.map(async ({ i, who, order }) => {
        const sheets = await Promise.all(
          sale.shop.processes.map((at) => patiently(() => at.commerce.beginPayment(SHOP, order.id, who))),
        )
        expect(must(sheets[0]!).paymentId).toBe(must(sheets[1]!).paymentId)
        const act = (n: number, outcome: 'approve' | 'decline' | 'late' | 'twice' | 'never') =>
          patiently(() => sale.shop.at(n).commerce.actInSandbox(SHOP, must(sheets[0]!).paymentId, who, outcome))
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
          const cancel = () => sale.shop.two.commerce.cancelOrder(SHOP, order.id, who)
          await Promise.all([act(0, 'approve'), patiently(cancel)])
        }
      }),
    )
    // The holds of the late are over, half of their pieces are sold to others, and then the bank answers.
    const ids = late.map((id) => `'${id}'`).join(',')
    await sale.shop.rows(`update orders set hold_ends_at = now() - interval '1 s' where id in (${ids})`)
    // A look that finds the machine too busy leaves it to the next.
    const lookUntilNone = (of: string) =>
      until(async () => {
        await sale.shop.sweep()
        return (await sale.count(of)) === 0
      }, `none of ${of}`)
    await lookUntilNone(`orders where state = 'held' and id in (${ids})`)
    const left = await sale.free(sku!)
    await Promise.all(
      Array.from({ length: left - late.length / 2 }, (_, i) => sale.shop.place(i, `after${i}`, sale.shop.askFor(sku!))),
    )
    await until(async () => {
      await sale.shop.rows(`update sandbox_payments set answers_at = now() - interval '1 s' where not told`)
      await sale.shop.rows(`update payments set ask_at = now() - interval '1 s' where state = 'begun'`)
      await sale.shop.sweep()
      return (await sale.count(`payments where state = 'begun'`)) === 0
    }, 'the bank has spoken of every payment')
    await lookUntilNone(`refunds where state <> 'sent'`)

    const ends = await sale.shop.rows<{ way: number; state: string; payments: number; kept: number; total: number }>(
      `select (substr(o.buyer_id, 5)::int % 6) as way, o.state, o.total_minor::int as total,
         (select count(*)::int from payments p where p.order_id = o.id and p.state = 'settled') as payments,
         (select coalesce(sum(captured_minor - refunded_minor), 0)::int from payments p where p.order_id = o.id) as kept
       from orders o where o.buyer_id like 'pays%'`,
    )
    expect(ends.length).toBe(ORDERS)
    for (const { way, state, payments, kept, total } of ends) {
      if (way <= 2 || way === 4) expect([way, state]).toEqual([way, 'paid'])
      expect([way, payments, kept]).toEqual([way, 1, state === 'paid' ? total : 0])
      expect(['paid', 'refunded']).toContain(state)
    }
    const lateEnds = ends.filter(({ way }) => way === 3).map(({ state }) => state)
    expect(lateEnds.filter((state) => state === 'paid').length).toBe(late.length / 2)
    await sale.holds()
  })

  test('C9 twenty refunds at once over both processes never give back more than was paid', async () => {
    const [sku] = await sale.shop.stock([50])
    const order = must(await sale.shop.place(0, 'returns', sale.shop.askFor(sku!, 4)))
    const { id: who } = buyer('returns')
    const sheet = must(await patiently(() => sale.shop.one.commerce.beginPayment(SHOP, order.id, who)))
    must(await patiently(() => sale.shop.one.commerce.actInSandbox(SHOP, sheet.paymentId, who, 'approve')))
    const asks = Array.from({ length: 20 }, () => ({
      id: crypto.randomUUID(),
      amountMinor: PRICE,
      restock: false,
      reason: '',
    }))
    const answers = await Promise.all(
      asks.map((ask, i) => patiently(() => sale.shop.at(i).commerce.refundOrder(SHOP, order.id, ask, null))),
    )
    expect(tally(answers)).toEqual({ ok: 4, 'wrong-state': 16 })
    const repeated = await Promise.all(
      asks.map((ask, i) => patiently(() => sale.shop.at(i + 1).commerce.refundOrder(SHOP, order.id, ask, null))),
    )
    expect(tally(repeated)).toEqual({ ok: 4, 'wrong-state': 16 })
    await sale.holds()
  })
}
