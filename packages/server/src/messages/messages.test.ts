import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import os from 'node:os'
import {
  type Actor,
  AppId,
  api,
  type DirectMessage,
  type DirectThread,
  type Endpoint,
  FOREVER,
  isRefusal,
  OrderedEvent,
  type PublicPerson,
  type Refusal,
  type Role,
  type RoomFacts,
  RoomId,
  type UserId,
} from '@hawker/protocol'
import { sql } from 'kysely'
import { type Database, openDatabase, type TestDatabase, testDatabase } from '#db'
import { createJournal } from '#journal'
import { seededChance } from '#kernel/chance'
import { openLog } from '#system/log'
import { createMessages, type Messages, type MessagesDeps } from './index.ts'

const APP = AppId.parse('shop')
const OTHER = AppId.parse('other')
const ROOM = RoomId.parse('tea')
const contract = api.messages
const MANY = 64

const publicOf = (id: string, role: Role): PublicPerson => ({
  ...{ id: id as UserId, name: id, avatarUrl: null, role, level: 0 },
})
const person = (id: string, role: Role = 'viewer', app = APP): Actor => ({
  kind: 'person',
  app,
  person: publicOf(id, role),
  sessionId: 's',
})
const staff = person('desk', 'assistant')
const server: Actor = { kind: 'server', app: APP }
const owner = person('owner', 'owner')

let t: TestDatabase
let second: Database
let here: Messages
/** Another process: pools of its own. */
let elsewhere: Messages
let status: RoomFacts['status']
let muted: Record<string, number>
let open: RoomId[]
const clock = { at: 1_000_000, now: () => clock.at, monotonic: () => clock.at }
const told: { room: RoomId; journalId: string; events: readonly OrderedEvent[] }[] = []
const posted: unknown[] = []
const pushed: { to: string; message: unknown }[] = []
const known = (app: AppId, id: string) => !id.startsWith('no-such') && (app === APP || id.startsWith('their'))

const depsOver = (db: Database): MessagesDeps => ({
  ...{ db, journal: createJournal({ db }), clock, chance: seededChance(1), log: openLog('silent') },
  rooms: {
    find: async (app, room) =>
      app === APP && room === ROOM ? ({ id: room, status, host: { id: 'host' } } as RoomFacts) : null,
    post: async (...args) => {
      posted.push(args)
      return { id: 'm1' }
    },
    tell: async (_app, room, journalId, events) => void told.push({ room, journalId, events }),
    tellUser: (app, user, message) => void pushed.push({ to: `${app}/${user}`, message }),
    tellStaff: (app, room, message) => void pushed.push({ to: `${app} staff ${room}`, message }),
    openRoomIds: async () => open,
  },
  accounts: {
    person: async (app, user) => (known(app, user) ? publicOf(user, 'viewer') : null),
    people: async (app, users) =>
      new Map(users.filter((id) => known(app, id)).map((id) => [id, publicOf(id, 'viewer')])),
  },
  mutedUntil: async (_app, user) => muted[user] ?? null,
})

beforeAll(async () => {
  t = await testDatabase()
  second = await openDatabase({ url: t.url, dataDir: os.tmpdir(), log: openLog('silent'), connectionsMax: 4 })
  here = createMessages(depsOver(t.database))
  elsewhere = createMessages(depsOver(second))
})
beforeEach(() => {
  clock.at += 3_600_000
  status = 'live'
  muted = {}
  open = [ROOM, RoomId.parse('r2')]
  for (const list of [told, posted, pushed]) list.length = 0
})
afterAll(async () => {
  await here.stop()
  await elsewhere.stop()
  await second.close()
  await t.close()
})

interface Asked {
  user?: string
  room?: string
  body?: object
  query?: object
  on?: Messages
}
const call = async <T = never>(endpoint: Endpoint, actor: Actor, asked: Asked = {}): Promise<T> => {
  const { room = ROOM, user = 'nobody', on = here } = asked
  const route = on.routes.find((one) => one.endpoint === endpoint)!
  const body = endpoint.body?.parse(asked.body ?? {})
  const query = endpoint.query?.parse(asked.query ?? {})
  const answer = await route.handle({ actor, params: { room, user }, query, body } as never)
  return (isRefusal(answer) ? answer : endpoint.answer.parse(answer)) as T
}
const refusedAs = (answer: unknown) => (isRefusal(answer) ? answer.refused : 'not refused')

let people = 0
const newcomer = () => `v${++people}`
const say = (from: Actor, user: string, text: string, more: { id?: string; on?: Messages } = {}) => {
  const { id = crypto.randomUUID(), on = here } = more
  return call<DirectMessage>(contract.postDirect, from, { user, body: { id, text }, on })
}
type Page = { thread: DirectThread | null; messages: DirectMessage[]; next: string | null }
const read = (actor: Actor, user: string, query: object = {}) => call<Page>(contract.readThread, actor, { user, query })
const readUpTo = (actor: Actor, user: string, messageId: string, on = here) =>
  call<{ unread: number }>(contract.readUpTo, actor, { user, body: { messageId }, on })
const textsOf = ({ messages }: Page) => messages.map(({ text }) => text)

describe('speaking in a room from outside (S38)', () => {
  const custom = { type: 'custom', data: 'pin', extension: '{}' }
  test('staff speak as themselves and above viewers; the server chooses', async () => {
    expect(await call(contract.postMessage, staff, { body: { type: 'chat', text: 'Hello' } })).toEqual({
      id: 'm1',
    } as never)
    await call(contract.postMessage, server, { body: custom })
    await call(contract.postMessage, server, { body: { ...custom, priority: 'high' } })
    await call(contract.postMessage, server, { body: { ...custom, priority: 'low' } })
    const signal = { data: 'pin', description: '', extension: '{}' }
    expect(posted).toEqual([
      [APP, ROOM, publicOf('desk', 'assistant'), { text: 'Hello' }, 1],
      [APP, ROOM, null, signal, 2],
      [APP, ROOM, null, signal, 1],
      [APP, ROOM, null, signal, 3],
    ])
  })
  test('nobody but the server chooses a priority, and a host speaks in his own rooms', async () => {
    const body = { ...custom, priority: 'high' }
    expect(refusedAs(await call(contract.postMessage, owner, { body }))).toBe('not-allowed')
    expect(refusedAs(await call(contract.postMessage, person('host-2', 'host'), { body: custom }))).toBe('not-allowed')
    expect(refusedAs(await call(contract.postMessage, person('host', 'host'), { body: custom }))).toBe('not refused')
    expect(refusedAs(await call(contract.postMessage, { ...server, app: OTHER }, { body: custom }))).toBe('not-found')
    expect(posted).toHaveLength(1)
  })
})

describe('a notice', () => {
  test('is journalled with what is told, and told at once', async () => {
    const body = { text: ' Ten minutes\nleft ', data: '{"left":600}' }
    const { id } = await call<{ id: string }>(contract.tellRoom, staff, { body })
    expect(told).toHaveLength(1)
    const { events, journalId } = told[0]!
    expect(OrderedEvent.parse(events[0])).toEqual({
      ...{ type: 'notice.told', id, at: clock.at, text: 'Ten minutes\nleft', data: '{"left":600}', broadcast: false },
    })
    const { rows } = await sql`select kind, by, tell from journal where id = ${journalId}`.execute(t.database.system)
    expect(rows).toEqual([{ kind: 'notice.told', by: 'desk', tell: events }])
  })
  test.each(['draft', 'ended', 'replay', 'banned'] as const)('is not told to a room that is %s', async (state) => {
    status = state
    expect(refusedAs(await call(contract.tellRoom, staff, { body: { text: 'a' } }))).toBe('room-closed')
  })
  test('of somebody else’s room is not there, or not his', async () => {
    const body = { text: 'a' }
    expect(refusedAs(await call(contract.tellRoom, { ...server, app: OTHER }, { body }))).toBe('not-found')
    expect(refusedAs(await call(contract.tellRoom, person('host-2', 'host'), { body }))).toBe('not-allowed')
    expect(refusedAs(await call(contract.tellRoom, staff, { body: { text: '\u200b' } }))).toBe('text-refused')
    expect(told).toEqual([])
  })
})

describe('a broadcast', () => {
  const later = () => sql`update broadcasts set last_at = last_at - interval '1 second'`.execute(t.database.system)
  const send = (actor: Actor = owner, on = here) =>
    call<{ id: string; rooms: number } | Refusal>(contract.broadcast, actor, { body: { text: 'Sale' }, on })

  test('reaches every open room, each journalled; who hears it first waits for nobody', async () => {
    open = Array.from({ length: 100 }, (_, i) => RoomId.parse(`b${i}`))
    const answer = await send()
    expect(answer).toMatchObject({ rooms: 100 })
    await here.stop()
    here = createMessages(depsOver(t.database))
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from journal where kind = 'notice.broadcast' and tell is not null
    `.execute(t.database.system)
    expect(rows[0]!.n).toBe(100)
    for (const { events } of told)
      expect(events).toMatchObject([{ id: (answer as { id: string }).id, broadcast: true }])
  })

  test('S59 goes out once a second, of 64 at once over two processes; each app has its own second', async () => {
    await later()
    // Written down by the database as turns are taken: on a slow machine 64 may take longer than a second.
    const write = sql`
      create table turns (at timestamptz);
      create function write_turn() returns trigger language plpgsql as
        $$ begin insert into turns values (new.last_at); return new; end $$;
      create trigger write_turn after update on broadcasts for each row
        when (new.app_id = '${sql.raw(APP)}' and new.last_at > old.last_at) execute function write_turn()`
    await write.execute(t.database.system)
    const answers = await Promise.all(Array.from({ length: MANY }, (_, i) => send(owner, i % 2 ? here : elsewhere)))
    const { rows } = await sql<{ ms: number | null }>`
      select extract(epoch from at - lag(at) over (order by at)) * 1000 as ms from turns`.execute(t.database.system)
    const [first, ...others] = rows.map(({ ms }) => (ms === null ? null : Number(ms)))
    expect(first).toBeNull()
    for (const ms of others) expect(ms).toBeGreaterThanOrEqual(1_000)
    const refused = answers.filter(isRefusal)
    expect(refused).toHaveLength(MANY - rows.length)
    for (const one of refused) {
      expect(one.refused).toBe('too-many')
      expect(one.retryAfterMs).toBeGreaterThan(0)
      expect(one.retryAfterMs).toBeLessThanOrEqual(1_000)
    }
    expect(refusedAs(await send(person('o', 'owner', OTHER)))).toBe('not refused')
    await later()
    expect(refusedAs(await send())).toBe('not refused')
  })

  test('with no room open is journalled and told to nobody', async () => {
    await later()
    open = []
    expect(await send()).toMatchObject({ rooms: 0 })
    expect(told).toEqual([])
  })
})

describe('a conversation (S49)', () => {
  test('reaches the viewer on all his pages and staff in any room, with who speaks for the shop', async () => {
    const ann = newcomer()
    const asked = await say(person(ann), ann, ' Still there?\r\nYours, Ann ')
    expect(asked).toMatchObject({ byShop: false, text: 'Still there?\nYours, Ann', from: { id: ann } })
    const answered = await say(staff, ann, 'Yes')
    expect(answered).toMatchObject({ byShop: true, from: { id: 'desk', role: 'assistant' } })
    const direct = (message: unknown) => ({ type: 'direct.said', thread: ann, message })
    expect(pushed).toEqual([
      { to: `shop/${ann}`, message: direct(asked) },
      { to: 'shop staff null', message: direct(asked) },
      { to: `shop/${ann}`, message: direct(answered) },
      { to: 'shop staff null', message: direct(answered) },
    ])
    const page = await read(person(ann), ann)
    expect(page.messages).toEqual([asked, answered])
    expect(page.thread).toMatchObject({ user: { id: ann }, last: answered, unread: 1 })
    expect((await read(staff, ann)).thread).toMatchObject({ unread: 1 })
  })

  test('N1 A3 is its viewer’s and the shop’s: to others, and to other shops, it is not there', async () => {
    const ann = newcomer()
    const { id } = await say(person(ann), ann, 'secret')
    for (const stranger of [person(newcomer()), person('g', 'guest'), person('a', 'analyst')]) {
      expect(await read(stranger, ann)).toEqual(await read(stranger, 'no-such-user'))
      expect(refusedAs(await read(stranger, ann))).toBe('not-found')
      expect(refusedAs(await say(stranger, ann, 'x'))).toBe('not-found')
      expect(refusedAs(await readUpTo(stranger, ann, id))).toBe('not-found')
    }
    const theirs = person('their-owner', 'owner', OTHER)
    expect(await read(theirs, ann)).toEqual(await read(theirs, 'no-such-user'))
    expect(refusedAs(await say(theirs, ann, 'x'))).toBe('not-found')
    expect(refusedAs(await readUpTo(theirs, ann, id))).toBe('not-found')
    const list = await call<{ threads: unknown[]; unread: number }>(contract.listThreads, theirs)
    expect(list).toEqual({ threads: [], unread: 0, next: null } as never)
    // A message of one conversation marks nothing in another.
    const bob = newcomer()
    await say(person(bob), bob, 'hello')
    expect(refusedAs(await readUpTo(staff, bob, id))).toBe('not-found')
    expect(refusedAs(await read(staff, bob, { since: id }))).toBe('not-found')
  })

  test('with nothing said yet is empty for its viewer and for staff, and unknown for nobody', async () => {
    const ann = newcomer()
    const empty = { thread: null, messages: [], next: null }
    expect(await read(person(ann), ann)).toEqual(empty)
    expect(await read(staff, ann)).toEqual(empty)
    expect(refusedAs(await read(staff, 'no-such-user'))).toBe('not-found')
    expect(refusedAs(await say(staff, 'no-such-user', 'x'))).toBe('not-found')
    expect(refusedAs(await readUpTo(person(ann), ann, crypto.randomUUID()))).toBe('not-found')
  })

  test('the same id is said once, of 64 at once over two processes, and answered the same (A12)', async () => {
    const ann = newcomer()
    const id = crypto.randomUUID()
    // Each spends a token at most, and who finds none left is told so.
    const answers = await Promise.all(
      Array.from({ length: MANY }, (_, i) =>
        say(person(ann), ann, 'once', { id: i % 2 ? id : id.toUpperCase(), on: i % 3 ? here : elsewhere }),
      ),
    )
    const done = answers.filter((answer) => !isRefusal(answer))
    expect(new Set(done.map((answer) => JSON.stringify(answer))).size).toBe(1)
    for (const answer of answers.filter(isRefusal)) expect(refusedAs(answer)).toBe('too-many')
    expect((await read(person(ann), ann)).messages).toHaveLength(1)
    expect(await say(person(ann), ann, 'once', { id })).toEqual(done[0]!)
    expect(pushed.length).toBe(2)
  })

  test('an id used for anything else is refused, and nothing is left of the try', async () => {
    const [ann, bob] = [newcomer(), newcomer()]
    const id = crypto.randomUUID()
    await say(person(ann), ann, 'mine', { id })
    expect(refusedAs(await say(person(ann), ann, 'other', { id }))).toBe('conflict')
    expect(refusedAs(await say(person(bob), bob, 'mine', { id }))).toBe('conflict')
    expect(refusedAs(await say(staff, ann, 'mine', { id }))).toBe('conflict')
    const both = crypto.randomUUID()
    const answers = await Promise.all([ann, bob].map((who) => say(person(who), who, 'both', { id: both })))
    expect(answers.filter(isRefusal)).toHaveLength(1)
    const lost = isRefusal(answers[0]) ? ann : bob
    expect((await read(person(lost), lost)).messages.filter(({ text }) => text === 'both')).toEqual([])
    expect((await read(person(bob), bob)).thread === null).toBe(lost === bob)
    const inOther = await say(person('their-x', 'viewer', OTHER), 'their-x', 'mine', { id })
    expect(inOther).toMatchObject({ id, text: 'mine' })
  })

  test('pages lead to older ones without a hole, and from any message on to newer ones', async () => {
    const ann = newcomer()
    const ids: string[] = []
    for (let i = 0; i < 9; i++) ids.push((await say(i % 2 ? staff : person(ann), ann, `m${i}`)).id)
    const first = await read(person(ann), ann, { limit: 4 })
    const older = await read(person(ann), ann, { limit: 4, after: first.next! })
    const oldest = await read(person(ann), ann, { limit: 4, after: older.next! })
    expect([...textsOf(oldest), ...textsOf(older), ...textsOf(first)]).toEqual(ids.map((_, i) => `m${i}`))
    expect(oldest.next).toBeNull()
    const newer = await read(staff, ann, { limit: 3, since: ids[2]!.toUpperCase() })
    const newest = await read(staff, ann, { limit: 3, since: ids[2], after: newer.next! })
    expect([textsOf(newer), textsOf(newest), newest.next]).toEqual([['m3', 'm4', 'm5'], ['m6', 'm7', 'm8'], null])
    expect(refusedAs(await read(staff, ann, { after: "1' or 1=1" }))).toBe('invalid')
  })

  test('unread counts are exact whatever is said and read at once', async () => {
    const ann = newcomer()
    const first = await say(person(ann), ann, 'start')
    const acts: Promise<unknown>[] = []
    for (let i = 0; i < 30; i++) {
      const on = i % 2 ? here : elsewhere
      acts.push(say(person(`desk${i % 6}`, 'assistant'), ann, `s${i}`, { on }))
      if (i < 8) acts.push(say(person(ann), ann, `v${i}`, { on }))
      if (i % 5 === 0) acts.push(readUpTo(person(ann), ann, first.id, on), readUpTo(staff, ann, first.id, on))
    }
    expect((await Promise.all(acts)).filter(isRefusal)).toEqual([])
    const all = (await read(staff, ann, { limit: 200 })).messages
    expect(all).toHaveLength(39)
    // Read by both, each message in a random order and at once with more being said.
    for (const [side, actor] of [
      ['viewer', person(ann)],
      ['shop', staff],
    ] as const) {
      const middle = all[17]!
      await Promise.all([3, 17, 9].map((i) => readUpTo(actor, ann, all[i]!.id, i % 2 ? here : elsewhere)))
      const left = all.slice(18).filter(({ byShop }) => byShop === (side === 'viewer')).length
      expect((await read(actor, ann)).thread!.unread).toBe(left)
      expect(await readUpTo(actor, ann, middle.id)).toEqual({ unread: left })
    }
    expect(await readUpTo(person(ann), ann, all.at(-1)!.id)).toEqual({ unread: 0 })
    await say(staff, ann, 'one more')
    expect(await readUpTo(person(ann), ann, first.id)).toEqual({ unread: 1 })
  })

  test('one person says so much and no more, over all processes and conversations; time gives it back', async () => {
    const ann = newcomer()
    const tries = await Promise.all(
      Array.from({ length: 20 }, (_, i) => say(person(ann), ann, `t${i}`, { on: i % 2 ? here : elsewhere })),
    )
    const refused = tries.filter(isRefusal)
    expect(tries.length - refused.length).toBe(10)
    expect(refused[0]).toMatchObject({ refused: 'too-many', retryAfterMs: 2_000 })
    expect((await read(person(ann), ann)).messages).toHaveLength(10)
    expect(refusedAs(await say(person(newcomer()), `v${people}`, 'another is free to'))).toBe('not refused')
    clock.at += 2_000
    expect(refusedAs(await say(person(ann), ann, 'later'))).toBe('not refused')
    expect(refusedAs(await say(person(ann), ann, 'too soon'))).toBe('too-many')
  })

  test('who is muted in the whole app does not speak here either, and hears until when; the shop may answer him', async () => {
    const ann = newcomer()
    const said = await say(person(ann), ann, 'before')
    muted = { [ann]: clock.at + 60_000 }
    expect(await say(person(ann), ann, 'x')).toMatchObject({ refused: 'muted', retryAfterMs: 60_000 } as never)
    expect(refusedAs(await say(staff, ann, 'You were rude'))).toBe('not refused')
    expect(await say(person(ann), ann, 'before', { id: said.id })).toEqual(said)
    muted = { [ann]: FOREVER }
    expect(refusedAs(await say(person(ann), ann, 'x'))).toBe('muted')
    muted = { [ann]: clock.at - 1 }
    expect(refusedAs(await say(person(ann), ann, 'sorry'))).toBe('not refused')
  })

  test('the journal knows that something was said, not what', async () => {
    const ann = newcomer()
    const { id } = await say(person(ann), ann, 'my-address-is-secret')
    const { rows } = await sql<{ payload: unknown; text: string }>`
      select payload, j::text as text from journal j where kind = 'direct.said' and payload->>'id' = ${id}
    `.execute(t.database.system)
    expect(rows[0]!.payload).toEqual({ id, thread: ann, byShop: false })
    expect(rows[0]!.text).not.toContain('secret')
  })
})

describe('the list of conversations', () => {
  type List = { threads: DirectThread[]; unread: number; next: string | null }
  const list = (query: object = {}) => call<List>(contract.listThreads, staff, { query })

  test('has the newest first, page by page, those with something unread alone, and what is unread in all', async () => {
    await sql`update direct_threads set read_by_shop = viewer_said`.execute(t.database.system)
    const who = Array.from({ length: 5 }, newcomer)
    for (const one of who) {
      clock.at += 1_000
      await say(person(one), one, `from ${one}`)
    }
    await say(person(who[0]!), who[0]!, 'again')
    const seen = await list({ limit: 2 })
    expect(seen.threads.map(({ user }) => user.id as string)).toEqual([who[4], who[0]].sort().reverse() as string[])
    const next = await list({ limit: 3, after: seen.next! })
    expect(next.threads.map(({ user }) => user.id as string)).toEqual([who[3]!, who[2]!, who[1]!])
    expect(seen.unread).toBe(6)
    const newest = (await read(staff, who[3]!)).messages.at(-1)!
    await readUpTo(staff, who[3]!, newest.id)
    const unread = await list({ unread: '1' })
    expect(new Set(unread.threads.map(({ user }) => user.id as string))).toEqual(
      new Set([0, 1, 2, 4].map((i) => who[i]!)),
    )
    expect(unread.unread).toBe(5)
    expect(unread.threads.every((thread) => thread.unread > 0 && thread.last !== null)).toBe(true)
    expect(refusedAs(await list({ after: 'x' }))).toBe('invalid')
  })

  test('A15 never reads a whole table, neither for a page nor for a count', async () => {
    await sql`
      insert into direct_threads (app_id, user_id, said, viewer_said, read_by_shop, last_id, updated_at)
      select 'big', 'u' || i, 1, 1, 1, gen_random_uuid(), i from generate_series(1, 20000) i`.execute(t.database.system)
    await sql`analyze direct_threads`.execute(t.database.system)
    const plans = [
      `select user_id from direct_threads where app_id = 'big' and (updated_at, user_id) < (9000, 'u1') order by updated_at desc, user_id desc limit 51`,
      `select sum(viewer_said - read_by_shop) from direct_threads where app_id = 'big' and viewer_said > read_by_shop`,
      `select id from direct_messages where app_id = 'big' and user_id = 'u1' and seq < 9 order by seq desc limit 51`,
    ]
    for (const query of plans) {
      const { rows } = await sql.raw<Record<string, string>>(`explain ${query}`).execute(t.database.of('big' as AppId))
      expect(JSON.stringify(rows)).not.toContain('Seq Scan')
    }
  })
})
