import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { randomUUID } from 'node:crypto'
import { type AppId, type CouponTerms, isRefusal, type ProductId, refuse, type UserId } from '@hawker/protocol'
import { sql } from 'kysely'
import { openBatchConnection, type TestDatabase, testDatabase } from '#db'
import { seededChance } from '#kernel/chance'
import { discountOf, type Goods } from './core/discount.ts'
import { APP, couponOf, done, openShop, refusedOf, TERMS } from './testing.ts'
import { claimsInSql } from './use-claim.ts'

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

  const now = Date.now()
  const WRONG: [string, Partial<CouponTerms>, Goods][] = [
    ['of too little', { minSpendMinor: 1201 }, goods(1200)],
    ['of other goods', { productIds: ['pot' as ProductId] }, goods(1200)],
    ['in another currency', {}, goods(1200, CUP, 'EUR')],
    ['before its time', { startsAt: now + 60_000 }, goods(1200)],
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

describe('a statement that places a whole batch', () => {
  interface Row {
    readonly order: string
    readonly buyer: string
    readonly claim: string | null
    readonly product: string
    readonly minor: number
  }
  const column = {
    ...{ claim: 'w.claim', user: 'w.buyer', product: 'w.product', goodsMinor: 'w.minor', currency: "'CNY'" },
  }
  const PLACE = `
    with judged as materialized (
      select w.*, ${claimsInSql.discountOf(column)} as discount
      from unnest($2::text[], $3::text[], $4::uuid[], $5::text[], $6::int8[]) with ordinality
        as w(id, buyer, claim, product, minor, n)),
    used as (${claimsInSql.use('select claim, id from judged where discount is not null')})
    select id, discount from judged order by n`
  const place = async (at: ReturnType<typeof openBatchConnection>, rows: readonly Row[]) => {
    const of = <K extends keyof Row>(key: K) => rows.map((row) => row[key])
    const [, placed] = await at.run(APP, [
      { name: 'lock_claims', text: claimsInSql.lock, values: [APP, of('claim').filter((claim) => claim !== null)] },
      { name: 'place', text: PLACE, values: [APP, of('order'), of('buyer'), of('claim'), of('product'), of('minor')] },
    ])
    return placed as { id: string; discount: number | null }[]
  }

  test('F1 uses each claim once, whichever of two connections is first, and never waits for itself', async () => {
    const { drop } = await shop.makeAndDrop(100, { quota: 100 })
    const claims = await Promise.all(
      Array.from({ length: 40 }, async (_, i) => ({
        buyer: `b${i}`,
        claim: done(await shop.claim(`b${i}`, drop.id)).id,
      })),
    )
    const connections = [openBatchConnection(database.database), openBatchConnection(database.database)]
    const batches = await Promise.all(
      connections.map((at, side) => {
        const ordered = side === 0 ? claims : claims.toReversed()
        const row = (one: { buyer: string; claim: string }) => ({
          ...one,
          order: randomUUID(),
          product: CUP,
          minor: 900,
        })
        return place(at, [
          ...ordered.map(row),
          { ...row(claims[0]!), claim: null },
          row({ buyer: 'thief', claim: claims[1]!.claim }),
        ])
      }),
    )
    const discounted = batches.flat().filter(({ discount }) => discount !== null)
    expect(discounted.length).toBe(40)
    expect(new Set(discounted.map(({ discount }) => discount))).toEqual(new Set([500]))
    const { rows } = await sql<{ order: string }>`
      select used_for as order from coupon_claims where state = 'used' order by 1`.execute(database.database.system)
    expect(rows.map(({ order }) => order)).toEqual(discounted.map(({ id }) => id).sort())
    for (const { close } of connections) close()
  })

  test('F3 takes off what the core takes off, to the last unit', async () => {
    const chance = seededChance(7)
    const upTo = (max: number) => Math.floor(chance.next() * (max + 1))
    const rows: (Row & { terms: CouponTerms })[] = []
    for (let i = 0; i < 60; i++) {
      const percent = { type: 'percent' as const, percent: 1 + upTo(99), maxMinor: upTo(1) ? 1 + upTo(5_000) : null }
      const terms: CouponTerms = {
        ...{ ...TERMS, off: upTo(1) ? percent : { type: 'amount', minor: 1 + upTo(5_000) } },
        ...{ minSpendMinor: upTo(2) ? 0 : upTo(4_000), productIds: upTo(2) ? null : [CUP] },
        currency: upTo(9) ? 'CNY' : 'EUR',
      }
      const coupon = done(await shop.coupons.makeCoupon(APP, couponOf({ terms, code: `CODE-${i}` }), null))
      const claim = randomUUID()
      await sql`
        insert into coupon_claims (app_id, id, coupon_id, user_id, n, source, claimed_at)
        values (${APP}, ${claim}, ${coupon.id}, ${`u${i}`}, 1, 'test', 0)`.execute(database.database.system)
      const minor = [upTo(50), upTo(9_000), 10_000_000_000_000 - upTo(5)][i % 3]!
      rows.push({ terms, claim, order: randomUUID(), buyer: `u${i}`, product: upTo(3) ? CUP : 'pot', minor })
    }
    const at = openBatchConnection(database.database)
    const placed = await place(at, rows)
    at.close()
    const expected = rows.map(({ terms, product, minor }) => discountOf(terms, goods(minor, product as ProductId)))
    expect(placed.map(({ discount }) => discount)).toEqual(expected.map((one) => one?.discountMinor ?? null))
    expect(placed.some(({ discount }) => discount !== null) && placed.some(({ discount }) => discount === null)).toBe(
      true,
    )
  })
})
