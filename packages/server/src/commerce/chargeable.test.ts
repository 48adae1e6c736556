// C1: a price that the provider cannot charge is refused when it is set; nobody finds out at the till.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { api, DeliveryId, isRefusal, ProductId, type Refusal, type SkuId } from '@hawker/protocol'
import { auctionsAt } from './auctions/testing.ts'
import { APP, openTestShop, ROOM, type TestShop } from './testing.ts'

const FAULT = 'Cards are charged and paid back in steps of 0.010 KWD: this amount lies between two of them.'
const KEYS = { secretKey: 'sk_test_x', webhookSecret: 'whsec_x', publishableKey: 'pk_test_x', apiUrl: null }

let cards: TestShop
let sandbox: TestShop
beforeAll(async () => {
  cards = await openTestShop(undefined, { payments: 'stripe', stripe: KEYS })
  sandbox = await openTestShop()
})
afterAll(async () => {
  await cards?.close()
  await sandbox?.close()
})

const refusedAt = (path: string) => ({ refused: 'invalid', message: FAULT, fields: [{ path, message: FAULT }] })
const done = <T>(answer: T | Refusal): T => {
  if (isRefusal(answer)) throw new Error(JSON.stringify(answer))
  return answer
}
let made = 0
const productOf = (sku: SkuId) => ProductId.parse(sku.replace('s', 'p'))
const create = (shop: TestShop, ...prices: number[]) => {
  const skus = prices.map((priceMinor, i) => ({ label: `${i}`, priceMinor, stock: 5 }))
  return shop.commerce.createProduct(APP, { title: `Dinars ${++made}`, currency: 'KWD', skus }, null)
}
const tableOf = (price: string) =>
  new TextEncoder().encode(`product_id,title,currency,sku_id,price,stocked\ntable,Table,KWD,table-1,${price},3`)
const method = (priceMinor: number) => ({
  ...{ name: 'Post', currency: 'KWD', priceMinor, freeFromMinor: null, countries: null, daysMin: 1, daysMax: 2 },
})

describe('C1 a price between two steps of the provider is refused', () => {
  test('of a new product, of a SKU that is added, and of one that is changed; nothing of it is written', async () => {
    expect(await create(cards, 5_120, 5_124)).toMatchObject(refusedAt('skus.1.priceMinor'))
    const { productId, skuIds } = done(await create(cards, 5_120))
    const { catalogue } = cards.commerce
    const sku = { label: 'Large', options: {}, priceMinor: 5_121, stock: 1 }
    expect(await catalogue.addSku(APP, productId, sku, null)).toMatchObject(refusedAt('priceMinor'))
    const change = { priceMinor: 5_129, label: 'Other' }
    expect(await catalogue.changeSku(APP, productId, skuIds[0]!, change, null)).toMatchObject(refusedAt('priceMinor'))
    const read = done(await catalogue.changeSku(APP, productId, skuIds[0]!, { priceMinor: 5_130 }, null))
    expect(read.skus).toMatchObject([{ label: '0', priceMinor: 5_130 }])
  })

  test('of a table, by its line; nothing of the table is taken in', async () => {
    const take = async (price: string) =>
      done(await cards.commerce.catalogue.importProducts(APP, tableOf(price), false, null))
    expect(await take('5.124')).toMatchObject({ done: false, errors: [{ line: 2, column: 'price', message: FAULT }] })
    expect(await take('5.12')).toMatchObject({ done: true, created: 1 })
  })

  test('of a flash, of an auction from its start to each bid, and of a way of delivery', async () => {
    const sku = await cards.stock(9, { currency: 'KWD', price: 9_000 })
    const flash = (priceMinor: number) => ({
      ...{ productId: productOf(sku), lastsMs: 60_000 },
      flash: { priceMinor, quantity: 2 },
    })
    expect(await cards.commerce.openLaunch(APP, ROOM, flash(8_001), null)).toMatchObject(refusedAt('flash.priceMinor'))
    done(await cards.commerce.openLaunch(APP, ROOM, flash(8_000), null))

    const auctions = auctionsAt(cards)
    expect(await auctions.open(sku, { startMinor: 1_001 })).toMatchObject(refusedAt('startMinor'))
    expect(await auctions.open(sku, { stepMinor: 5 })).toMatchObject(refusedAt('stepMinor'))
    const auction = done(await auctions.open(sku))
    // Somebody else may go one step further: then this is what he pays.
    expect(await auctions.bid('ann', auction, 1_234)).toMatchObject(refusedAt('upToMinor'))
    expect(await auctions.bid('ann', auction, 1_230)).toMatchObject({ leads: true })

    const id = DeliveryId.parse('post')
    expect(await cards.commerce.delivery.put(APP, id, method(505), null)).toMatchObject(refusedAt('priceMinor'))
    expect(done(await cards.commerce.delivery.put(APP, id, method(510), null)).methods).toHaveLength(1)
  })

  test('but one that stood before may stay while something else of its SKU is changed', async () => {
    const before = await openTestShop(cards.t)
    const { productId, skuIds } = done(await create(before, 7_777))
    await before.close()
    const { catalogue } = cards.commerce
    const renamed = done(await catalogue.changeSku(APP, productId, skuIds[0]!, { label: 'Renamed' }, null))
    expect(renamed.skus).toMatchObject([{ label: 'Renamed', priceMinor: 7_777 }])
    const same = new TextEncoder().encode(`product_id,sku_id,label,price\n${productId},${skuIds[0]},Again,7.777`)
    expect(done(await catalogue.importProducts(APP, same, false, null))).toMatchObject({ done: true, changed: 1 })
  })
})

test('C1 a shop whose money is play money sets the prices it likes', async () => {
  const { skuIds } = done(await create(sandbox, 5_124))
  expect(skuIds).toHaveLength(1)
  expect(done(await sandbox.commerce.catalogue.importProducts(APP, tableOf('5.124'), false, null))).toMatchObject({
    done: true,
  })
  const sku = await sandbox.stock(3, { currency: 'KWD', price: 9_000 })
  const auction = done(await auctionsAt(sandbox).open(sku, { startMinor: 1_001, stepMinor: 3 }))
  expect(await auctionsAt(sandbox).bid('ann', auction, 1_007)).toMatchObject({ leads: true })
  expect(api.baskets.putDeliveryMethod.body!.safeParse(method(505)).success).toBe(true)
  done(await sandbox.commerce.delivery.put(APP, DeliveryId.parse('post'), method(505), null))
})
