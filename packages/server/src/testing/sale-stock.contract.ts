// Pieces in a stampede: as many are sold as there are, nobody has more than he may, and each id has one answer.
import { expect, test } from 'bun:test'
import type { Sale } from './sale.ts'
import { tally } from './two-processes.ts'

/** Orders of many at once. */
export const stockContract = (sale: Sale): void => {
  test('C2 2,000 buyers on 100 pieces, a tenth of them asking both processes: exactly 100, and one answer to each id', async () => {
    const [sku] = await sale.shop.stock([100])
    const asks = Array.from({ length: 2_000 }, (_, i) => ({ who: `all${i}`, ask: sale.shop.askFor(sku!) }))
    const again = asks.filter((_, i) => i % 10 === 0)
    const [first, second] = await Promise.all([
      Promise.all(asks.map(({ who, ask }, i) => sale.shop.place(i, who, ask))),
      Promise.all(again.map(({ who, ask }, i) => sale.shop.place(i * 10 + 1, who, ask))),
    ])
    const won = new Set([...first, ...second].flatMap((answer) => ('id' in answer ? [answer.id] : [])))
    expect(won.size).toBe(100)
    expect(await sale.ordersOf(sku!)).toBe(100)
    expect(await sale.free(sku!)).toBe(0)
    expect(Object.keys(tally([...first, ...second])).sort()).toEqual(['ok', 'sold-out'])
    const third = await Promise.all(again.map(({ who, ask }) => sale.shop.place(0, who, ask)))
    const fourth = await Promise.all(again.map(({ who, ask }) => sale.shop.place(1, who, ask)))
    for (const [i, { ask }] of again.entries()) {
      const answers = [first[i * 10]!, second[i]!, third[i]!, fourth[i]!]
      if (won.has(ask.id)) for (const answer of answers) expect(answer).toEqual(answers[0]!)
      else expect(tally(answers)).toEqual({ 'sold-out': 4 })
    }
    const [taken] = asks.filter(({ ask }) => won.has(ask.id))
    const other = { ...sale.shop.askFor(sku!, 2), id: taken!.ask.id }
    const strange = [await sale.shop.place(0, taken!.who, other), await sale.shop.place(1, 'thief', taken!.ask)]
    expect(tally(strange)).toEqual({ invalid: 1, 'order-id-taken': 1 })
    await sale.holds()
  })

  test('C2 mixed SKUs in mixed quantities: each sold to its last piece and no further', async () => {
    const pieces = [20, 31, 42, 53]
    const skus = await sale.shop.stock(pieces)
    const answers = await Promise.all(
      Array.from({ length: 1_200 }, (_, i) =>
        sale.shop.place(i >> 2, `mix${i}`, sale.shop.askFor(skus[i % 4]!, 1 + (i % 3))),
      ),
    )
    expect(Object.keys(tally(answers)).sort()).toEqual(['ok', 'sold-out'])
    for (const [i, sku] of skus.entries()) {
      const [{ sold }] = (await sale.shop.rows<{ sold: number }>(
        `select sum(quantity)::int as sold from orders where sku_id = '${sku}'`,
      )) as [{ sold: number }]
      expect(sold).toBe(pieces[i]!)
    }
    await sale.holds()
  })

  test('U2 a limit of one: of 64 parallel calls of each of 20 buyers, over both processes and two SKUs, one has his', async () => {
    const skus = await sale.shop.stock([1_000, 1_000], 1)
    const buyers = Array.from({ length: 20 }, (_, k) => `greedy${k}`)
    const answers = await Promise.all(
      buyers.map((who) =>
        Promise.all(
          Array.from({ length: 64 }, (_, i) => sale.shop.place(i, who, sale.shop.askFor(skus[(i >> 1) % 2]!))),
        ),
      ),
    )
    for (const his of answers) expect(tally(his)).toEqual({ ok: 1, 'buyer-limit': 63 })
    await sale.holds()
  })
}
