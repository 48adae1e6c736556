import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { api, type Endpoint, FOREVER, type ModerationAct } from '@hawker/protocol'
import { sql } from 'kysely'
import { NETWORK_BAN_MAX_MS } from './core/ends.ts'
import { as, openPaperHouse, type PaperHouse, person, RIVAL, room, SHOP, server, user } from './testing.ts'

const LIN = 'host-lin'
const ROOM = { room: room('lins') }
const { moderation: of } = api
const PEOPLE = [
  'owner-o',
  'owner-p',
  LIN,
  'host-wei',
  'assistant-a',
  'assistant-b',
  'analyst-n',
  'viewer-ann',
  'guest-g',
]

let house: PaperHouse
beforeAll(async () => {
  house = await openPaperHouse({ lins: LIN, weis: 'host-wei', open: null }, [
    ...PEOPLE,
    ...Array.from({ length: 64 }, (_, i) => `viewer-${i}`),
  ])
})
afterAll(() => house.stop())
beforeEach(async () => {
  house.told.length = house.staffHeard.length = house.asked.length = 0
  await sql`delete from sanctions`.execute(house.database.system)
  await sql`delete from banned_networks`.execute(house.database.system)
})

const ann = { ...ROOM, user: user('viewer-ann') }
const forAMinute = { body: { seconds: 60, reason: 'shouting' } }
const refused = (code: string) => expect.objectContaining({ refused: code })
const standing = () => house.moderation.sanctions.ofRoom(SHOP, ROOM.room)
const journalled = async (): Promise<ModerationAct[]> => {
  const { rows } = await sql<{ payload: ModerationAct }>`
    select payload from journal where kind like 'moderation.%' order by id`.execute(house.database.system)
  return rows.map(({ payload }) => payload)
}

describe('a mute', () => {
  test('stands for its time, is told to the room without a name of staff, and to staff with it', async () => {
    const until = house.time.now + 60_000
    expect(await house.call(of.mute, as('assistant-a'), ann, forAMinute)).toEqual({
      ...{ user: person('viewer-ann'), until, reason: 'shouting', by: 'assistant-a', at: house.time.now },
    })
    expect(await standing()).toEqual({ mutes: [[user('viewer-ann'), until]], bans: [], networks: [] })
    const [event] = house.told[0]!.events
    expect(event).toMatchObject({ type: 'member.moderated', userId: 'viewer-ann', act: 'muted', until })
    expect(JSON.stringify(house.told)).not.toContain('assistant-a')
    expect(JSON.stringify(house.told)).not.toContain('shouting')
    expect(house.staffHeard[0]).toEqual([ROOM.room, { type: 'staff.act', act: (await journalled()).at(-1)! }])
    expect(house.staffHeard[0]![1].act).toMatchObject({ by: 'assistant-a', note: 'shouting', act: 'muted', until })
  })

  test('set again takes the place of the one before', async () => {
    await house.call(of.mute, as(LIN), ann, forAMinute)
    await house.call(of.mute, as(LIN), ann, { body: { seconds: null } })
    expect((await standing()).mutes).toEqual([[user('viewer-ann'), FOREVER]])
  })

  test('ends by itself, in answers and in what rooms are told to hold people to', async () => {
    await house.call(of.mute, as(LIN), ann, forAMinute)
    house.time.now += 59_999
    expect((await standing()).mutes).toHaveLength(1)
    house.time.now += 1
    expect((await standing()).mutes).toEqual([])
    expect(await house.call(of.listMutes, as(LIN), ROOM)).toEqual({ sanctions: [], next: null })
    expect(await house.call(of.unmute, as(LIN), ann)).toEqual({ lifted: false })
  })

  test('is lifted once, and lifting what does not stand tells nobody', async () => {
    await house.call(of.mute, as(LIN), ann, forAMinute)
    expect(await house.call(of.unmute, as('assistant-a'), ann)).toEqual({ lifted: true })
    expect(house.told.at(-1)!.events[0]).toMatchObject({ act: 'unmuted', until: null })
    const before = house.told.length
    expect(await house.call(of.unmute, as(LIN), ann)).toEqual({ lifted: false })
    expect(house.told).toHaveLength(before)
    expect((await standing()).mutes).toEqual([])
  })

  test('of staff is not lifted by himself, nor by his equals (M5)', async () => {
    const muted = { ...ROOM, user: user('assistant-a') }
    await house.call(of.mute, as(LIN), muted, forAMinute)
    for (const who of ['assistant-a', 'assistant-b'])
      expect(await house.call(of.unmute, as(who), muted)).toEqual(refused('not-allowed'))
    expect(await house.call(of.unmute, as('owner-o'), muted)).toEqual({ lifted: true })
  })

  test('of 64 people at once, of one person 64 times at once: all are kept, each is told, nothing waits for ever', async () => {
    const each = await Promise.all(
      Array.from({ length: 64 }, (_, i) =>
        house.call(of.mute, as(LIN), { ...ROOM, user: user(`viewer-${i}`) }, forAMinute),
      ),
    )
    expect(each.filter((answer) => (answer as { until?: number }).until)).toHaveLength(64)
    await Promise.all(Array.from({ length: 64 }, () => house.call(of.mute, as('owner-o'), ann, forAMinute)))
    expect((await standing()).mutes).toHaveLength(65)
    expect(house.told).toHaveLength(128)
    expect(new Set(house.told.map(({ journalId }) => journalId)).size).toBe(128)
  })

  test('a mute and its lifting at once leave what was told last', async () => {
    for (let round = 0; round < 10; round++) {
      await Promise.all([
        house.call(of.mute, as(LIN), ann, forAMinute),
        house.call(of.unmute, as('owner-o'), ann),
        house.call(of.mute, as('assistant-a'), ann, { body: { seconds: 5 } }),
      ])
      const last = house.told.reduce((a, b) => (BigInt(a.journalId) > BigInt(b.journalId) ? a : b)).events[0]
      const [stands] = (await standing()).mutes
      expect(last).toMatchObject(stands ? { act: 'muted', until: stands[1] } : { act: 'unmuted' })
    }
  })
})

describe('a mute in all rooms', () => {
  const target = { user: user('viewer-ann') }
  test('is the owner’s and the server’s, and every process reads it at once', async () => {
    const until = house.time.now + 60_000
    const before = house.appMutesRead()
    expect(await house.call(of.muteInApp, as('owner-o'), target, forAMinute)).toMatchObject({ until, by: 'owner-o' })
    expect(await house.moderation.sanctions.ofApp(SHOP)).toEqual([[target.user, until]])
    expect(await house.moderation.sanctions.ofApp(RIVAL)).toEqual([])
    expect((await standing()).mutes).toEqual([])
    expect(await house.call(of.listAppMutes, as('assistant-a'))).toMatchObject({ sanctions: [{ by: 'owner-o' }] })
    expect(await house.call(of.unmuteInApp, server(), target)).toEqual({ lifted: true })
    expect(await house.call(of.unmuteInApp, server(), target)).toEqual({ lifted: false })
    expect(house.appMutesRead() - before).toBe(2)
    expect(house.staffHeard.map(([where, { act }]) => [where, act.act, act.by])).toEqual([
      [null, 'muted', 'owner-o'],
      [null, 'unmuted', 'server'],
    ])
    expect(house.told).toEqual([])
  })

  test('hosts have no word in others’ rooms, so they cannot (M5)', () => {
    for (const endpoint of [of.muteInApp, of.unmuteInApp]) expect(endpoint.permission).toBe('app.write')
  })
})

describe('a ban', () => {
  const guest = { ...ROOM, user: user('guest-g') }
  const week = { body: { seconds: null, network: true } }
  test('keeps him out, and the networks he is in for a week at most (M4)', async () => {
    house.networks.set('lins/guest-g', ['192.0.2.0/24', '2001:db8:1:2::/64', '192.0.2.0/24'])
    await house.call(of.ban, as(LIN), guest, week)
    const { bans, networks } = await standing()
    expect(bans).toEqual([[guest.user, FOREVER]])
    const until = house.time.now + NETWORK_BAN_MAX_MS
    expect(new Map(networks)).toEqual(
      new Map([
        ['192.0.2.0/24', until],
        ['2001:db8:1:2::/64', until],
      ]),
    )
    expect(JSON.stringify(house.told)).not.toContain('192.0.2')
    house.time.now = until
    expect((await standing()).networks).toEqual([])
    expect((await standing()).bans).toHaveLength(1)
  })

  test('set again while he is out keeps his networks with it; without the network it frees them', async () => {
    house.networks.set('lins/guest-g', ['192.0.2.0/24'])
    await house.call(of.ban, as(LIN), guest, { body: { seconds: 60, network: true } })
    house.networks.delete('lins/guest-g')
    await house.call(of.ban, as(LIN), guest, { body: { seconds: 600, network: true } })
    expect((await standing()).networks).toEqual([['192.0.2.0/24', house.time.now + 600_000]])
    await house.call(of.ban, as(LIN), guest, { body: { seconds: 600 } })
    expect((await standing()).networks).toEqual([])
  })

  test('lifted, frees his networks too, unless another was banned with the same', async () => {
    house.networks.set('lins/guest-g', ['192.0.2.0/24'])
    house.networks.set('lins/viewer-ann', ['192.0.2.0/24'])
    await house.call(of.ban, as(LIN), guest, week)
    await house.call(of.ban, as(LIN), ann, { body: { seconds: 60, network: true } })
    expect(await house.call(of.unban, as(LIN), guest)).toEqual({ lifted: true })
    expect((await standing()).networks).toEqual([['192.0.2.0/24', house.time.now + 60_000]])
    expect(await house.call(of.unban, as(LIN), ann)).toEqual({ lifted: true })
    expect(await standing()).toEqual({ mutes: [], bans: [], networks: [] })
  })

  test('and a mute of the same person are two things', async () => {
    await house.call(of.ban, as(LIN), ann, forAMinute)
    expect(await house.call(of.unmute, as(LIN), ann)).toEqual({ lifted: false })
    expect((await standing()).bans).toHaveLength(1)
    expect(await house.call(of.listMutes, as(LIN), ROOM)).toMatchObject({ sanctions: [] })
    expect(await house.call(of.listBans, as(LIN), ROOM)).toMatchObject({ sanctions: [{ reason: 'shouting' }] })
  })
})

test('a kick leaves nothing standing, and is told and written down', async () => {
  const body = { user: user('viewer-ann'), reason: 'pasting' }
  expect(await house.call(of.kick, as(LIN), ROOM, { body })).toEqual({ kicked: true })
  expect(await standing()).toEqual({ mutes: [], bans: [], networks: [] })
  expect(house.told[0]!.events[0]).toMatchObject({ act: 'kicked', userId: 'viewer-ann', until: null })
  expect((await journalled()).at(-1)).toMatchObject({ act: 'kicked', by: LIN, note: 'pasting' })
})

describe('recall and pin', () => {
  const message = '01-line'
  const line = () => ({
    ...{ type: 'chat.said' as const, id: message, at: house.time.now, from: person('viewer-ann'), text: 'hello' },
  })
  test('people take back their own for two minutes, staff any; who may not is told so', async () => {
    house.said.set(message, line())
    const params = { ...ROOM, message }
    expect(await house.call(of.recall, as('guest-g'), params)).toEqual(refused('not-allowed'))
    expect(await house.call(of.recall, as('host-wei'), params)).toEqual(refused('not-allowed'))
    expect(await house.call(of.recall, as('viewer-ann'), params)).toEqual({ recalled: true })
    house.time.now += 120_001
    expect(await house.call(of.recall, as('viewer-ann'), params)).toEqual(refused('not-allowed'))
    expect(await house.call(of.recall, as('assistant-a'), params)).toEqual({ recalled: true })
    expect(await house.call(of.recall, as(LIN), { ...params, message: 'other' })).toEqual(refused('not-found'))
    expect(house.asked.map(([, , , , by]) => by)).toEqual(['viewer-ann', 'assistant-a'])
  })

  test('a chat line is pinned as it was said, anything else is not found', async () => {
    const { id, from, text, at } = line()
    house.said.set(message, line())
    house.said.set('custom', { ...line(), type: 'custom.said' } as never)
    expect(await house.call(of.pin, as(LIN), ROOM, { body: { messageId: message } })).toEqual({ pinned: true })
    expect(await house.call(of.pin, as(LIN), ROOM, { body: { messageId: 'custom' } })).toEqual(refused('not-found'))
    expect(await house.call(of.pin, as(LIN), ROOM, { body: { messageId: 'gone' } })).toEqual(refused('not-found'))
    expect(await house.call(of.unpin, as('owner-o'), ROOM)).toEqual({ pinned: false })
    expect(await house.call(of.unpin, as('host-wei'), ROOM)).toEqual(refused('not-allowed'))
    expect(house.asked).toEqual([
      ['pin', SHOP, ROOM.room, { id, from, text, at }, LIN],
      ['pin', SHOP, ROOM.room, null, 'owner-o'],
    ])
  })
})

describe('lists', () => {
  test('are paged, newest first, without a gap or a repeat', async () => {
    for (let i = 0; i < 7; i++) {
      house.time.now += i % 2
      await house.call(of.mute, as(LIN), { ...ROOM, user: user(`viewer-${i}`) }, { body: { seconds: null } })
    }
    const seen: string[] = []
    for (let after: string | undefined, pages = 0; pages < 9; pages++) {
      const query = { limit: '2', ...(after ? { after } : {}) }
      const page = (await house.call(of.listMutes, as(LIN), ROOM, { query })) as api.moderation.Sanction & {
        sanctions: { user: { id: string; name: string } }[]
        next: string | null
      }
      seen.push(...page.sanctions.map((one) => one.user.id))
      expect(page.sanctions.every((one) => one.user.name === one.user.id.toUpperCase())).toBe(true)
      if (page.next === null) break
      after = page.next
    }
    expect(seen).toHaveLength(7)
    expect(new Set(seen).size).toBe(7)
    expect(seen[0]).toBe('viewer-6')
    const bad = { query: { after: "1.x'" } }
    expect(await house.call(of.listMutes, as(LIN), ROOM, bad)).toEqual(refused('invalid'))
    expect(await house.call(of.listActs, as(LIN), ROOM, { query: { after: 'x' } })).toEqual(refused('invalid'))
  })

  test('somebody who is nobody any more is still on them, by his id, and can be let go', async () => {
    const gone = user('viewer-gone')
    await sql`
      insert into sanctions (app_id, room_id, kind, user_id, until, at)
      values (${SHOP}, ${ROOM.room}, 'ban', ${gone}, ${FOREVER}, 1)`.execute(house.database.system)
    expect(await house.call(of.listBans, as(LIN), ROOM)).toMatchObject({ sanctions: [{ user: { id: gone } }] })
    expect(await house.call(of.unban, as(LIN), { ...ROOM, user: gone })).toEqual({ lifted: true })
  })

  test('the acts say who did what to whom, those of all rooms among them, page by page', async () => {
    await house.call(of.mute, as(LIN), ann, forAMinute)
    await house.call(of.muteInApp, as('owner-o'), { user: ann.user }, forAMinute)
    await house.call(of.ban, server(), ann, forAMinute)
    const elsewhere = { room: room('weis'), user: ann.user }
    await house.call(of.mute, as('host-wei'), elsewhere, forAMinute)
    const first = (await house.call(of.listActs, as(LIN), ROOM, { query: { limit: '2' } })) as {
      acts: ModerationAct[]
      next: string
    }
    expect(first.acts.map(({ act, by, room: where }) => [act, by, where])).toEqual([
      ['banned', 'server', ROOM.room],
      ['muted', 'owner-o', null],
    ])
    const rest = await house.call(of.listActs, as(LIN), ROOM, { query: { limit: '1', after: first.next } })
    expect(rest).toMatchObject({ acts: [{ act: 'muted', by: LIN, userId: ann.user, note: 'shouting' }] })
  })
})

describe('who may not (M5, N1)', () => {
  const each: [string, Endpoint, (room: string, user: string) => object, object][] = [
    ['mute', of.mute, (r, u) => ({ room: r, user: u }), { seconds: 60 }],
    ['ban', of.ban, (r, u) => ({ room: r, user: u }), { seconds: 60 }],
    ['kick', of.kick, (r) => ({ room: r }), { user: '' }],
  ]
  for (const [name, endpoint, params, body] of each) {
    const tried = (who: Parameters<PaperHouse['call']>[1], where: string, whom: string) => {
      const sent = 'user' in body ? { user: whom } : body
      return house.call(endpoint, who, params(where, whom), { body: sent })
    }
    test(`${name}: unknown rooms and people, and those of another app, are not found`, async () => {
      expect(await tried(as(LIN), 'nowhere', 'viewer-ann')).toEqual(refused('not-found'))
      expect(await tried(as(LIN), 'lins', 'viewer-nobody')).toEqual(refused('not-found'))
      expect(await tried(as('owner-o', RIVAL), 'lins', 'viewer-ann')).toEqual(refused('not-found'))
      expect(await tried(server(RIVAL), 'lins', 'viewer-ann')).toEqual(refused('not-found'))
      expect(house.told).toEqual([])
    })
    test(`${name}: a host acts in his own rooms and in open ones`, async () => {
      expect(await tried(as(LIN), 'weis', 'viewer-ann')).toEqual(refused('not-allowed'))
      expect(await tried(as(LIN), 'open', 'viewer-ann')).not.toEqual(refused('not-allowed'))
    })
    test(`${name}: nobody himself, his equals or those above him`, async () => {
      for (const [who, whom] of [
        [LIN, LIN],
        ['assistant-a', 'assistant-b'],
        ['assistant-a', LIN],
        ['owner-o', 'owner-p'],
        [LIN, 'host-wei'],
      ] as const)
        expect([who, whom, await tried(as(who), 'lins', whom)]).toEqual([who, whom, refused('not-allowed')])
      expect(await tried(server(), 'lins', 'owner-o')).toEqual(refused('not-allowed'))
      expect(await tried(as('owner-o'), 'lins', 'host-wei')).not.toEqual(refused('not-allowed'))
      expect(house.told).toHaveLength(1)
    })
  }

  test('a host does not read another’s lists either', async () => {
    const weis = { room: room('weis') }
    for (const endpoint of [of.listMutes, of.listBans, of.listActs])
      expect(await house.call(endpoint, as(LIN), weis)).toEqual(refused('not-allowed'))
  })

  test('negative, zero, broken and huge seconds never pass the contract', () => {
    for (const seconds of [-1, 0, 1.5, Number.NaN, 31_536_001, 4_294_967_295, 1e300, '60', undefined, true])
      for (const endpoint of [of.mute, of.muteInApp, of.ban])
        expect([seconds, endpoint.body!.safeParse({ seconds }).success]).toEqual([seconds, false])
    expect(of.ban.body!.safeParse({ seconds: 60, until: 1 }).success).toBe(false)
    expect(of.mute.body!.safeParse({ seconds: 60, reason: 'é'.repeat(121) }).success).toBe(false)
    expect(of.mute.body!.parse({ seconds: null })).toEqual({ seconds: null, reason: null })
  })
})

test('what is over is cleaned away a bounded number at a time, what stands stays', async () => {
  const { now } = house.time
  await sql`
    insert into sanctions (app_id, room_id, kind, user_id, until, at)
    select ${SHOP}, 'lins', 'mute', 'u' || n, case when n <= 2500 then ${now}::bigint else ${FOREVER}::bigint end, 1
    from generate_series(1, 2600) n`.execute(house.database.system)
  await sql`
    insert into banned_networks (app_id, room_id, network, user_id, until)
    values (${SHOP}, 'lins', '192.0.2.0/24', 'x', ${now}), (${SHOP}, 'lins', '198.51.100.0/24', 'x', ${now + 1})
  `.execute(house.database.system)
  await Promise.all([house.moderation.cleanUp(), house.moderation.cleanUp()])
  const count = async (table: string) =>
    (await sql<{ n: number }>`select count(*)::int4 as n from ${sql.table(table)}`.execute(house.database.system))
      .rows[0]!.n
  expect(await count('sanctions')).toBe(100)
  expect(await count('banned_networks')).toBe(1)
})

describe('a room with 10,000 mutes', () => {
  const MANY = 10_000
  beforeEach(async () => {
    await sql`
      insert into sanctions (app_id, room_id, kind, user_id, until, at)
      select ${SHOP}, case when n <= ${MANY} then 'lins' else 'r' || n % 100 end, 'mute', 'u' || n, ${FOREVER}, n
      from generate_series(1, ${3 * MANY}) n`.execute(house.database.system)
    await sql`analyze sanctions`.execute(house.database.system)
  })

  test('is read from an index, newest first', async () => {
    const started = performance.now()
    const { mutes } = await standing()
    const tookMs = performance.now() - started
    console.info(`      10,000 mutes read in ${tookMs.toFixed(1)} ms`)
    expect(mutes).toHaveLength(MANY)
    expect(mutes[0]![0]).toBe(user('u10000'))
    for (const question of [
      sql`select user_id, until from sanctions where app_id = ${SHOP} and room_id = 'lins' and kind = 'mute'
          and until > 1 order by at desc limit 20000`,
      sql`select user_id from sanctions where app_id = ${SHOP} and room_id = 'lins' and kind = 'mute'
          and until > 1 and (at, user_id) < (5000, 'u5') order by at desc, user_id desc limit 51`,
      sql`select ctid from sanctions where until <= 1 and until < 253402300799999 order by until limit 1000`,
      sql`select id from journal where app_id = ${SHOP} and room_id = 'lins' and kind like 'moderation.%'
          order by id desc limit 50`,
    ]) {
      const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${question}`.execute(house.database.system)
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
      expect(plan).toMatch(/Index/)
      if (!plan.includes('journal')) expect(plan).not.toContain('Seq Scan')
    }
  })

  test('takes one more at once, and at its limit says so', async () => {
    expect(await house.call(of.mute, as(LIN), ann, forAMinute)).toMatchObject({ by: LIN })
    await sql`
      insert into sanctions (app_id, room_id, kind, user_id, until, at)
      select ${SHOP}, 'lins', 'mute', 'v' || n, ${FOREVER}, n from generate_series(1, 10000) n
    `.execute(house.database.system)
    expect(await house.call(of.mute, as(LIN), { ...ROOM, user: user('viewer-1') }, forAMinute)).toEqual(
      refused('limit-reached'),
    )
    expect(await house.call(of.mute, as(LIN), ann, forAMinute)).toMatchObject({ by: LIN })
    expect(await house.call(of.ban, as(LIN), ann, forAMinute)).toMatchObject({ by: LIN })
  })
})
