import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { type Actor, AppId, api, type Endpoint, type LossyEvent, type Role, RoomId, UserId } from '@hawker/protocol'
import { sql } from 'kysely'
import { type TestDatabase, testDatabase } from '#db'
import { createJournal } from '#journal'
import { until } from '#kernel/testing/until'
import { openLog } from '#system/log'
import { type Audience, createAudience } from './index.ts'

const APP = AppId.parse('shop')
const OTHER = AppId.parse('other')
const HOST = UserId.parse('host')
const ROOM = RoomId.parse('room-1')
const { follow, unfollow, readFollow } = api.audience

const person = (id: string, role: Role = 'viewer') => ({
  id: UserId.parse(id),
  name: id,
  avatarUrl: null,
  role,
  level: 0,
})
const caller = (id: string, role: Role = 'viewer', app = APP): Actor => ({
  kind: 'person',
  app,
  person: person(id, role),
  sessionId: 's',
})

let t: TestDatabase
let audience: Audience
let told: [AppId, RoomId, LossyEvent][]
beforeAll(async () => {
  t = await testDatabase()
  const people: Record<string, Role> = { host: 'host', lin: 'viewer' }
  audience = createAudience({
    db: t.database,
    journal: createJournal({ db: t.database }),
    accounts: {
      person: async (app, user) => (app === APP && people[user] ? person(user, people[user]) : null),
    },
    rooms: {
      roomsOfHost: async () => [ROOM],
      lossy: (...one) => void told.push(one),
    },
    clock: { now: () => 1, monotonic: () => 1 },
    log: openLog('silent'),
  })
})
beforeEach(() => {
  told = []
})
afterAll(() => t.close())

const call = async (endpoint: Endpoint, actor: Actor, host: string = HOST, query: object = {}) => {
  const route = audience.routes.find((one) => one.endpoint === endpoint)!
  const call = { actor, params: { host: UserId.parse(host) }, query, body: {} }
  return route.handle(call as never)
}

describe('following a host', () => {
  test('counts once however often, and tells the room once (S17)', async () => {
    expect(await call(follow, caller('ann'))).toEqual({ following: true, followers: 1 })
    expect(await call(follow, caller('ann'))).toEqual({ following: true, followers: 1 })
    await until(() => told.length > 0)
    expect(told).toEqual([[APP, ROOM, { type: 'follow.added', names: ['ann'], count: 1 }]])
    expect(await call(readFollow, caller('ann'))).toEqual({ following: true, followers: 1 })
  })

  test('is open to guests, and seen by nobody in particular', async () => {
    expect(await call(follow, caller('guest', 'guest'))).toMatchObject({ following: true, followers: 2 })
    expect(await call(readFollow, { kind: 'public', app: APP })).toEqual({ following: false, followers: 2 })
  })

  test('ends as often as one likes, and tells nobody', async () => {
    expect(await call(unfollow, caller('guest', 'guest'))).toEqual({ following: false, followers: 1 })
    expect(await call(unfollow, caller('guest', 'guest'))).toEqual({ following: false, followers: 1 })
    expect(told).toEqual([])
  })

  test('stays exact when a hundred come and go at once', async () => {
    const fans = Array.from({ length: 50 }, (_, i) => caller(`fan-${i}`))
    await Promise.all(fans.flatMap((fan) => [call(follow, fan), call(follow, fan)]))
    await Promise.all(fans.slice(0, 20).flatMap((fan) => [call(unfollow, fan), call(unfollow, fan)]))
    expect(await call(readFollow, caller('ann'))).toEqual({ following: true, followers: 31 })
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from follows`.execute(t.database.system)
    expect(rows[0]!.n).toBe(31)
  })

  test('is in the journal, once for each change (S1)', async () => {
    const { rows } = await sql<{ kind: string; n: number }>`
      select kind, count(*)::int as n from journal group by kind order by kind`.execute(t.database.system)
    expect(rows).toEqual([
      { kind: 'follow.added', n: 52 },
      { kind: 'follow.removed', n: 21 },
    ])
  })

  test('of a viewer, of nobody, or of another app’s host is not found (N1)', async () => {
    for (const endpoint of [follow, unfollow, readFollow])
      for (const [who, whom] of [
        [caller('ann'), 'lin'],
        [caller('ann'), 'nobody'],
        [caller('ann', 'viewer', OTHER), 'host'],
      ] as const)
        expect(await call(endpoint, who, whom)).toMatchObject({ refused: 'not-found' })
  })

  test('a fan of the same id in another app is somebody else (N1)', async () => {
    expect(await call(readFollow, caller('ann', 'viewer', OTHER), HOST, { app: APP })).toMatchObject({
      following: false,
    })
  })
})

test('rooms for followers ask whether somebody is one: of this host, in this app (N1)', async () => {
  const fan = caller('rooms-fan')
  const asked = (app: AppId, host: string, user: string) =>
    audience.standing.follows(app, UserId.parse(host), UserId.parse(user))
  expect(await asked(APP, 'host', 'rooms-fan')).toBe(false)
  await call(follow, fan)
  expect(await asked(APP, 'host', 'rooms-fan')).toBe(true)
  expect(await asked(APP, 'lin', 'rooms-fan')).toBe(false)
  expect(await asked(OTHER, 'host', 'rooms-fan')).toBe(false)
  await call(unfollow, fan)
  expect(await asked(APP, 'host', 'rooms-fan')).toBe(false)
})
