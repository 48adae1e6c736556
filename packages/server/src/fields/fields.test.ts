import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import os from 'node:os'
import { type Actor, AppId, api, type Endpoint, isRefusal, OrderedEvent, RoomId, type UserId } from '@hawker/protocol'
import { sql } from 'kysely'
import { type Database, openDatabase, type TestDatabase, testDatabase } from '#db'
import { until } from '#kernel/testing/until'
import { openLog } from '#system/log'
import { createFields, type Fields } from './index.ts'
import { addRoom, person, testDeps } from './testing.ts'

const APP = AppId.parse('shop')
const OTHER = AppId.parse('other')
const ROOM = RoomId.parse('tea')
const contract = api.fields
const MANY = 64

let t: TestDatabase
let second: Database
let ours: ReturnType<typeof testDeps>
let fields: Fields
/** Another process: pools, clock and all of its own. */
let elsewhere: Fields

beforeAll(async () => {
  t = await testDatabase()
  second = await openDatabase({ url: t.url, dataDir: os.tmpdir(), log: openLog('silent'), connectionsMax: 4 })
  ours = testDeps(t.database)
  fields = createFields(ours.deps)
  elsewhere = createFields(testDeps(second, ours.time).deps)
  await addRoom(t.database, { app: APP, id: ROOM, hostId: 'host-1' as UserId })
  await addRoom(t.database, { app: OTHER, id: RoomId.parse('theirs'), hostId: 'host-1' as UserId })
  await addRoom(t.database, { app: APP, id: RoomId.parse('hidden'), status: 'draft' })
})
beforeEach(() => {
  ours.told.length = 0
  ours.latest.length = 0
  ours.time.pass(10_000)
})
afterAll(async () => {
  fields.stop()
  elsewhere.stop()
  await second.close()
  await t.close()
})

const server: Actor = { kind: 'server', app: APP }
const owner = person('owner', APP)
const nobody: Actor = { kind: 'public', app: APP }
interface Asked {
  room?: string
  name?: string
  body?: object
  query?: object
  on?: Fields
}
const call = async (endpoint: Endpoint, actor: Actor, asked: Asked = {}) => {
  const { room = ROOM, name = 'n', body = {}, query = {}, on = fields } = asked
  const route = on.routes.find((one) => one.endpoint === endpoint)!
  // As the edge does: bodies and answers go by the contract.
  const parsed = endpoint.body ? endpoint.body.parse(body) : undefined
  const answer = await route.handle({ actor, params: { room, name }, query, body: parsed } as never)
  return isRefusal(answer) ? answer : endpoint.answer.parse(answer)
}
const refusedAs = (answer: unknown) => (isRefusal(answer) ? answer.refused : 'not refused')
/** A process that has told nothing yet, on a clock of its own. */
const fresh = () => {
  const its = testDeps(t.database)
  const made = createFields(its.deps)
  return {
    ...{ fields: made, latest: its.latest, time: its.time },
    /** Resolves when so much was told and `timers` wait for their time: then nothing more comes by itself. */
    told: (count: number, timers: number) =>
      until(() => its.latest.length >= count && its.time.waiting === timers, `${count} told, ${timers} wait`),
  }
}
const declare = (name: string, read: string, write: string, more: object = {}) =>
  call(contract.declareField, owner, { body: { name, of: 'room', types: { live: { read, write } }, ...more } })
const journalled = async (id: string) => {
  const { rows } = await sql<{ kind: string; by: string; tell: unknown }>`
    select kind, by, tell from journal where id = ${id}`.execute(t.database.system)
  return rows[0]
}

describe('declarations', () => {
  test('S42 of 64 who declare one name at once as either kind, over two processes, one does', async () => {
    const tries = Array.from({ length: MANY }, (_, i) => {
      const body = { name: 'attent', of: i % 2 ? 'room' : 'member', types: { live: { read: 'anyone', write: 'host' } } }
      return call(contract.declareField, owner, { body, on: i % 3 ? fields : elsewhere })
    })
    const answers = await Promise.all(tries)
    expect(answers.filter((answer) => !isRefusal(answer))).toHaveLength(1)
    expect(new Set<string>(answers.filter(isRefusal).map(refusedAs))).toEqual(new Set<string>(['name-taken']))
  })

  test('S44 of 64 declared at once ten room fields and five member fields are taken, and each app has its own', async () => {
    const inOther = person('owner', OTHER)
    const tries = Array.from({ length: MANY }, (_, i) => {
      const body = { name: `f${i}`, of: i % 2 ? 'room' : 'member', types: {} }
      return call(contract.declareField, inOther, { body, on: i % 3 ? fields : elsewhere })
    })
    await Promise.all(tries)
    const listed = (await call(contract.listFields, inOther)) as { fields: { of: string; name: string }[] }
    const count = (of: string) => listed.fields.filter((field) => field.of === of).length
    expect([count('room'), count('member')]).toEqual([10, 5])
    const ofOurs = (await call(contract.listFields, owner)) as { fields: { name: string }[] }
    expect(ofOurs.fields.map(({ name }) => name)).toEqual(['attent'])
  })

  test('S44 types are added and changed, never taken away; an unknown field, or one of another app, is unknown', async () => {
    await declare('a_few', 'anyone', 'host')
    const body = { types: { class: { read: 'host', write: 'server' } } }
    expect(await call(contract.changeField, owner, { name: 'a_few', body })).toEqual({
      name: 'a_few',
      of: 'room',
      types: { live: { read: 'anyone', write: 'host' }, class: { read: 'host', write: 'server' } },
    })
    expect(refusedAs(await call(contract.changeField, owner, { name: 'none', body }))).toBe('not-found')
    expect(refusedAs(await call(contract.changeField, person('owner', OTHER), { name: 'a_few', body }))).toBe(
      'not-found',
    )
  })
})

describe('values of fields', () => {
  beforeAll(async () => {
    for (const [name, read, write] of [
      ['add_goods', 'anyone', 'assistant'],
      ['desk', 'assistant', 'assistant'],
      ['poll', 'anyone', 'member'],
      ['stock_note', 'host', 'host'],
      ['ledger', 'server', 'server'],
      ['constructor', 'anyone', 'anyone'],
    ] as const)
      await declare(name, read, write)
    await declare('of_members', 'anyone', 'anyone', { of: 'member' })
  })
  const write = (actor: Actor, values: object, asked: Asked = {}) =>
    call(contract.writeRoomFields, actor, { ...asked, body: { values } })
  const read = (actor: Actor, asked: Asked = {}) =>
    call(contract.readRoomFields, actor, asked) as Promise<{ values: Record<string, string>; version: number }>

  test('S39 S46 a write of the assistant is journalled with what everybody may read, and told at once', async () => {
    const answer = await write(person('assistant', APP), { add_goods: '["tea"]', desk: 'secret' })
    expect(answer).toMatchObject({ values: { add_goods: '["tea"]', desk: 'secret' } })
    expect(ours.told).toHaveLength(1)
    const [{ journalId, events }] = ours.told as [(typeof ours.told)[0]]
    const version = (answer as { version: number }).version
    expect(OrderedEvent.parse(events[0])).toMatchObject({
      type: 'fields.changed',
      fields: { add_goods: '["tea"]' },
      version,
    })
    expect(JSON.stringify(events)).not.toContain('secret')
    expect(await journalled(journalId)).toEqual({ kind: 'fields.changed', by: 'assistant-1', tell: events })
  })

  test('what nobody else may read is told to nobody', async () => {
    await write(server, { ledger: '1', stock_note: 'low' })
    expect(ours.told).toEqual([])
  })

  test('each reads what his role may, and a snapshot has what everybody may', async () => {
    const namesFor = async (actor: Actor) => Object.keys((await read(actor)).values).sort()
    expect(await namesFor(nobody)).toEqual(['add_goods'])
    expect(await namesFor(person('viewer', APP))).toEqual(['add_goods'])
    expect(await namesFor(person('assistant', APP))).toEqual(['add_goods', 'desk'])
    expect(await namesFor(person('host', APP))).toEqual(['add_goods', 'desk', 'stock_note'])
    expect(await namesFor(person('host', APP, 'host-2'))).toEqual(['add_goods'])
    expect(await namesFor(owner)).toEqual(['add_goods', 'desk', 'stock_note'])
    expect(await namesFor(server)).toEqual(['add_goods', 'desk', 'ledger', 'stock_note'])
    const { fields: kept } = await fields.source.kept!(APP, ROOM)
    expect(kept).toEqual({ values: { add_goods: '["tea"]' }, version: (await read(nobody)).version })
  })

  test('who may not write one of them writes none, and the room’s version stays', async () => {
    const before = await ours.deps.rooms.find(APP, ROOM)
    expect(refusedAs(await write(person('viewer', APP), { poll: '1', add_goods: '2' }))).toBe('not-allowed')
    expect(refusedAs(await write(owner, { ledger: '1' }))).toBe('not-allowed')
    expect(refusedAs(await write(person('host', APP, 'host-2'), { stock_note: '1' }))).toBe('not-allowed')
    expect(refusedAs(await write(server, { of_members: '1' }))).toBe('not-found')
    expect(refusedAs(await write(server, { unheard_of: '1' }))).toBe('not-found')
    expect(await ours.deps.rooms.find(APP, ROOM)).toEqual(before)
    expect(ours.told).toEqual([])
  })

  test('S45 a permission that changes counts at once, in every process, for reads, writes and what is told', async () => {
    const change = (read: string, write: string) =>
      call(contract.changeField, owner, { name: 'poll', body: { types: { live: { read, write } } }, on: elsewhere })
    await write(person('viewer', APP), { poll: 'mine' })
    expect((await read(nobody)).values.poll).toBe('mine')
    await change('host', 'host')
    expect((await read(nobody)).values.poll).toBeUndefined()
    expect((await fields.source.kept!(APP, ROOM)).fields.values.poll).toBeUndefined()
    expect(refusedAs(await write(person('viewer', APP), { poll: 'again' }))).toBe('not-allowed')
    ours.told.length = 0
    await write(owner, { poll: 'secret' })
    expect(ours.told).toEqual([])
    await change('anyone', 'member')
    expect((await read(nobody)).values.poll).toBe('secret')
  })

  test('G12 a field called constructor is a field like others', async () => {
    expect(await write(person('viewer', APP), { constructor: 'mine' })).toMatchObject({
      values: { constructor: 'mine' },
    })
    expect((await read(nobody)).values).toMatchObject({ constructor: 'mine' })
    expect(contract.writeRoomFields.body!.safeParse({ values: { toString: 'x' } }).success).toBe(true)
    expect(refusedAs(await write(server, { toString: 'x' }))).toBe('not-found')
  })

  test('viewers write five times a second to a room, over all processes; staff are not held up by them', async () => {
    const tries = Array.from({ length: 20 }, (_, i) =>
      write(person('viewer', APP, `v${i}`), { poll: `${i}` }, { on: i % 2 ? fields : elsewhere }),
    )
    const answers = await Promise.all(tries)
    expect(answers.filter((answer) => !isRefusal(answer))).toHaveLength(5)
    expect(answers.find(isRefusal)).toMatchObject({ refused: 'too-many', retryAfterMs: 1_000 })
    expect(refusedAs(await write(person('assistant', APP), { poll: 'x' }))).toBe('not refused')
  })

  test('64 who write at once are told in one order that has no holes, and the last one stands', async () => {
    const tries = Array.from({ length: MANY }, (_, i) => write(server, { add_goods: `${i}` }))
    await Promise.all(tries)
    const events = ours.told.flatMap(({ events }) => events) as { version: number; fields: Record<string, string> }[]
    const inOrder = events.toSorted((a, b) => a.version - b.version)
    expect(new Set(inOrder.map(({ version }) => version)).size).toBe(MANY)
    expect(inOrder.at(-1)!.version - inOrder[0]!.version).toBe(MANY - 1)
    expect((await read(nobody)).values.add_goods).toBe(inOrder.at(-1)!.fields.add_goods!)
  })

  test('N1 rooms of another app, hidden ones and those that are not there are the same to a caller', async () => {
    for (const endpoint of [contract.readRoomFields, contract.readAttributes, contract.readCounters]) {
      for (const room of ['theirs', 'nowhere', 'hidden'])
        for (const actor of [nobody, person('viewer', APP)])
          expect(await call(endpoint, actor, { room })).toEqual(await call(endpoint, actor, { room: 'not-at-all' }))
      const asked = { room: 'theirs', query: { app: OTHER } }
      expect(refusedAs(await call(endpoint, owner, asked))).toBe('not-found')
      expect(refusedAs(await call(endpoint, nobody, asked))).toBe('not refused')
      expect(refusedAs(await call(endpoint, owner, { room: 'hidden' }))).toBe('not refused')
    }
    expect(refusedAs(await write(server, { add_goods: 'x' }, { room: 'theirs' }))).toBe('not-found')
    const mine = { version: 0, set: { a: 'x' } }
    expect(refusedAs(await call(contract.writeAttributes, server, { room: 'theirs', body: mine }))).toBe('not-found')
    const more = { changes: [{ op: 'add', key: 'a', value: '1' }] }
    expect(refusedAs(await call(contract.changeCounters, server, { room: 'theirs', body: more }))).toBe('not-found')
    expect(await fields.source.kept!(OTHER, RoomId.parse('theirs'))).toEqual({
      fields: { values: {}, version: 0 },
      attributes: { values: {}, version: 0 },
      counters: {},
    })
  })
})

describe('attributes', () => {
  type Kept = { values: Record<string, string>; version: number }
  const read = () => call(contract.readAttributes, nobody) as Promise<Kept>
  const write = (set: object, more: { remove?: string[]; version?: number; on?: Fields; actor?: Actor } = {}) => {
    const { remove = [], version = 0, actor = person('assistant', APP), on = fields } = more
    return call(contract.writeAttributes, actor, { body: { version, set, remove }, on })
  }

  test('of 64 who write on one version over two processes exactly one wins, version after version', async () => {
    for (let round = 0; round < 3; round++) {
      const { version } = await read()
      const tries = Array.from({ length: MANY }, (_, i) =>
        write({ winner: `${round}.${i}` }, { version, on: i % 2 ? fields : elsewhere }),
      )
      const answers = await Promise.all(tries)
      const won = answers.filter((answer) => !isRefusal(answer)) as Kept[]
      expect(won).toHaveLength(1)
      expect(new Set<string>(answers.filter(isRefusal).map(refusedAs))).toEqual(new Set<string>(['conflict']))
      expect(await read()).toEqual(won[0]!)
      expect(won[0]!.version).toBeGreaterThan(version)
    }
  })

  test('a write is journalled and told as what was set and what is gone; a snapshot has all of them', async () => {
    const first = (await write({ a: '1', constructor: '2' }, { version: (await read()).version })) as Kept
    const next = (await write({ b: '3' }, { version: first.version, remove: ['a', 'never-there'] })) as Kept
    expect(next.values).toMatchObject({ b: '3', constructor: '2' })
    const { events, journalId } = ours.told.at(-1)!
    expect(OrderedEvent.parse(events[0])).toMatchObject({
      type: 'attributes.changed',
      set: { b: '3' },
      removed: ['a'],
      version: next.version,
    })
    expect(await journalled(journalId)).toEqual({ kind: 'attributes.changed', by: 'assistant-1', tell: events })
    expect((await fields.source.kept!(APP, ROOM)).attributes).toEqual(next)
  })

  test('five writes a second to a room, over all processes; the sixth hears when to come back', async () => {
    let { version } = await read()
    for (let i = 0; i < 5; i++)
      version = ((await write({ n: `${i}` }, { version, on: i % 2 ? fields : elsewhere })) as Kept).version
    expect(await write({ n: 'x' }, { version, on: elsewhere })).toMatchObject({
      refused: 'too-many',
      retryAfterMs: 1_000,
    })
    expect((await read()).version).toBe(version)
    ours.time.pass(1_000)
    expect(refusedAs(await write({ n: 'x' }, { version }))).toBe('not refused')
  })

  test('a write that says nothing new changes and tells nothing', async () => {
    const before = await read()
    expect(await write({}, { version: before.version, remove: ['never-there'] })).toEqual(before as never)
    expect(ours.told).toEqual([])
  })

  test('viewers, and hosts of other rooms, do not write', async () => {
    const { version } = await read()
    expect(refusedAs(await write({ a: '1' }, { version, actor: person('viewer', APP) }))).toBe('not-allowed')
    expect(refusedAs(await write({ a: '1' }, { version, actor: person('host', APP, 'host-2') }))).toBe('not-allowed')
  })
})

describe('counters', () => {
  const change = (changes: object[], on = fields, actor = server) =>
    call(contract.changeCounters, actor, { body: { changes }, on }) as Promise<{ counters: Record<string, string> }>
  const read = async () =>
    ((await call(contract.readCounters, nobody)) as { counters: Record<string, string> }).counters

  test('T10 64 who add at once over two processes lose nothing, beyond what a number of JSON holds', async () => {
    const start = 2n ** 62n
    await change([{ op: 'set', key: 'votes', value: `${start}` }])
    const tries = Array.from({ length: MANY }, (_, i) =>
      change(
        [
          { op: 'add', key: 'votes', value: `${i}` },
          { op: 'add', key: 'left', value: '-1' },
        ],
        i % 2 ? fields : elsewhere,
      ),
    )
    await Promise.all(tries)
    expect(await read()).toMatchObject({ votes: `${start + 2016n}`, left: `${-MANY}` })
  })

  test('T10 the ends of 64 bits go in and come out; one more is refused and changes nothing at all', async () => {
    await change([
      { op: 'set', key: 'top', value: `${2n ** 63n - 1n}` },
      { op: 'set', key: 'low', value: `${-(2n ** 63n - 1n)}` },
    ])
    expect(await read()).toMatchObject({ top: '9223372036854775807', low: '-9223372036854775807' })
    const before = await read()
    const answer = await change([
      { op: 'add', key: 'left', value: '5' },
      { op: 'remove', key: 'low' },
      { op: 'add', key: 'top', value: '1' },
    ])
    expect(answer).toMatchObject({ refused: 'invalid', fields: [{ path: 'changes.2.value' }] })
    expect(await read()).toEqual(before)
    await change([
      { op: 'remove', key: 'top' },
      { op: 'remove', key: 'low' },
    ])
  })

  test('they are told as latest values, gathered, with null for one that is gone, and once more when all is quiet', async () => {
    const mine = fresh()
    await change([{ op: 'set', key: 'a', value: '1' }], mine.fields)
    await mine.told(1, 1)
    await change([{ op: 'add', key: 'a', value: '1' }], mine.fields)
    await change([{ op: 'add', key: 'a', value: '1' }], mine.fields)
    await change([{ op: 'remove', key: 'votes' }], mine.fields)
    mine.time.pass(250)
    await mine.told(2, 1)
    expect(mine.latest).toEqual([{ counters: { a: '1' } }, { counters: { a: '3', votes: null } }])
    await change([{ op: 'set', key: 'a', value: '9' }], elsewhere)
    mine.time.pass(1_500)
    await mine.told(3, 0)
    expect(mine.latest.slice(2)).toEqual([{ counters: { a: '9', votes: null } }])
    mine.fields.stop()
  })

  test('G12 a counter called constructor counts, and the snapshot has them all', async () => {
    const mine = fresh()
    const { counters } = await change([{ op: 'add', key: 'constructor', value: '2' }], mine.fields)
    expect(counters).toMatchObject({ constructor: '2' })
    expect((await mine.fields.source.kept!(APP, ROOM)).counters).toEqual(await read())
    await mine.told(1, 1)
    expect(mine.latest).toEqual([{ counters: { constructor: '2' } }])
    mine.fields.stop()
  })
})
