// The catalogue on a real database: what staff change, who hears of it, and what stays whatever happens at once.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { isRefusal, LaunchId, ProductId, type Refusal, SkuId } from '@hawker/protocol'
import { sql } from 'kysely'
import { uuidV7 } from '#kernel/ids'
import { until } from '#kernel/testing/until'
import { systemChance } from '#system/chance'
import { APP, askFor, codeOf, guestless, OTHER_APP, openTestShop, PRICE, ROOM, type TestShop } from '../testing.ts'
import { endFlash, readPrices, recordFlash } from './price-history.ts'
import { listProducts, readProduct } from './store.ts'

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
const newId = () => uuidV7(Date.now(), systemChance)
const productOf = (sku: SkuId) => ProductId.parse(sku.replace('s', 'p'))
const lastShelf = () => shop.told.findLast((event) => event.type === 'shelf.changed')!
const skuOnShelf = (sku: SkuId) =>
  lastShelf()
    .items.flatMap((item) => item.skus)
    .find(({ id }) => id === sku)
describe('a product', () => {
  test('is kept with several SKUs, their options and pictures, the first of which is shown', async () => {
    const id = ProductId.parse('cup')
    const images = ['/pictures/a.webp', '/pictures/b.webp']
    const skus = ['S', 'M'].map((size, i) => ({
      ...{ id: SkuId.parse(`cup-${size}`), label: `Size ${size}`, options: { Size: size } },
      ...{ priceMinor: 1_000 + i, stock: 3 },
    }))
    done(await shop.commerce.createProduct(APP, { id, title: 'Cup', currency: 'EUR', images, skus }, 'ann'))
    done(await shop.commerce.putShelf(APP, ROOM, [{ productId: id, number: 1 }], null))
    const { items } = await shop.commerce.readShelf(APP, ROOM)
    expect(items[0]).toMatchObject({ imageUrl: images[0], priceMinor: 1_000 })
    expect(items[0]!.skus.map(({ options }) => options)).toEqual([{ Size: 'S' }, { Size: 'M' }])
    expect((await readProduct(shop.t.database.of(APP), APP, id))?.images).toEqual(images)
  })

  test('has no two SKUs with the same options: nobody could choose between them', async () => {
    const sku = { label: '', options: { Size: 'M' }, priceMinor: 5, stock: 1 }
    const twice = { title: 'Two', currency: 'EUR', skus: [sku, sku] }
    expect(codeOf(await shop.commerce.createProduct(APP, twice, null))).toBe('invalid')
    const added = await catalogue.addSku(APP, ProductId.parse('cup'), { ...sku, options: { Size: 'S' } }, null)
    expect(codeOf(added)).toBe('invalid')
  })

  test('that is changed is told to the rooms that have it, with a version that grows, and journaled', async () => {
    const sku = await shop.stock(5)
    const before = lastShelf().version
    const changed = done(await catalogue.changeProduct(APP, productOf(sku), { title: 'New name' }, 'ann'))
    expect(changed.title).toBe('New name')
    expect(lastShelf().version).toBeGreaterThan(before)
    expect(lastShelf().items.find(({ productId }) => productId === productOf(sku))?.title).toBe('New name')
    const { rows } = await sql<{ by: string; payload: { was: object } }>`
      select by, payload from journal where kind = 'product.changed' order by id desc limit 1`.execute(
      shop.t.database.system,
    )
    expect(rows[0]).toMatchObject({ by: 'ann', payload: { was: { title: expect.stringContaining('Vase') } } })
  })

  test('that is changed into what it was is told to nobody', async () => {
    const sku = await shop.stock(5)
    const told = shop.told.length
    done(await catalogue.changeProduct(APP, productOf(sku), { onSale: true }, null))
    done(await catalogue.changeSku(APP, productOf(sku), sku, { priceMinor: PRICE }, null))
    expect(shop.told.length).toBe(told)
  })

  test('taken off sale is retracted where it is shown, marked on the shelf, and sells no more', async () => {
    const sku = await shop.stock(5)
    done(await shop.commerce.openLaunch(APP, ROOM, { productId: productOf(sku), lastsMs: null } as never, null))
    done(await catalogue.changeProduct(APP, productOf(sku), { onSale: false }, null))
    expect(shop.told.at(-2)).toMatchObject({ type: 'launch.closed', reason: 'retracted', productId: productOf(sku) })
    expect(lastShelf().items.find(({ productId }) => productId === productOf(sku))?.onSale).toBe(false)
    expect((await shop.commerce.readShelf(APP, ROOM)).launch).toBeNull()
    expect(codeOf(await shop.commerce.placeOrder(APP, guestless('late'), askFor(sku)))).toBe('not-on-sale')
  })

  test('A3 of another shop is as unknown as one that nobody has', async () => {
    const sku = await shop.stock(5)
    const id = productOf(sku)
    expect(codeOf(await catalogue.changeProduct(OTHER_APP, id, { title: 'Mine' }, null))).toBe('not-found')
    expect(codeOf(await catalogue.changeSku(OTHER_APP, id, sku, { priceMinor: 1 }, null))).toBe('not-found')
    expect(await readProduct(shop.t.database.of(OTHER_APP), OTHER_APP, id)).toBeNull()
    const found = await listProducts(shop.t.database.of(OTHER_APP), OTHER_APP, { sort: 'position', limit: 50 })
    expect(found).toEqual({ products: [], total: 0, next: null })
  })
})

describe('the list', () => {
  test('goes on page by page in every order, with each product once', async () => {
    for (const sort of ['position', 'newest', 'title', 'stock'] as const) {
      const seen: string[] = []
      let total = 0
      for (let after: string | undefined, more = true; more; ) {
        const page = await listProducts(shop.t.database.of(APP), APP, { sort, limit: 2, after })
        seen.push(...page.products.map(({ id }) => id))
        total = page.total
        after = page.next ?? undefined
        more = page.next !== null
      }
      expect([sort, new Set(seen).size, seen.length]).toEqual([sort, total, total])
      expect(total).toBeGreaterThan(2)
    }
  })

  test('is searched by title, label and id, whatever the case, and quotes are nothing special', async () => {
    const search = (text: string) =>
      listProducts(shop.t.database.of(APP), APP, { sort: 'title', limit: 50, search: text })
    expect((await search('CUP')).products.map(({ id }) => id)).toEqual([ProductId.parse('cup')])
    expect((await search('cup-S')).total).toBe(1)
    expect((await search('size m')).total).toBe(1)
    expect((await search("%' or true --")).total).toBe(0)
  })
})

describe('a price', () => {
  test('N13 leaves its history in the same transaction, and the lowest of 30 days is that of before', async () => {
    const sku = await shop.stock(5)
    const id = productOf(sku)
    for (const priceMinor of [12_000, 8_000]) done(await catalogue.changeSku(APP, id, sku, { priceMinor }, null))
    done(await catalogue.changeProduct(APP, id, { listPriceMinor: 12_000 }, null))
    const { prices, lowestOf30Days, listPrice } = await readPrices(shop.t.database.of(APP), APP, id, { limit: 1_000 })
    expect(prices.map(({ priceMinor }) => priceMinor)).toEqual([8_000, 12_000, PRICE])
    expect(prices.map(({ until }) => until === null)).toEqual([true, false, false])
    expect(prices[0]!.from).toBe(prices[1]!.until!)
    expect(lowestOf30Days[sku]).toBe(PRICE)
    expect(listPrice).toEqual({ priceMinor: 12_000, everCharged: true })
    done(await catalogue.changeProduct(APP, id, { listPriceMinor: 99_000 }, null))
    expect((await readPrices(shop.t.database.of(APP), APP, id, { limit: 1_000 })).listPrice?.everCharged).toBe(false)
  })

  test('of a flash stands in the history of every SKU from the launch to its end', async () => {
    const sku = await shop.stock(5)
    const launch = LaunchId.parse('l-1')
    const tx = shop.t.database.of(APP)
    await tx.transaction().execute((t) => recordFlash(t, APP, { launch, product: productOf(sku), priceMinor: 100 }))
    await tx.transaction().execute((t) => endFlash(t, APP, launch))
    const { prices } = await readPrices(tx, APP, productOf(sku), { limit: 1_000 })
    expect(prices.find(({ kind }) => kind === 'flash')).toMatchObject({ priceMinor: 100, until: expect.any(Number) })
  })

  test('that changes while it is ordered is paid as it was shown, or refused', async () => {
    const sku = await shop.stock(100)
    const orders = Array.from({ length: 40 }, (_, n) => shop.commerce.placeOrder(APP, guestless(`b${n}`), askFor(sku)))
    const changed = catalogue.changeSku(APP, productOf(sku), sku, { priceMinor: PRICE + 1 }, null)
    const codes = new Set((await Promise.all(orders)).map(codeOf))
    done(await changed)
    expect([...codes].filter((code) => code !== 'ok' && code !== 'price-changed')).toEqual([])
    const late = await shop.commerce.placeOrder(APP, guestless('late'), askFor(sku))
    expect(codeOf(late)).toBe('price-changed')
  })
})

describe('stock', () => {
  test('is put in once for each id, however often it is sent, and rooms hear of it', async () => {
    const sku = await shop.stock(5)
    const restock = { id: newId(), pieces: 10 }
    const put = () => catalogue.changeSku(APP, productOf(sku), sku, { restock }, null)
    const all = (await Promise.all([put(), put(), put()])).map(done)
    expect(all.map(({ skus }) => skus[0]!.stock)).toEqual([15, 15, 15])
    expect(skuOnShelf(sku)).toMatchObject({ stock: 15, stocked: 15 })
    const other = await catalogue.changeSku(APP, productOf(sku), sku, { restock: { ...restock, pieces: 11 } }, null)
    expect(codeOf(other)).toBe('conflict')
    await until(() => shop.latest.some(({ stock }) => stock?.[sku] === 15))
    expect(shop.latest.findLast(({ stock }) => stock?.[sku] !== undefined)?.stock?.[sku]).toBe(15)
  })

  test('is never taken out below what is free, and nothing of a refused change stays', async () => {
    const sku = await shop.stock(5)
    done(
      await shop.commerce.placeOrder(
        APP,
        guestless('holder'),
        askFor(sku, { quantity: 2, expectedTotalMinor: 2 * PRICE }),
      ),
    )
    const restock = { id: newId(), pieces: -4 }
    const refused = await catalogue.changeSku(APP, productOf(sku), sku, { restock, label: 'Changed' }, null)
    expect(refused).toMatchObject({ refused: 'wrong-state', message: 'Only 3 pieces are free to be taken out.' })
    const smaller = await catalogue.changeSku(APP, productOf(sku), sku, { restock: { ...restock, pieces: -3 } }, null)
    expect(done(smaller).skus[0]).toMatchObject({ label: 'Large', stock: 0, stocked: 2 })
  })

  test('stays whole while orders, restocks and takings-out race', async () => {
    const sku = await shop.stock(60)
    const id = productOf(sku)
    const tasks = Array.from({ length: 60 }, (_, n) =>
      n % 3 === 0
        ? catalogue.changeSku(APP, id, sku, { restock: { id: newId(), pieces: n % 2 === 0 ? -7 : 5 } }, null)
        : shop.commerce.placeOrder(APP, guestless(`r${n}`), askFor(sku)),
    )
    const codes = new Set((await Promise.all(tasks)).map(codeOf))
    for (const code of codes) expect(['ok', 'sold-out', 'wrong-state', 'busy']).toContain(code)
    const truth = await shop.commerce.readStockTruth(APP)
    expect(truth.skus.filter(({ holds }) => !holds)).toEqual([])
  })
})

test('two who change products of one shelf, and one who sets it, all come through, and the last word is whole', async () => {
  const skus = [await shop.stock(5), await shop.stock(5)]
  const places = (await shop.commerce.readShelf(APP, ROOM)).items.map(({ productId, number }) => ({
    productId,
    number,
  }))
  const tasks = Array.from({ length: 24 }, (_, n) =>
    n % 4 === 3
      ? shop.commerce.putShelf(APP, ROOM, places, null)
      : catalogue.changeProduct(APP, productOf(skus[n % 2]!), { title: `Name ${n}` }, null),
  )
  expect([...new Set((await Promise.all(tasks)).map(codeOf))]).toEqual(['ok'])
  const now = await shop.commerce.readShelf(APP, ROOM)
  const newest = shop.told.filter((e) => e.type === 'shelf.changed').sort((a, b) => b.version - a.version)[0]!
  expect(newest.version).toBe(now.version)
  expect(newest.items).toEqual(now.items)
})

test('who takes pieces of a SKU twice in one transaction never waits for who changes its product', async () => {
  const sku = await shop.stock(9)
  const { database } = shop.t
  const waits = async () => {
    const { rows } = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
      database.system,
    )
    return rows.length > 0
  }
  let changed: Promise<unknown> = Promise.resolve()
  await database
    .of(APP)
    .transaction()
    .execute(async (tx) => {
      const take = () => sql`update skus set stock = stock - 1, stocked = stocked - 1 where id = ${sku}`.execute(tx)
      await take()
      // It has locked the product, and waits for the SKU.
      changed = catalogue.changeSku(APP, productOf(sku), sku, { priceMinor: 7 }, null)
      await until(waits)
      await sql`set local lock_timeout = 500`.execute(tx)
      // The foreign key looks the product up again.
      await take()
    })
  expect(codeOf((await changed) as object)).toBe('ok')
})
