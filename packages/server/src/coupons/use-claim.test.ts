import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { type AppId, type CouponTerms, isRefusal, type ProductId, refuse, type UserId } from '@hawker/protocol'
import { sql } from 'kysely'
import { type TestDatabase, testDatabase } from '#db'
import type { Goods } from './core/discount.ts'
import { APP, done, openShop, refusedOf, TERMS } from './testing.ts'

const LIMIT_MS = 60_000
const ANN = 'ann' as UserId
const BO = 'bo' as UserId
const CUP = 'cup' as ProductId
const goods = (minor: number, productId = CUP, currency = 'CNY'): Goods => ({ currency, lines: [{ productId, minor }] })

let database: TestDatabase
let shop: ReturnType<typeof openShop>
let use: ReturnType<typeof openShop>['coupons']['use']

beforeAll(async () => {
  database = await testDatabase()
  shop = openShop(database.database)
  use = shop.coupons.use
  await shop.addRoom()
}, LIMIT_MS)
afterAll(async () => {
  await shop.coupons.stop()
  await database.close()
}, LIMIT_MS)
beforeEach(() => sql`truncate coupon_claims, coupon_drops, coupons cascade`.execute(database.database.system))

const claimed = async (terms: Partial<CouponTerms> = {}, user = ANN): Promise<string> => {
  const { drop } = await shop.makeAndDrop(5, { terms: { ...TERMS, ...terms } })
  return done(await shop.claim(user, drop.id)).id
}
const inTransaction = <T>(run: (tx: Parameters<typeof use.use>[0]) => Promise<T>, app: AppId = APP): Promise<T> =>
  database.database.of(app).transaction().execute(run)
const useFor = (claim: string, order: string, user = ANN, of = goods(1200), app: AppId = APP) =>
  inTransaction((tx) => use.use(tx, app, user, claim, of, order), app)

describe('an order', () => {
  test('F1 of 64 that use one claim at once exactly one has it', async () => {
    const claim = await claimed()
    const answers = await Promise.all(Array.from({ length: 64 }, (_, i) => useFor(claim, `order-${i}`)))
    expect(answers.filter((answer) => !isRefusal(answer))).toEqual([
      { discountMinor: 500, perLineMinor: [500], title: 'Five off' },
    ])
    expect(new Set(answers.map(refusedOf))).toEqual(new Set([null, 'coupon-invalid']))
  })

  test('that comes to nothing gives its claim back, once, and only its own', async () => {
    const claim = await claimed()
    done(await useFor(claim, 'first'))
    const release = (usedFor: string) => inTransaction((tx) => use.release(tx, APP, [{ claimId: claim, usedFor }]))
    expect(await release('another')).toBe(0)
    expect(await release('first')).toBe(1)
    done(await useFor(claim, 'second'))
    expect(await release('first')).toBe(0)
    expect(refusedOf(await useFor(claim, 'third'))).toBe('coupon-invalid')
  })

  test('that is paid for after all uses it again, unless it went elsewhere meanwhile', async () => {
    const claim = await claimed()
    done(await useFor(claim, 'first'))
    const again = (usedFor: string, app: AppId = APP) =>
      inTransaction((tx) => use.useAgain(tx, app, { claimId: claim, usedFor }), app)
    expect(await again('first')).toBe(true)
    await inTransaction((tx) => use.release(tx, APP, [{ claimId: claim, usedFor: 'first' }]))
    await sql`update coupons set ends_at = 5`.execute(database.database.system)
    expect(await again('first', 'theirs' as AppId)).toBe(false)
    expect(await again('first')).toBe(true)
    expect(await again('second')).toBe(false)
  })

  test('that is undone has used nothing', async () => {
    const claim = await claimed()
    const undone = inTransaction(async (tx) => {
      done(await use.use(tx, APP, ANN, claim, goods(1200), 'order'))
      throw new Error('sold out after all')
    })
    await expect(undone).rejects.toThrow('sold out')
    done(await useFor(claim, 'again'))
  })

  test('sees beforehand what it will get, and nothing is used by that', async () => {
    const claim = await claimed({ off: { type: 'percent', percent: 10, maxMinor: 100 } })
    const seen = await use.preview(APP, ANN, claim, goods(900))
    expect(seen).toEqual({ discountMinor: 90, perLineMinor: [90] })
    expect(await useFor(claim, 'order', ANN, goods(900))).toEqual({ ...done(seen), title: TERMS.title })
    expect(await use.preview(APP, ANN, claim, goods(900))).toEqual(refuse('coupon-invalid'))
  })

  const WRONG: [string, Partial<CouponTerms>, Goods][] = [
    ['of too little', { minSpendMinor: 1201 }, goods(1200)],
    ['of other goods', { productIds: ['pot' as ProductId] }, goods(1200)],
    ['in another currency', {}, goods(1200, CUP, 'EUR')],
    ['before its time', { startsAt: Date.UTC(2100, 0) }, goods(1200)],
    ['of no goods', {}, { currency: 'CNY', lines: [] }],
  ]
  test.each(WRONG)('%s cannot use it, and it stays', async (_why, terms, of) => {
    const claim = await claimed(terms)
    expect(refusedOf(await useFor(claim, 'order', ANN, of))).toBe('coupon-invalid')
    expect(refusedOf(await use.preview(APP, ANN, claim, of))).toBe('coupon-invalid')
    const { rows } = await sql`select state from coupon_claims`.execute(database.database.system)
    expect(rows).toEqual([{ state: 'open' }])
  })

  test('after its end cannot use it', async () => {
    const claim = await claimed()
    await sql`update coupons set ends_at = 5`.execute(database.database.system)
    expect(refusedOf(await useFor(claim, 'order'))).toBe('coupon-invalid')
  })

  test('A3 of somebody else, or in another shop, finds no such claim', async () => {
    const claim = await claimed()
    expect(refusedOf(await useFor(claim, 'order', BO))).toBe('coupon-invalid')
    expect(refusedOf(await useFor(claim, 'order', ANN, goods(1200), 'theirs' as AppId))).toBe('coupon-invalid')
    expect(
      await inTransaction((tx) => use.release(tx, 'theirs' as AppId, [{ claimId: claim, usedFor: 'order' }])),
    ).toBe(0)
    done(await useFor(claim, 'order'))
  })
})
