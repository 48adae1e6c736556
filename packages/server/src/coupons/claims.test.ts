import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { randomUUID } from 'node:crypto'
import { type AppId, type CouponClaim, isRefusal, type RoomId, refuse } from '@hawker/protocol'
import { sql } from 'kysely'
import { type Database, openDatabase, type TestDatabase, testDatabase } from '#db'
import { until } from '#kernel/testing/until'
import { ID_USED } from '#kernel/used-id'
import { sha256 } from '#system/keyed-hash'
import { openLog } from '#system/log'
import { publicCode, singleCode } from './core/code.ts'
import { APP, couponOf, done, openShop, ROOM, refusedOf } from './testing.ts'
import { watchDatabase } from './testing-work.ts'

const LIMIT_MS = 60_000
/** Later than any clock of a test. */
const FAR_AHEAD = Date.UTC(2100, 0)
/** Of an index, for a code that somebody made: a moment, beside the commit that every try costs. */
const ENTRIES_MORE_MAX = 8
let first: TestDatabase
let second: Database
let shop: ReturnType<typeof openShop>
/** Another process on the same database. */
let other: ReturnType<typeof openShop>

beforeAll(async () => {
  first = await testDatabase()
  second = await openDatabase({ url: first.url, dataDir: '/nonexistent', log: openLog('silent'), connectionsMax: 4 })
  shop = openShop(first.database)
  other = openShop(second)
  await shop.addRoom()
}, LIMIT_MS)
afterAll(async () => {
  await Promise.all([shop.coupons.stop(), other.coupons.stop()])
  await second.close()
  await first.close()
}, LIMIT_MS)

beforeEach(async () => {
  await sql`truncate coupon_claims, coupon_codes, coupon_drops, coupon_tries, coupons`.execute(first.database.system)
  for (const { told, lossy, latest } of [shop, other]) told.length = lossy.length = latest.length = 0
})

const truth = () => shop.coupons.couponTruth(APP)
const redeem = (user: string, code: string, { id = randomUUID(), app = APP, at = shop } = {}) =>
  at.coupons.claim({
    ...{ app, id, user, userName: user },
    from: { code: publicCode(code), hash: sha256(singleCode(code)) },
  })

describe('drops', () => {
  test('F1 2,000 who tap at once over two processes get exactly the 100 there are', async () => {
    const { drop } = await shop.makeAndDrop(100)
    const answers = await Promise.all(
      Array.from({ length: 2_000 }, (_, i) => [shop, other][i % 2]!.claim(`buyer-${i}`, drop.id)),
    )
    expect(answers.filter((answer) => !isRefusal(answer)).length).toBe(100)
    expect(new Set(answers.map(refusedOf))).toEqual(new Set([null, 'coupon-gone']))
    expect(await truth()).toEqual({ claimed: 100, quota: 100, broken: [], holds: true })
  })

  test('F1 U2 of 64 parallel calls of one person on each of two processes exactly his limit succeed', async () => {
    const { drop } = await shop.makeAndDrop(500, { quota: 500, perUser: 3 })
    const answers = await Promise.all(
      Array.from({ length: 128 }, (_, i) => [shop, other][i % 2]!.claim('greedy', drop.id)),
    )
    expect(answers.filter((answer) => !isRefusal(answer)).length).toBe(3)
    expect(new Set(answers.map(refusedOf))).toEqual(new Set([null, 'limit-reached']))
    expect((await truth()).holds).toBe(true)
  })

  test('U2 his limit counts over drops and codes together', async () => {
    const { coupon, drop } = await shop.makeAndDrop(50, { code: 'TEA-TIME', perUser: 2 })
    const codes = done(await shop.coupons.makeCodes(APP, coupon.id, 8, null)).codes
    const answers = await Promise.all([
      ...Array.from({ length: 8 }, () => shop.claim('greedy', drop.id)),
      ...codes.slice(0, 4).map((code) => redeem('greedy', code, { at: other })),
      ...Array.from({ length: 4 }, () => redeem('greedy', 'tea-time', { at: other })),
    ])
    expect(answers.filter((answer) => !isRefusal(answer)).length).toBe(2)
    expect((await truth()).holds).toBe(true)
  })

  test('the same id again has the same answer and takes nothing more', async () => {
    const { drop } = await shop.makeAndDrop(2, { perUser: 9 })
    const id = randomUUID()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => [shop, other][i % 2]!.claim('ann', drop.id, { id })),
    )
    const claim = done(answers[0]!)
    for (const answer of answers) expect(answer).toEqual(claim)
    await shop.coupons.closeDrop(APP, ROOM, drop.id, 'host')
    expect(await shop.claim('ann', drop.id, { id })).toEqual(claim)
    expect((await truth()).claimed).toBe(1)
  })

  test('A12: an id of somebody else is refused and tells nothing, one for something else is the caller’s fault', async () => {
    const { drop } = await shop.makeAndDrop(5)
    const another = await shop.makeAndDrop(5)
    const id = randomUUID()
    done(await shop.claim('ann', drop.id, { id }))
    expect(refusedOf(await shop.claim('bo', drop.id, { id }))).toBe('conflict')
    expect(refusedOf(await shop.claim('bo', another.drop.id, { id }))).toBe('conflict')
    expect(await shop.claim('ann', another.drop.id, { id })).toEqual(ID_USED)
  })

  test('S19 the room hears how many are left and, with masked names, who took some', async () => {
    const { drop } = await shop.makeAndDrop(10)
    done(await shop.claim('lin', drop.id))
    expect(shop.latest).toEqual([{ couponsLeft: { [drop.id]: 9 } }])
    expect(shop.lossy).toEqual([{ type: 'coupon.claimed', names: ['N**n'], count: 1 }])
  })

  test('one that is used up is closed at once, told, and gives nothing back', async () => {
    const { coupon, drop } = await shop.makeAndDrop(2)
    await Promise.all([shop.claim('a', drop.id), shop.claim('b', drop.id)])
    await until(() => shop.told.length >= 2)
    expect(shop.told.map(({ type }) => type)).toEqual(['coupon.dropped', 'coupon.closed'])
    expect(shop.told[1]).toMatchObject({ dropId: drop.id, reason: 'taken', version: drop.version + 1 })
    expect(refusedOf(await shop.claim('c', drop.id))).toBe('coupon-gone')
    expect(
      done(await shop.coupons.dropCoupon(APP, ROOM, { couponId: coupon.id, quantity: 98, lastsMs: 60_000 }, null)).left,
    ).toBe(98)
  })

  test('its time ends it in whichever process looks, once', async () => {
    const { drop } = await shop.makeAndDrop(5)
    const move = sql`update coupon_drops set opened_at = 1, ends_at = 2 where id = ${drop.id}`
    await move.execute(first.database.system)
    expect(refusedOf(await shop.claim('late', drop.id))).toBe('coupon-gone')
    await Promise.all([shop.coupons.sweep(), other.coupons.sweep(), shop.coupons.sweep()])
    const closed = [...shop.told, ...other.told].filter(({ type }) => type === 'coupon.closed')
    expect(closed).toMatchObject([{ dropId: drop.id, reason: 'ended' }])
    expect((await truth()).holds).toBe(true)
  })

  test('the end of its room ends it', async () => {
    const room = 'short' as RoomId
    await shop.addRoom(APP, room)
    const coupon = done(await shop.coupons.makeCoupon(APP, couponOf(), null))
    const ask = { couponId: coupon.id, quantity: 5, lastsMs: 600_000 }
    const drop = done(await shop.coupons.dropCoupon(APP, room, ask, null))
    await sql`update rooms set status = 'ended' where id = ${room}`.execute(first.database.system)
    await shop.coupons.sweep()
    expect(shop.told.at(-1)).toMatchObject({ type: 'coupon.closed', dropId: drop.id, reason: 'ended' })
    expect(refusedOf(await shop.coupons.dropCoupon(APP, room, ask, null))).toBe('wrong-state')
    expect((await truth()).holds).toBe(true)
  })

  test('who comes late finds those that are open, with what is left, and the version that speaks for them', async () => {
    const { drop } = await shop.makeAndDrop(10)
    const gone = await shop.makeAndDrop(10)
    done(await shop.claim('ann', drop.id))
    expect(await shop.coupons.closeDrop(APP, ROOM, gone.drop.id, 'host')).toBe(true)
    expect(await shop.coupons.closeDrop(APP, ROOM, gone.drop.id, 'host')).toBe(false)
    const kept = await shop.coupons.source.drops!(APP, ROOM)
    expect(kept).toEqual({ open: [{ ...drop, left: 9 }], version: gone.drop.version + 1 })
    expect((await shop.coupons.source.drops!(APP, 'nowhere' as RoomId)).open).toEqual([])
  })

  test('a drop reserves what it shows: nobody else gets that, and more than there is cannot be dropped', async () => {
    const { coupon, drop } = await shop.makeAndDrop(90, { code: 'TEN-LEFT', perUser: 1 })
    const more = { couponId: coupon.id, quantity: 11, lastsMs: 60_000 }
    expect(refusedOf(await shop.coupons.dropCoupon(APP, ROOM, more, null))).toBe('limit-reached')
    const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => redeem(`u${i}`, 'TEN-LEFT')))
    expect(answers.filter((answer) => !isRefusal(answer)).length).toBe(10)
    done(await shop.claim('ann', drop.id))
    await shop.coupons.closeDrop(APP, ROOM, drop.id, null)
    done(await redeem('late', 'TEN-LEFT'))
    expect(await truth()).toEqual({ claimed: 12, quota: 100, broken: [], holds: true })
  })

  test(
    'while drops open, close and are claimed all at once, the numbers hold',
    async () => {
      const { coupon } = await shop.makeAndDrop(40, { quota: 200, perUser: 2, code: 'MEANWHILE' })
      const one = async (i: number) => {
        const at = [shop, other][i % 2]!
        const ask = { couponId: coupon.id, quantity: 7 + i, lastsMs: 60_000 }
        const drop = await at.coupons.dropCoupon(APP, ROOM, ask, null)
        if (isRefusal(drop)) return
        const claims = Array.from({ length: 30 }, (_, n) => at.claim(`u${(i * 7 + n) % 60}`, drop.id))
        const codes = Array.from({ length: 5 }, (_, n) => redeem(`u${(i + n) % 60}`, 'meanwhile', { at }))
        await Promise.all([...claims, ...codes, at.coupons.closeDrop(APP, ROOM, drop.id, null), at.coupons.sweep()])
      }
      await Promise.all(Array.from({ length: 8 }, (_, i) => one(i)))
      expect(await truth()).toMatchObject({ broken: [], holds: true })
      expect((await truth()).claimed).toBeLessThanOrEqual(200)
    },
    LIMIT_MS,
  )
})

describe('codes', () => {
  test('F2 a single code has 80 random bits, is kept as a hash, and is good once', async () => {
    const coupon = done(await shop.coupons.makeCoupon(APP, couponOf({ quota: 3 }), null))
    const { codes } = done(await shop.coupons.makeCodes(APP, coupon.id, 3, null))
    expect(codes.every((code) => /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/.test(code))).toBe(true)
    const { rows } = await sql`select * from coupon_codes`.execute(first.database.system)
    for (const code of codes)
      expect(JSON.stringify(rows)).not.toContain(code.slice(0, 4).toLowerCase() + code.slice(5, 9))
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => redeem(`u${i}`, codes[0]!, { at: [shop, other][i % 2]! })),
    )
    expect(answers.filter((answer) => !isRefusal(answer)).length).toBe(1)
    expect(new Set(answers.map(refusedOf))).toEqual(new Set([null, 'coupon-invalid']))
    done(
      await redeem(
        'typist',
        ` ${codes[1]!.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')}`,
      ),
    )
    expect(refusedOf(await shop.coupons.makeCodes(APP, coupon.id, 1, null))).toBe('limit-reached')
  })

  test('F2 the eleventh try within ten minutes is refused, right or wrong, over all processes', async () => {
    done(await shop.coupons.makeCoupon(APP, couponOf({ code: 'RIGHT-ONE' }), null))
    const tries = await Promise.all(
      Array.from({ length: 30 }, (_, i) => redeem('guesser', `GUESS-${i}`, { at: [shop, other][i % 2]! })),
    )
    expect(tries.filter((answer) => refusedOf(answer) === 'coupon-invalid').length).toBe(10)
    expect(tries.filter((answer) => refusedOf(answer) === 'too-many').length).toBe(20)
    const times = async () => {
      const { rows } = await sql<{ now: number; oldest: number }>`
        select (extract(epoch from clock_timestamp()) * 1000)::int8 as now, min(a) as oldest
        from coupon_tries, unnest(at) a where user_id = 'guesser'`.execute(first.database.system)
      return rows[0]!
    }
    const { now, oldest } = await times()
    const last = await redeem('guesser', 'RIGHT-ONE')
    expect(last).toMatchObject({ refused: 'too-many' })
    const { retryAfterMs } = last as { retryAfterMs: number }
    // Until the first of them is ten minutes old.
    expect(oldest + 600_000 - retryAfterMs).toBeWithin(now - 1, (await times()).now + 2)
    done(await redeem('somebody-else', 'RIGHT-ONE'))
    await sql`update coupon_tries set at = array(select a - 600000 from unnest(at) a)`.execute(first.database.system)
    done(await redeem('guesser', 'RIGHT-ONE'))
  })

  /** Codes that are wrong in every way there is; answers the one that was spent. */
  const wrongCodes = async (): Promise<string> => {
    const ended = { ...couponOf().terms, endsAt: 5 }
    const early = { ...couponOf().terms, startsAt: FAR_AHEAD }
    done(await shop.coupons.makeCoupon(APP, couponOf({ code: 'ENDED', terms: ended }), null))
    done(await shop.coupons.makeCoupon(APP, couponOf({ code: 'EARLY', terms: early }), null))
    done(await shop.coupons.makeCoupon(APP, couponOf({ code: 'USED-UP', quota: 1 }), null))
    done(await redeem('first', 'USED-UP'))
    const coupon = done(await shop.coupons.makeCoupon(APP, couponOf({ perUser: 2 }), null))
    const spent = done(await shop.coupons.makeCodes(APP, coupon.id, 1, null)).codes[0]!
    done(await redeem('first', spent))
    return spent
  }

  test('F2 whatever is wrong with a code has one answer, and takes the same steps', async () => {
    const spent = await wrongCodes()
    for (const code of ['ENDED', 'EARLY', 'USED-UP', spent, 'NOBODYS', '§$%&', "'; drop table coupons"]) {
      const before = shop.coupons.desk.batches
      const answer = await redeem(`u-${code}`, code)
      expect([code, answer]).toEqual([code, refuse('coupon-invalid')])
      expect(shop.coupons.desk.batches).toBe(before + 1)
    }
  })

  test('F2 an answer takes the same for whatever is wrong with a code: the time of it tells nothing', async () => {
    const spent = await wrongCodes()
    // A process that has read nothing of coupons yet, and knows no more of one than of the other.
    const db = watchDatabase(second)
    const at = openShop(db)
    await redeem('opens-the-line', 'NOBODYS', { at })
    const costOf = async (code: string) => {
      db.forget()
      const answer = await redeem(`tries-${code}`, code, { at })
      await until(() => db.lookedAt.length > 0)
      return { cost: { answer, asked: [...db.asked] }, lookedAt: db.lookedAt[0]! }
    }
    const unknown = await costOf('AAAA-BBBB-CCCC-DDDD')
    for (const code of [spent, 'ENDED', 'EARLY', 'USED-UP', 'NOBODYS']) {
      const { cost, lookedAt } = await costOf(code)
      expect([code, cost]).toEqual([code, unknown.cost])
      expect(lookedAt).toBeWithin(unknown.lookedAt, unknown.lookedAt + ENTRIES_MORE_MAX + 1)
    }
    await at.coupons.stop()
  })

  test('two coupons cannot have one code, and a coupon ends after it starts', async () => {
    done(await shop.coupons.makeCoupon(APP, couponOf({ code: 'ONLY-ONE' }), null))
    expect(refusedOf(await shop.coupons.makeCoupon(APP, couponOf({ code: 'ONLY-ONE' }), null))).toBe('name-taken')
    done(await shop.coupons.makeCoupon('other' as AppId, couponOf({ code: 'ONLY-ONE' }), null))
    const terms = { ...couponOf().terms, startsAt: 5, endsAt: 5 }
    expect(refusedOf(await shop.coupons.makeCoupon(APP, couponOf({ terms }), null))).toBe('invalid')
  })
})

describe('another shop', () => {
  const theirs = 'theirs' as AppId
  test('A3 drops and codes of another shop are as unknown as those nobody has', async () => {
    const { coupon, drop } = await shop.makeAndDrop(5, { code: 'OURS-ONLY' })
    const { codes } = done(await shop.coupons.makeCodes(APP, coupon.id, 1, null))
    await shop.addRoom(theirs, ROOM)
    expect(await shop.claim('x', drop.id, { app: theirs })).toEqual(await shop.claim('x', 'none', { app: theirs }))
    for (const code of ['OURS-ONLY', codes[0]!])
      expect(refusedOf(await redeem('x', code, { app: theirs }))).toBe('coupon-invalid')
    const ask = { couponId: coupon.id, quantity: 1, lastsMs: 60_000 }
    expect(refusedOf(await shop.coupons.dropCoupon(theirs, ROOM, ask, null))).toBe('not-found')
    expect(refusedOf(await shop.coupons.makeCodes(theirs, coupon.id, 1, null))).toBe('not-found')
    expect(await shop.coupons.closeDrop(theirs, ROOM, drop.id, null)).toBe(false)
    expect(refusedOf(await shop.claim('x', drop.id, { room: 'elsewhere' as RoomId }))).toBe('not-found')
    expect((await shop.coupons.source.drops!(APP, ROOM)).open).toEqual([drop])
  })
})

test(
  'measured: how many claims a second one process takes',
  async () => {
    const many = 20_000
    const { drop } = await shop.makeAndDrop(many, { quota: many })
    const began = performance.now()
    const before = shop.coupons.desk.batches
    let next = 0
    let claimed: (CouponClaim | { refused: string })[] = []
    const caller = async () => {
      for (let i = next++; i < many; i = next++) claimed.push(await shop.claim(`m-${i}`, drop.id))
    }
    await Promise.all(Array.from({ length: 2_000 }, caller))
    const perSecond = many / ((performance.now() - began) / 1000)
    expect(claimed.filter((answer) => 'refused' in answer)).toEqual([])
    console.info(`${Math.round(perSecond)} claims/s`)
    // What makes it quick, on whatever machine: many are one statement.
    expect(shop.coupons.desk.batches - before).toBeLessThan(many / 20)
    claimed = []
  },
  LIMIT_MS,
)
