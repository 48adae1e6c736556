import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test'
import { api, DeliveryId, isRefusal } from '@hawker/protocol'
import { sql } from 'kysely'
import { APP, codeOf, OTHER_APP, openTestShop, type TestShop, tally } from '../testing.ts'

let shop: TestShop
beforeAll(async () => {
  shop = await openTestShop()
})
afterAll(() => shop.close())
beforeEach(() => sql`truncate delivery_methods`.execute(shop.t.database.system))

const { DELIVERY_METHODS_MAX, putDeliveryMethod, listDeliveryMethods } = api.baskets
const TERMS = {
  name: 'Post',
  currency: 'CNY',
  priceMinor: 800,
  freeFromMinor: 9_900,
  countries: ['CN'],
  daysMin: 2,
  daysMax: 4,
}
const put = (id: string, more: object = {}, app = APP) =>
  shop.commerce.delivery.put(app, DeliveryId.parse(id), putDeliveryMethod.body!.parse({ ...TERMS, ...more }), 'keeper')
const ids = async (app = APP) => (await shop.commerce.delivery.list(app)).methods.map(({ id }) => id)

test('a way of delivery is added, changed and taken away, and the journal says who did it and what was before', async () => {
  expect(await put('post')).toEqual({ methods: [{ id: DeliveryId.parse('post'), ...TERMS }] })
  await put('post', { priceMinor: 900 })
  const left = await shop.commerce.delivery.remove(APP, DeliveryId.parse('post'), 'owner')
  expect(left).toEqual({ methods: [] })
  expect(codeOf(await shop.commerce.delivery.remove(APP, DeliveryId.parse('post'), 'owner'))).toBe('not-found')
  const { rows } = await sql<{ kind: string; by: string; was: number | null }>`
    select kind, by, (payload #>> '{was,priceMinor}')::int as was from journal order by id`.execute(
    shop.t.database.system,
  )
  expect(rows).toEqual([
    { kind: 'delivery.changed', by: 'keeper', was: null },
    { kind: 'delivery.changed', by: 'keeper', was: 800 },
    { kind: 'delivery.removed', by: 'owner', was: null },
  ])
})

test('they stand in their order: where nothing is said a new one is the last, a changed one where it was', async () => {
  for (const id of ['a', 'b', 'c']) await put(id)
  await put('b', { priceMinor: 1 })
  await put('c', { position: 0 })
  expect(await ids()).toEqual(['a', 'c', 'b'].map((id) => DeliveryId.parse(id)))
  expect(listDeliveryMethods.answer.parse(await shop.commerce.delivery.list(APP)).methods.length).toBe(3)
})

test('an app has so many at most, also when they come at once', async () => {
  const answers = await Promise.all(Array.from({ length: DELIVERY_METHODS_MAX + 5 }, (_, i) => put(`m${i}`)))
  expect(tally(answers)).toEqual({ ok: DELIVERY_METHODS_MAX, 'limit-reached': 5 })
  const some = answers.findIndex((answer) => !isRefusal(answer))
  expect(codeOf(await put(`m${some}`, { priceMinor: 5 }))).toBe('ok')
})

test('A3: those of another app are its own', async () => {
  await put('post')
  await put('post', { priceMinor: 1 }, OTHER_APP)
  expect((await shop.commerce.delivery.list(APP)).methods[0]!.priceMinor).toBe(800)
  expect(codeOf(await shop.commerce.delivery.remove(OTHER_APP, DeliveryId.parse('post'), null))).toBe('ok')
  expect(await ids()).toEqual([DeliveryId.parse('post')])
})

test('C1: negative, broken and overflowing prices never pass the contract, nor do countries and days that are none', () => {
  const good = (more: object) => putDeliveryMethod.body!.safeParse({ ...TERMS, ...more }).success
  expect(good({})).toBe(true)
  for (const priceMinor of [-1, 0.5, 2 ** 53, '1', null]) expect(good({ priceMinor })).toBe(false)
  for (const freeFromMinor of [-1, 0.5, 10 ** 14]) expect(good({ freeFromMinor })).toBe(false)
  for (const countries of [[], ['cn'], ['CHN'], ['CN', 5]]) expect(good({ countries })).toBe(false)
  for (const days of [{ daysMin: 5, daysMax: 4 }, { daysMin: -1 }, { daysMax: 366 }]) expect(good(days)).toBe(false)
  for (const more of [{ id: 'other' }, { currency: 'yuan' }, { name: '' }, { position: 1_001 }])
    expect(good(more)).toBe(false)
})
