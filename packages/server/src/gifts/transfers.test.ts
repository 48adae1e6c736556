// Money that one can look up: whose it is, in which order, and what a page costs.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { type Actor, type AppId, api, type Endpoint, GiftId, isRefusal, may, type UserId } from '@hawker/protocol'
import { sql } from 'kysely'
import { type TestDatabase, testDatabase } from '#db'
import { readCursor } from '#kernel/cursor'
import { APP, fill, openTestGifts, person, ROOM, type TestGifts } from './testing.ts'
import { createTransferRoutes } from './transfer-routes.ts'
import { transfersQuery } from './transfers.ts'

setDefaultTimeout(60_000)

const OTHER = 'other' as AppId
const clock = { at: 1_000_000, now: () => clock.at, monotonic: () => clock.at }
let t: TestDatabase
let shop: TestGifts

beforeAll(async () => {
  t = await testDatabase()
  shop = openTestGifts(t.database, { clock })
  await putRose('Rose')
})
afterAll(async () => {
  await shop?.gifts.stop()
  await t?.close()
})

const putRose = (name: string) =>
  shop.gifts.putGift(APP, { id: GiftId.parse('rose'), name, imageUrl: null, coins: 10, size: 'small' })
const actorOf = (user: string, app = APP, role: 'viewer' | 'owner' = 'viewer'): Actor => ({
  ...{ kind: 'person', app, person: { ...person(user), role }, sessionId: 's' },
})
const people = async (_app: AppId, ids: readonly UserId[]) =>
  new Map(ids.filter((id) => id !== 'gone').map((id) => [id, { ...person(id), name: id.toUpperCase() }]))
const call = async <E extends Endpoint>(endpoint: E, actor: Actor, query: object = {}) => {
  const routes = createTransferRoutes({ db: t.database, people })
  const route = routes.find((one) => one.endpoint === endpoint)!
  return (await route.handle({ actor, params: {}, query: { limit: 50, ...query } } as never)) as never
}
const { listOwnTransfers, listTransfers } = api.gifts
const own = async (user: string, query: object = {}, app = APP) =>
  listOwnTransfers.answer.parse(await call(listOwnTransfers, actorOf(user, app), query))
const all = async (query: object = {}, app = APP) =>
  listTransfers.answer.parse(await call(listTransfers, actorOf('boss', app, 'owner'), query))
const give = async (user: string, quantity = 1, room: string = ROOM) => {
  clock.at += 1_000
  const id = crypto.randomUUID()
  const sent = await shop.send(user, { id, quantity, room })
  if (isRefusal(sent)) throw new Error(sent.refused)
  return id
}
const takeBack = async (id: string) => {
  clock.at += 1_000
  return shop.gifts.reverseTransfer(APP, id, 'owner-1')
}

describe("a person's own wallet", () => {
  test('says what came and what went, newest first, with the gift by name and quantity', async () => {
    const [topUp] = await fill(t.database, ['ann'], 100)
    const first = await give('ann', 3)
    const second = await give('ann', 2, 'room-2')
    const { transfers, next } = await own('ann')
    expect(next).toBeNull()
    const plain = { reverses: null, reversed: false }
    expect(transfers as unknown).toEqual([
      {
        ...{ id: second, at: clock.at, kind: 'gift', coins: -20, ...plain },
        ...{ gift: { id: 'rose', name: 'Rose', quantity: 2 }, roomId: 'room-2' },
      },
      {
        ...{ id: first, at: clock.at - 1_000, kind: 'gift', coins: -30, ...plain },
        ...{ gift: { id: 'rose', name: 'Rose', quantity: 3 }, roomId: ROOM },
      },
      { id: topUp, at: 0, kind: 'top-up', coins: 100, gift: null, roomId: null, ...plain },
    ])
  })

  test('what was taken back says so, and so does what took it back; coins and debt are the sum of it', async () => {
    const [topUp] = await fill(t.database, ['bea'], 100)
    const gift = await give('bea', 3)
    await give('bea', 5)
    await takeBack(gift)
    expect(await takeBack(topUp!)).toEqual({ coins: 0, debt: 50 })
    const { transfers } = await own('bea')
    expect(transfers.map(({ kind, coins, reverses, reversed }) => [kind, coins, reverses, reversed])).toEqual([
      ['reversal', -100, topUp!, false],
      ['reversal', 30, gift, false],
      ['gift', -50, null, false],
      ['gift', -30, null, true],
      ['top-up', 100, null, true],
    ])
    expect(transfers[1]).toMatchObject({ gift: { name: 'Rose', quantity: 3 }, roomId: ROOM })
    expect(transfers.reduce((sum, { coins }) => sum + coins, 0)).toBe(-50)
  })

  test('a gift keeps its name when it is taken off the list, and goes by its new one when it is called otherwise', async () => {
    await fill(t.database, ['cy'], 100)
    await give('cy')
    const nameOf = async () => (await own('cy')).transfers[0]!.gift!.name
    await putRose('Red rose')
    expect(await nameOf()).toBe('Red rose')
    await shop.gifts.removeGift(APP, GiftId.parse('rose'))
    expect(await nameOf()).toBe('Red rose')
    await putRose('Rose')
    await shop.gifts.removeGift(APP, GiftId.parse('rose'))
    expect(await nameOf()).toBe('Rose')
    await putRose('Rose')
    // Taken off before names were kept.
    await sql`delete from gifts_removed`.execute(t.database.system)
    expect(await nameOf()).toBe('Rose')
    await sql`update gifts set id = 'tulip'`.execute(t.database.system)
    expect(await nameOf()).toBe('rose')
    await sql`update gifts set id = 'rose'`.execute(t.database.system)
  })

  test('pages go on where the last ended, though all came at one moment', async () => {
    await fill(t.database, ['dee'], 1_000)
    clock.at += 1_000
    await Promise.all(Array.from({ length: 23 }, () => shop.send('dee')))
    const seen: string[] = []
    let after: string | undefined
    for (let pages = 0; pages < 9; pages++) {
      const page = await own('dee', { limit: 5, after })
      expect(page.transfers.length).toBe(pages < 4 ? 5 : 4)
      seen.push(...page.transfers.map(({ id }) => id))
      if (page.next === null) break
      after = page.next
    }
    expect(new Set(seen).size).toBe(24)
    expect(seen).toHaveLength(24)
  })

  test('A5 a place that no list gave out has nothing behind it', async () => {
    for (const after of ['', 'x', '1.2', "1.0192f0c1-2345-7abc-8def-0123456789ab'--", '9999999999999.x', '-1.'])
      expect(await own('ann', { after })).toEqual({ transfers: [], next: null })
  })
})

describe('A3 what is not yours', () => {
  test("nobody sees another's, nor the same name's of another app, whatever is asked", async () => {
    await fill(t.database, ['eve', 'mallory'], 100)
    const theirs = await give('eve')
    const asked = [{}, { user: 'eve' }, { transfer: theirs }, { room: ROOM }, { app: APP }]
    for (const query of asked)
      expect((await own('mallory', query)).transfers.map(({ kind }) => kind)).toEqual(['top-up'])
    expect(await own('eve', {}, OTHER)).toEqual({ transfers: [], next: null })
    const { next } = await own('eve', { limit: 1 })
    expect((await own('nobody', { after: next! })).transfers).toEqual([])
    expect(isRefusal(await call(listOwnTransfers, { kind: 'public', app: APP }))).toBe(true)
    expect(isRefusal(await call(listOwnTransfers, { kind: 'server', app: APP } as never))).toBe(true)
  })

  test('N1 staff of another app see nothing of this one: not all, not by person, room or id', async () => {
    await fill(t.database, ['fay'], 100)
    const id = await give('fay')
    for (const query of [{}, { user: 'fay' }, { room: ROOM }, { transfer: id }])
      expect(await all(query, OTHER)).toEqual({ transfers: [], next: null })
  })

  test('only who may send money back sees what others gave', () => {
    expect(listTransfers.permission).toBe('money.write')
    const roles = (['viewer', 'guest', 'host', 'assistant', 'owner'] as const).filter((role) =>
      may({ ...actorOf('x'), person: { ...person('x'), role } } as Actor, listTransfers.permission),
    )
    expect(roles).toEqual(['owner'])
  })
})

describe('what staff look up', () => {
  test('all of the app with names, of one person, of one room; whoever is gone has no name', async () => {
    await fill(t.database, ['gus', 'gone'], 100)
    const [of, gone] = [await give('gus', 1, 'den'), await give('gone', 2, 'den')]
    const newest = await all({ limit: 2 })
    expect(newest.transfers).toMatchObject([
      { id: gone, userId: 'gone', userName: null },
      { id: of, userId: 'gus', userName: 'GUS' },
    ])
    expect((await all({ limit: 1, after: newest.next! })).transfers).toHaveLength(1)
    expect((await all({ user: 'gus' })).transfers.map(({ kind }) => kind)).toEqual(['gift', 'top-up'])
    expect((await all({ room: 'den' })).transfers.map(({ id }) => id)).toEqual([gone, of])
    const [page] = [await all({ room: 'den', limit: 1 })]
    expect((await all({ room: 'den', limit: 1, after: page.next! })).transfers.map(({ id }) => id)).toEqual([of])
  })

  test('one transfer comes with what took it back', async () => {
    await fill(t.database, ['hal'], 100)
    const id = await give('hal')
    expect((await all({ transfer: id })).transfers).toHaveLength(1)
    await takeBack(id)
    const both = (await all({ transfer: id.toUpperCase() })).transfers
    expect(both.map(({ id, reverses, reversed }) => [id, reverses, reversed])).toEqual([
      [expect.any(String), id, false],
      [id, null, true],
    ])
    expect((await all({ transfer: crypto.randomUUID() })).transfers).toEqual([])
  })

  test('one thing is asked at a time', () => {
    const asks = (query: object) => listTransfers.query!.safeParse(query).success
    expect([asks({ user: 'a' }), asks({ room: 'r' }), asks({ transfer: crypto.randomUUID() }), asks({})]).toEqual([
      true,
      true,
      true,
      true,
    ])
    expect([
      asks({ user: 'a', room: 'r' }),
      asks({ limit: String(api.rooms.PAGE_MAX + 1) }),
      asks({ limit: '0' }),
    ]).toEqual([false, false, false])
  })
})

interface Plan {
  'Node Type': string
  'Index Name'?: string
  'Actual Rows': number
  'Rows Removed by Filter'?: number
  'Relation Name'?: string
  Plans?: Plan[]
}

describe('A15 each list is read from one index', () => {
  const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)]

  test('a page reads what it shows, of a person whose gifts are the oldest of very many', async () => {
    const db = t.database.system
    await sql`
      insert into coin_transfers (app_id, id, kind, user_id, asked, answer, at)
      select 'big', gen_random_uuid(), 'gift', case when i <= 2000 then 'old' else 'b' || (i % 3) end, 'x', '{}', i
      from generate_series(1, 40000) i`.execute(db)
    await sql`
      insert into coin_entries (app_id, transfer_id, account_id, amount)
      select 'big', t.id, e.account, e.amount from coin_transfers t
        cross join lateral (values ('user:' || t.user_id, -10), ('shop:big', 10)) e(account, amount)
      where app_id = 'big'`.execute(db)
    await sql`
      insert into gifts_sent (app_id, id, room_id, user_id, gift_id, quantity, combo, coins, at)
      select 'big', id, 'r' || (at % 4), user_id, 'rose', 1, 1, 10, at from coin_transfers where app_id = 'big'`.execute(
      db,
    )
    await sql`analyze`.execute(db)
    const big = 'big' as AppId
    const cursor = readCursor('u.0192f0c1-2345-7abc-8def-0123456789ab')!
    const asks = [
      ['coin_transfers_of_person', { user: 'old' as UserId }],
      ['coin_transfers_of_app', {}],
      ['gifts_sent_room', { room: 'r1' as never }],
      ['coin_transfers_pkey', { transfer: crypto.randomUUID() }],
    ] as const
    for (const [index, ask] of asks)
      for (const at of [null, { ...cursor, at: 1_500 }]) {
        const query = transfersQuery(big, { limit: 50, ...ask }, at)
        const { rows } = await sql<{ 'QUERY PLAN': [{ Plan: Plan }] }>`
          explain (analyze, format json) ${query}`.execute(t.database.of(big))
        const all = nodes(rows[0]!['QUERY PLAN'][0].Plan)
        expect(all.map((node) => node['Index Name'])).toContain(index)
        const inTurn = all.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name'])
        // The few gifts there are may be read whole.
        expect(inTurn.filter((table) => table !== 'gifts' && table !== 'gifts_removed')).toEqual([])
        for (const node of all) {
          expect(node['Actual Rows']).toBeLessThanOrEqual(60)
          expect(node['Rows Removed by Filter'] ?? 0).toBeLessThanOrEqual(60)
        }
      }
  })
})
