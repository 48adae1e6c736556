import { afterEach, beforeEach, expect, test } from 'bun:test'
import { type Actor, type AppId, api, type Endpoint } from '@hawker/protocol'
import { sql } from 'kysely'
import { seededChance } from '#kernel/chance'
import { DEFAULT_RULES } from './core/default-rules.ts'
import { createCountPoints, readPlace } from './count-points.ts'
import { openTestLevels, SHOP, user } from './testing.ts'

let house: Awaited<ReturnType<typeof openTestLevels>>
beforeEach(async () => {
  house = await openTestLevels()
})
afterEach(() => house.stop())

const as = (role: 'owner' | 'viewer', id = 'v-ann'): Actor => ({
  ...{ kind: 'person', app: SHOP, sessionId: 's' },
  person: { ...house.person(user(id)), role },
})
const call = async (endpoint: Endpoint, actor: Actor, params: object = {}, body: object = {}): Promise<unknown> => {
  const route = house.levels.routes.find((one) => one.endpoint === endpoint)!
  const answer = (await route.handle({ actor, params, query: {}, body } as never)) as { refused?: string }
  return answer.refused ?? endpoint.answer.parse(answer)
}

test('S47 messages, minutes, gifts and orders raise the level, and what goes back lowers it', async () => {
  await house.write('room.spoke', { 'v-ann': 8, 'v-bob': 1 })
  await house.write('room.watched', { 'v-ann': 2 })
  await house.write('gifts.sent', {
    gifts: [
      ['t1', 'v-ann', 40],
      ['t2', 'v-ann', 5],
    ],
  })
  await house.levels.count()
  expect(await house.standings()).toEqual({ 'v-ann': [55, 2], 'v-bob': [1, 0] })
  expect(house.kept).toEqual(new Map([['v-ann', 2]]))
  expect(house.told).toEqual([[SHOP, [[user('v-ann'), 2]]]])

  await house.write('gift.reversed', { transferId: 't1' })
  await house.levels.count()
  expect((await house.standings())['v-ann']).toEqual([15, 1])
  const { rows } = await sql`select payload from journal where kind = 'levels.changed' order by id`.execute(
    house.database.system,
  )
  expect(rows).toEqual([{ payload: { 'v-ann': 2 } }, { payload: { 'v-ann': 1 } }])
})

test('N1 points of one app are not those of another', async () => {
  await house.write('room.spoke', { 'v-ann': 3 })
  await house.write('room.spoke', { 'v-ann': 5 }, null, 'rival' as AppId)
  await house.levels.count()
  const { rows } = await sql`select app_id, points from level_standings order by app_id`.execute(house.database.system)
  expect(rows).toEqual([
    { app_id: 'rival', points: 5 },
    { app_id: SHOP, points: 3 },
  ])
})

test('an entry whose transaction commits late is counted once it is there, and nothing is counted twice', async () => {
  const { database, levels } = house
  const late = await database.client()
  await late.query(`begin; select set_config('hawker.app', '*', true)`)
  await late.query(`insert into journal (app_id, kind, payload) values ('shop', 'room.spoke', '{"v-late": 1}')`)
  await house.write('room.spoke', { 'v-ann': 1 })
  await levels.count()
  await levels.count()
  // Whoever came after it waits for it, or it would be passed by.
  expect(await house.standings()).toEqual({})
  await late.query('commit')
  late.release()
  await levels.count()
  await levels.count()
  expect(await house.standings()).toEqual({ 'v-ann': [1, 0], 'v-late': [1, 0] })
})

test('killed between any two statements, it counts every entry once', async () => {
  const chance = seededChance(11)
  const people = ['v-a', 'v-b', 'v-c']
  const due = new Map<string, number>()
  for (let i = 0; i < 60; i++) {
    const who = people[Math.floor(chance.next() * 3)]!
    const coins = 1 + Math.floor(chance.next() * 9)
    due.set(who, (due.get(who) ?? 0) + coins)
    await house.write('gift.sent', { transferId: `t${i}`, coins }, who)
  }
  const upTo = await house.journal.horizon()()
  let deaths = 0
  for (let steps = 0; (await readPlace(house.database)) < upTo; steps++) {
    expect(steps).toBeLessThan(500)
    // A few entries at a time, and a death somewhere among what is done with them.
    const dies = () => {
      if (chance.next() < 0.4) {
        deaths++
        throw new Error('killed')
      }
    }
    const count = createCountPoints({
      ...{ db: house.database, minorDigits: () => 2, guard: async () => dies() },
      journal: {
        readOn: async (tx, ask) => {
          const read = await house.journal.readOn(tx, { ...ask, upTo: Math.min(ask.upTo, ask.after + 7) })
          dies()
          return read
        },
        append: async (tx, entry) => {
          dies()
          return house.journal.append(tx, entry)
        },
      },
      accounts: { setLevels: async () => dies() },
    })
    await count(upTo).catch((error: Error) => expect(error.message).toBe('killed'))
  }
  expect(deaths).toBeGreaterThan(5)
  const standings = await house.standings()
  expect(Object.fromEntries(people.map((id) => [id, standings[id]?.[0]]))).toEqual(Object.fromEntries(due))
})

test('two processes that count at once count each entry once', async () => {
  for (let i = 0; i < 30; i++) await house.write('room.spoke', { 'v-ann': 1 })
  const upTo = await house.journal.horizon()()
  const count = () =>
    createCountPoints({
      ...{ db: house.database, minorDigits: () => 2, guard: async () => {} },
      ...{ journal: house.journal, accounts: { setLevels: async () => {} } },
    })(upTo)
  await Promise.all([count(), count(), count()])
  expect((await house.standings())['v-ann']?.[0]).toBe(30)
})

test('rules hold from where they were changed: what was done before counts by those before', async () => {
  await house.write('room.spoke', { 'v-ann': 4, 'v-bob': 30 })
  await house.levels.putRules(SHOP, { ...DEFAULT_RULES, perMessage: 10, thresholds: [5, 30, 90] }, 'o')
  await house.write('room.spoke', { 'v-ann': 1 })
  await house.levels.count()
  expect(await house.standings()).toEqual({ 'v-ann': [14, 1], 'v-bob': [30, 2] })
  expect(await call(api.levels.readOwnStanding, as('viewer', 'v-bob'))).toMatchObject({
    points: 30,
    level: 2,
    nextAt: 90,
  })
})

test('after a change of rules the level of everybody is counted anew, of many thousands in parts', async () => {
  await sql`
    insert into level_standings (app_id, user_id, points, day, day_points, level)
    select ${SHOP}, 'v-' || n, n, 0, 0, 0 from generate_series(0, 4999) n`.execute(house.database.system)
  await house.levels.putRules(SHOP, { ...DEFAULT_RULES, thresholds: [1_000, 2_000, 4_000] }, 'o')
  await house.levels.count()
  const { rows } = await sql`
    select level, count(*)::int as people from level_standings group by level order by level`.execute(
    house.database.system,
  )
  expect(rows).toEqual([
    { level: 0, people: 1_000 },
    { level: 1, people: 1_000 },
    { level: 2, people: 2_000 },
    { level: 3, people: 1_000 },
  ])
  expect(house.kept.size).toBe(4_000)
})

test('a day that nobody counted is caught up with', async () => {
  await sql`
    insert into journal (app_id, kind, payload)
    select ${SHOP}, case when n % 50 = 0 then 'room.spoke' else 'launch.opened' end, '{"v-ann": 1}'
    from generate_series(1, 60000) n`.execute(house.database.system)
  await house.levels.putRules(SHOP, { ...DEFAULT_RULES, dailyMax: 1_000_000 }, 'o')
  await house.levels.count()
  expect((await house.standings())['v-ann']?.[0]).toBe(DEFAULT_RULES.dailyMax)
}, 60_000)

test('badges are given and taken by staff, each once, five at most', async () => {
  const { giveBadge, takeBadge, readStanding } = api.levels
  const owner = as('owner', 'v-olga')
  const give = (badge: string, id = 'v-ann') => call(giveBadge, owner, { user: id, badge })
  expect(await give('early')).toEqual({ badges: ['early'] })
  expect(await give('early')).toEqual({ badges: ['early'] })
  for (const badge of ['b', 'c', 'd', 'e']) await give(badge)
  expect(await give('sixth')).toBe('limit-reached')
  expect(await call(takeBadge, owner, { user: 'v-ann', badge: 'b' })).toEqual({ badges: ['c', 'd', 'e', 'early'] })
  expect(await call(readStanding, owner, { user: 'v-ann' })).toMatchObject({
    points: 0,
    badges: ['c', 'd', 'e', 'early'],
  })
  for (const endpoint of [giveBadge, takeBadge, readStanding])
    expect(await call(endpoint, owner, { user: 'stranger', badge: 'b' })).toBe('not-found')
  const { rows } = await sql`select count(*)::int as n from journal where kind like 'levels.badge-%'`.execute(
    house.database.system,
  )
  expect(rows).toEqual([{ n: 6 }])
})

test('badges of those who are here are read at once, of one app', async () => {
  const { giveBadge, listBadges } = api.levels
  for (const [id, badge] of [
    ['v-ann', 'early-bird'],
    ['v-ann', 'regular'],
    ['v-bob', 'regular'],
  ] as const)
    await call(giveBadge, as('owner'), { user: user(id), badge })
  const list = async (text: string, app = SHOP) => {
    const query = listBadges.query!.parse({ users: text })
    const route = house.levels.routes.find(({ endpoint }) => endpoint === listBadges)!
    return listBadges.answer.parse(await route.handle({ actor: { kind: 'public', app }, query } as never))
  }
  expect(await list('v-ann,v-bob,v-cat')).toEqual({
    badges: { [user('v-ann')]: ['early-bird', 'regular'], [user('v-bob')]: ['regular'] },
  })
  expect(await list('v-cat')).toEqual({ badges: {} })
  // N1
  expect(await list('v-ann', 'rival' as AppId)).toEqual({ badges: {} })
  for (const users of [`v-ann,${'x'.repeat(300)}`, Array(101).fill('v-ann').join(',')])
    expect(listBadges.query!.safeParse({ users }).success).toBe(false)
})

test('an app that has set no rules has some, and the ones it sets are shown at once', async () => {
  const { readRules, putRules } = api.levels
  expect(await call(readRules, { kind: 'public', app: SHOP })).toEqual(DEFAULT_RULES)
  const rules = { ...DEFAULT_RULES, perCoin: 9 }
  expect(await call(putRules, as('owner'), {}, rules)).toEqual(rules)
  expect(await call(readRules, { kind: 'public', app: SHOP })).toEqual(rules)
})
