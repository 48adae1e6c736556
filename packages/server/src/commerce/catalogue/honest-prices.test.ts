// N13: what a price is compared with comes from the prices that were.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { isRefusal, ProductId, type Refusal, SkuId } from '@hawker/protocol'
import fc from 'fast-check'
import { sql } from 'kysely'
import { APP, guestless, OTHER_APP, openTestShop, PRICE, ROOM, type TestShop } from '../testing.ts'
import { readPrices } from './price-history.ts'

let shop: TestShop
let catalogue: TestShop['commerce']['catalogue']
beforeAll(async () => {
  shop = await openTestShop()
  catalogue = shop.commerce.catalogue
})
afterAll(() => shop.close())

const done = <T>(answer: T | Refusal): T => {
  if (isRefusal(answer)) throw new Error(JSON.stringify(answer))
  return answer
}
const productOf = (sku: SkuId) => ProductId.parse(sku.replace('s', 'p'))
const price = async (sku: SkuId, priceMinor: number, product = productOf(sku)) =>
  done(await catalogue.changeSku(APP, product, sku, { priceMinor }, null))
const list = async (product: ProductId, listPriceMinor: number | null) =>
  done(await catalogue.changeProduct(APP, product, { listPriceMinor }, null))
const shelfItem = async (product: ProductId) =>
  (await shop.commerce.readShelf(APP, ROOM)).items.find(({ productId }) => productId === product)!
const toldItem = (product: ProductId) =>
  shop.told.findLast((event) => event.type === 'shelf.changed')!.items.find(({ productId }) => productId === product)!
const past = (product: ProductId) => readPrices(shop.t.database.of(APP), APP, product, { limit: 1_000 })

describe('N13 a list price may be struck out', () => {
  test('when it was charged and lowered; until then it is only recommended, on the shelf as in what rooms are told', async () => {
    const sku = await shop.stock(5)
    const product = productOf(sku)
    await list(product, 12_000)
    expect(await shelfItem(product)).not.toHaveProperty('listPriceCharged')
    expect(toldItem(product)).not.toHaveProperty('listPriceCharged')
    await price(sku, 12_000)
    await price(sku, 8_000)
    expect((await shelfItem(product)).listPriceCharged).toBe(true)
    expect(toldItem(product).listPriceCharged).toBe(true)
    expect((await past(product)).listPrice).toEqual({ priceMinor: 12_000, everCharged: true })
    await list(product, 12_001)
    expect(toldItem(product)).not.toHaveProperty('listPriceCharged')
    expect((await past(product)).listPrice).toEqual({ priceMinor: 12_001, everCharged: false })
  })

  test('in what is told of a launch, and in the cart', async () => {
    const sku = await shop.stock(5)
    const product = productOf(sku)
    await list(product, PRICE)
    await price(sku, 5_000)
    done(await shop.commerce.openLaunch(APP, ROOM, { productId: product }, null))
    const opened = shop.told.findLast((event) => event.type === 'launch.opened')!
    expect(opened.item).toMatchObject({ productId: product, listPriceCharged: true })
    const put = shop.commerce.routes.find(({ endpoint }) => endpoint.path === '/api/my/cart/{sku}')!
    const actor = {
      kind: 'person',
      app: APP,
      sessionId: 's',
      person: { ...guestless('ann'), avatarUrl: null, level: 0 },
    }
    const body = { roomId: ROOM, quantity: 1 }
    expect(await put.handle({ actor, params: { sku }, body, query: undefined } as never)).toMatchObject({
      lines: [{ skuId: sku, listPriceMinor: PRICE, listPriceCharged: true }],
    })
  })

  test('only when each SKU that costs less now was sold for it: one is no excuse for another', async () => {
    const product = ProductId.parse('sizes')
    const [small, large] = [SkuId.parse('size-s'), SkuId.parse('size-l')]
    const skus = [small, large].map((id, i) => ({ id, label: id, priceMinor: 5_000 + i * 4_000, stock: 3 }))
    done(await shop.commerce.createProduct(APP, { id: product, title: 'Sizes', currency: 'CNY', skus }, null))
    done(await shop.commerce.putShelf(APP, ROOM, [{ productId: product, number: 1 }], null))
    await list(product, 9_000)
    expect(await shelfItem(product)).not.toHaveProperty('listPriceCharged')
    await price(large, 7_000, product)
    expect(await shelfItem(product)).not.toHaveProperty('listPriceCharged')
    await price(small, 9_000, product)
    await price(small, 5_000, product)
    expect((await shelfItem(product)).listPriceCharged).toBe(true)
  })

  test('never for a flash price it had, nor for what another shop charged', async () => {
    const sku = await shop.stock(5)
    const product = productOf(sku)
    await sql`
      insert into price_history (app_id, product_id, sku_id, kind, price_minor, launch_id, valid_from, valid_until)
      values (${APP}, ${product}, ${sku}, 'flash', 12_000, 'l', now(), now()),
        (${OTHER_APP}, ${product}, ${sku}, 'price', 12_000, null, now(), now())`.execute(shop.t.database.system)
    await list(product, 12_000)
    expect((await past(product)).listPrice).toEqual({ priceMinor: 12_000, everCharged: false })
  })
})

describe('N13 the lowest price of 30 days', () => {
  const DAY_MS = 86_400_000
  const BACK_DAYS = 30
  const MOST_DAYS = 100
  const price = fc.integer({ min: 1, max: 500 })
  const days = fc.integer({ min: 1, max: 45 })
  /** Steps of the shelf, oldest first, the last of which holds; and flash prices wherever they fall. */
  const history = fc.record({
    steps: fc.array(fc.record({ price, days }), { minLength: 1, maxLength: 6 }),
    flashes: fc.array(
      fc.record({ price, from: fc.integer({ min: 0, max: MOST_DAYS }), days: fc.option(days, { nil: null }) }),
      { maxLength: 3 },
    ),
  })
  interface Span {
    readonly kind: 'price' | 'flash'
    readonly price: number
    readonly from: number
    readonly until: number | null
  }
  const spansOf = ({ steps, flashes }: typeof history extends fc.Arbitrary<infer T> ? T : never): Span[] => {
    let at = 0
    const shelf = steps.map(({ price, days }, i): Span => {
      const from = at
      at += days
      return { kind: 'price', price, from, until: i === steps.length - 1 ? null : at }
    })
    const flash = flashes.map(
      ({ price, from, days }): Span => ({
        ...{ kind: 'flash', price, from, until: days === null ? null : from + days },
      }),
    )
    return [...shelf, ...flash]
  }
  /** Day by day: what could be paid at noon of each of the 30 days before the present price. */
  const lowestByDays = (spans: readonly Span[]): number => {
    const open = spans.filter(({ until }) => until === null)
    const from = Math.max(...open.map((span) => span.from))
    const present = open.findLast((span) => span.from === from)!
    const paid = Array.from({ length: BACK_DAYS }, (_, i) => from - BACK_DAYS + i + 0.5).flatMap((noon) =>
      spans.filter((span) => span.from <= noon && (span.until ?? Number.POSITIVE_INFINITY) > noon),
    )
    return paid.length === 0 ? present.price : Math.min(...paid.map((span) => span.price))
  }

  test('is what a day-by-day look finds, for any history of prices and flash prices', async () => {
    let n = 0
    await fc.assert(
      fc.asyncProperty(fc.array(history, { minLength: 1, maxLength: 12 }), async (histories) => {
        const product = ProductId.parse(`past-${++n}`)
        const spans = histories.map(spansOf)
        const rows = spans.flatMap((of, i) => of.map((span) => ({ ...span, sku: `sku-${n}-${i}` })))
        const time = (day: number | null) => (day === null ? null : new Date(day * DAY_MS).toISOString())
        await sql`
          insert into price_history (app_id, product_id, sku_id, kind, price_minor, valid_from, valid_until)
          select ${APP}, ${product}, r.* from unnest(${rows.map(({ sku }) => sku)}::text[],
            ${rows.map(({ kind }) => kind)}::text[], ${rows.map(({ price }) => price)}::int8[],
            ${rows.map(({ from }) => time(from))}::timestamptz[], ${rows.map(({ until }) => time(until))}::timestamptz[]) r
          `.execute(shop.t.database.system)
        const { lowestOf30Days } = await past(product)
        expect(lowestOf30Days).toEqual(
          Object.fromEntries(spans.map((of, i) => [`sku-${n}-${i}`, lowestByDays(of)])) as never,
        )
      }),
      { numRuns: 60 },
    )
  })

  test('does not forget what lies behind a thousand newer prices', async () => {
    const product = ProductId.parse('busy')
    await sql`
      insert into price_history (app_id, product_id, sku_id, kind, price_minor, launch_id, valid_from, valid_until)
      select ${APP}, ${product}, 'busy-1', 'flash', 900, 'l', now() - interval '1 day', now() from generate_series(1, 1100)`.execute(
      shop.t.database.system,
    )
    await sql`
      insert into price_history (app_id, product_id, sku_id, kind, price_minor, valid_from, valid_until)
      values (${APP}, ${product}, 'busy-1', 'price', 700, now() - interval '9 days', now() - interval '8 days'),
        (${APP}, ${product}, 'busy-1', 'price', 1000, now() - interval '8 days', now()),
        (${APP}, ${product}, 'busy-1', 'price', 950, now(), null)`.execute(shop.t.database.system)
    expect((await past(product)).lowestOf30Days).toEqual({ 'busy-1': 700 } as never)
  })
})

describe('N13 the prices of a product', () => {
  test('are told to the first one, page by page, each once, though many began at one moment', async () => {
    const product = ProductId.parse('paged')
    const insert = (minors: readonly number[]) =>
      sql`
      insert into price_history (app_id, product_id, sku_id, kind, price_minor, valid_from, valid_until)
      select ${APP}, ${product}, 'paged-1', 'price', minor, '2020-01-01'::timestamptz + interval '1 s' * (minor / 10), now()
      from unnest(${minors}::int8[]) minor`.execute(shop.t.database.system)
    await insert(Array.from({ length: 105 }, (_, i) => i + 1))
    const page = (after?: string) => readPrices(shop.t.database.of(APP), APP, product, { limit: 20, after })
    const seen: number[] = []
    let next: string | null | undefined
    do {
      const read = await page(next ?? undefined)
      expect(read.prices.length).toBeLessThanOrEqual(20)
      seen.push(...read.prices.map(({ priceMinor }) => priceMinor))
      // What is new meanwhile stands before all of them.
      if (next === undefined) await insert([9_999])
      next = read.next
    } while (next)
    expect(seen).toEqual(Array.from({ length: 105 }, (_, i) => 105 - i))
  })

  test('go on behind a price of their own alone: the place in another list is none in this', async () => {
    const [mine, other] = [await shop.stock(1), await shop.stock(1)]
    await price(mine, 7_000)
    await price(other, 8_000)
    const read = (sku: SkuId, after?: string) =>
      readPrices(shop.t.database.of(APP), APP, productOf(sku), { limit: 1, after })
    const { next } = await read(other)
    expect((await read(mine, next!)).prices).toEqual([])
    expect(
      (await readPrices(shop.t.database.of(OTHER_APP), OTHER_APP, productOf(other), { limit: 1, after: next! })).prices,
    ).toEqual([])
  })
})
