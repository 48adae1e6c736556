import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { isRefusal, type Launch, type Order, type ProductId, type SkuId, type UserId } from '@hawker/protocol'
import { sql } from 'kysely'
import { until } from '#kernel/testing/until'
import {
  APP,
  askFor,
  codeOf,
  guestless,
  letHoldEnd,
  openTestShop,
  PRICE,
  ROOM,
  type TestShop,
  tally,
} from '../testing.ts'

let shop: TestShop
let other: TestShop
let made = 0
let product: ProductId
let skus: SkuId[]
beforeAll(async () => {
  shop = await openTestShop()
  other = await openTestShop(shop.t)
})
afterAll(async () => {
  await other.close()
  await shop.close()
})

const FLASH = 5_000

/** A new product with six SKUs of 40 pieces, alone on the shelf. */
beforeEach(async () => {
  made++
  product = `flash${made}` as ProductId
  skus = [1, 2, 3, 4, 5, 6].map((n) => `f${made}-${n}` as SkuId)
  const answer = await shop.commerce.createProduct(
    APP,
    {
      ...{ id: product, title: 'Cup', currency: 'CNY' },
      skus: skus.map((id) => ({ id, label: id, priceMinor: PRICE, stock: 40 })),
    },
    null,
  )
  if (isRefusal(answer)) throw new Error(answer.message)
  await shop.commerce.putShelf(APP, ROOM, [{ productId: product, number: 1 }], null)
  shop.latest.length = 0
})

const launch = async (
  quantity: number,
  more: { perBuyerLimit?: number; countdownMs?: number } = {},
): Promise<Launch> => {
  const { countdownMs, ...limits } = more
  const flash = { priceMinor: FLASH, quantity, ...limits }
  const answer = await shop.commerce.openLaunch(
    APP,
    ROOM,
    { productId: product, lastsMs: 60_000, countdownMs, flash },
    'a',
  )
  if (isRefusal(answer)) throw new Error(answer.refused)
  return answer.launch
}

const buy = (buyer: string, price: number, { sku = skus[0]!, quantity = 1, at = shop } = {}) =>
  at.commerce.placeOrder(APP, guestless(buyer), askFor(sku, { quantity, expectedTotalMinor: price * quantity }))

const bought = async (buyer: string, price = FLASH): Promise<Order> => {
  const order = await buy(buyer, price)
  if (isRefusal(order)) throw new Error(order.refused)
  return order
}

const left = async (): Promise<number> => {
  const { rows } = await sql<{ left: number }>`
    select flash_left as left from launches where product_id = ${product} order by opened_at desc limit 1`.execute(
    shop.t.database.system,
  )
  return rows[0]!.left
}

/** What is taken of the flash price is what stands in orders: in hand, or paid. */
const takenByRows = async (): Promise<number> => {
  const { rows } = await sql<{ n: number }>`
    select coalesce(sum(quantity), 0)::int4 as n from orders where product_id = ${product} and flash_launch_id is not null
      and state in ('held', 'paid') and unit_price_minor = ${FLASH} and total_minor = ${FLASH} * quantity`.execute(
    shop.t.database.system,
  )
  return rows[0]!.n
}

describe('a flash price', () => {
  test('is the price of every SKU while there are pieces at it, then the shelf’s is back, and the room knows', async () => {
    const { id } = await launch(3)
    expect(codeOf(await buy('ann', PRICE))).toBe('price-changed')
    expect(await buy('ann', FLASH, { sku: skus[1]! })).toMatchObject({ unitPriceMinor: FLASH, totalMinor: FLASH })
    expect(codeOf(await buy('bob', FLASH, { quantity: 3 }))).toBe('price-changed')
    expect(await buy('bob', FLASH, { quantity: 2 })).toMatchObject({ unitPriceMinor: FLASH, totalMinor: 2 * FLASH })
    expect(codeOf(await buy('cat', FLASH))).toBe('price-changed')
    expect(await buy('cat', PRICE)).toMatchObject({ unitPriceMinor: PRICE })
    await until(() => shop.latest.some(({ flashLeft }) => flashLeft?.[id] === 0))
    expect(shop.latest.findLast(({ flashLeft }) => flashLeft !== undefined)!.flashLeft).toEqual({ [id]: 0 })
    expect((await shop.commerce.readShelf(APP, ROOM)).launch).toMatchObject({ id, flash: { left: 0, quantity: 3 } })
  })

  test('more pieces than are left at it cost the shelf’s price', async () => {
    await launch(2)
    expect(await buy('ann', PRICE, { quantity: 3 })).toMatchObject({ unitPriceMinor: PRICE })
    expect(await left()).toBe(2)
  })

  test('nobody orders before its countdown is over, and nobody at it when its time is', async () => {
    const { id } = await launch(3, { countdownMs: 10_000 })
    expect(codeOf(await buy('ann', FLASH))).toBe('not-on-sale')
    expect(codeOf(await buy('ann', PRICE))).toBe('not-on-sale')
    await sql`update launches set opened_at = opened_at - interval '11 seconds', opens_at = opens_at - interval '11 seconds'
      where id = ${id}`.execute(shop.t.database.system)
    expect(codeOf(await buy('ann', FLASH))).toBe('ok')
    await sql`update launches set ends_at = now() - interval '1 second' where id = ${id}`.execute(
      shop.t.database.system,
    )
    expect(codeOf(await buy('bob', FLASH))).toBe('price-changed')
    expect(codeOf(await buy('bob', PRICE))).toBe('ok')
  })

  test('a retry of an order that was placed at it gets the same answer when it is over', async () => {
    const { id } = await launch(1)
    const ask = askFor(skus[0]!, { expectedTotalMinor: FLASH })
    const first = await shop.commerce.placeOrder(APP, guestless('ann'), ask)
    await shop.commerce.closeLaunch(APP, ROOM, id, null)
    expect(await shop.commerce.placeOrder(APP, guestless('ann'), ask)).toEqual(first)
  })

  test('64 buyers at once over two pools and six SKUs: exactly as many as there are pieces', async () => {
    await launch(20)
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, i) =>
        buy(`m${made}-${i}`, FLASH, { sku: skus[i % 6]!, at: i % 2 ? shop : other }),
      ),
    )
    expect(tally(answers)).toEqual({ ok: 20, 'price-changed': 44 })
    expect([await left(), await takenByRows()]).toEqual([0, 20])
  })

  test('rows of several pieces never take more than there are, nor leave what one more could have', async () => {
    await launch(20)
    const sizes = Array.from({ length: 48 }, (_, i) => (i % 3) + 1)
    const answers = await Promise.all(
      sizes.map((quantity, i) =>
        buy(`q${made}-${i}`, FLASH, { sku: skus[i % 6]!, quantity, at: i % 2 ? shop : other }),
      ),
    )
    expect((await left()) + (await takenByRows())).toBe(20)
    expect(await left()).toBe(0)
    expect(tally(answers)).toEqual({ ok: expect.any(Number), 'price-changed': expect.any(Number) })
  })

  test('U2: a buyer’s limit at it holds over 64 parallel calls of different SKUs and two pools', async () => {
    await launch(20, { perBuyerLimit: 1 })
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, i) =>
        buy(`u${made}`, FLASH, { sku: skus[i % 6]!, at: (i >> 1) % 2 ? shop : other }),
      ),
    )
    expect(tally(answers).ok).toBe(1)
    expect([await left(), await takenByRows()]).toEqual([19, 1])
    expect(codeOf(await buy(`u${made}`, FLASH, { sku: skus[5]! }))).toMatch(/buyer-limit|hold-limit/)
    expect(await buy(`v${made}`, FLASH, { quantity: 2 })).toMatchObject({ refused: 'buyer-limit' })
  })

  test('who had his at it pays the shelf’s price for more', async () => {
    await launch(20, { perBuyerLimit: 1 })
    await bought('more')
    expect(codeOf(await buy('more', FLASH, { sku: skus[1]! }))).toBe('buyer-limit')
    expect(await buy('more', PRICE, { sku: skus[1]! })).toMatchObject({ unitPriceMinor: PRICE })
    expect(await left()).toBe(19)
  })
})

describe('pieces at the flash price come back', () => {
  test('with an order that is cancelled, and with a hold that ended', async () => {
    await launch(2)
    const ann = await bought('ann2')
    const bob = await bought('bob2')
    expect(codeOf(await buy('cat2', FLASH))).toBe('price-changed')
    await shop.commerce.cancelOrder(APP, ann.id, 'ann2' as UserId)
    expect(await left()).toBe(1)
    await bought('cat2')
    await letHoldEnd(shop, bob.id)
    await shop.commerce.sweep()
    expect([await left(), await takenByRows()]).toEqual([1, 1])
  })

  test('who pays late pays it only while some are left: else his money goes back', async () => {
    await launch(1)
    const late = await bought('late2')
    const sheet = await shop.commerce.beginPayment(APP, late.id, 'late2' as UserId)
    if (isRefusal(sheet)) throw new Error(sheet.refused)
    await letHoldEnd(shop, late.id)
    await shop.commerce.sweep()
    await bought('quick2')
    const paid = await shop.commerce.actInSandbox(APP, sheet.paymentId, 'late2' as UserId, 'approve')
    expect(paid).toMatchObject({ state: 'refunded' })
    expect([await left(), await takenByRows()]).toEqual([0, 1])
  })

  test('and are taken again by one who pays late in time', async () => {
    await launch(1)
    const late = await bought('late3')
    const sheet = await shop.commerce.beginPayment(APP, late.id, 'late3' as UserId)
    if (isRefusal(sheet)) throw new Error(sheet.refused)
    await letHoldEnd(shop, late.id)
    await shop.commerce.sweep()
    expect(await left()).toBe(1)
    expect(await shop.commerce.actInSandbox(APP, sheet.paymentId, 'late3' as UserId, 'approve')).toMatchObject({
      state: 'paid',
    })
    expect(await left()).toBe(0)
  })
})

test('a price that is not below the shelf’s, or more pieces than are free: refused', async () => {
  const ask = (priceMinor: number, quantity: number) =>
    shop.commerce.openLaunch(APP, ROOM, { productId: product, lastsMs: 60_000, flash: { priceMinor, quantity } }, null)
  expect(codeOf(await ask(PRICE, 1))).toBe('invalid')
  expect(codeOf(await ask(FLASH, 241))).toBe('invalid')
  expect(codeOf(await ask(FLASH, 240))).toBe('ok')
})
