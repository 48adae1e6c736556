import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { AppId, OrderedEvent, RoomId } from '@hawker/protocol'
import { sql } from 'kysely'
import { type TestDatabase, testDatabase } from '#db'
import { DEED_KINDS, selectDeeds } from './deeds.ts'
import { createJournal, type Journal } from './index.ts'

const app = 'shop' as AppId
const room = 'room' as RoomId
const event: OrderedEvent = { type: 'gift.catalogue', id: 'e1', at: 1, version: 2 }

let db: TestDatabase
let journal: Journal
beforeAll(async () => {
  db = await testDatabase()
  journal = createJournal({ db: db.database })
})
afterAll(() => db.close())

const append = (tell: OrderedEvent[] = [], payload: unknown = {}) =>
  db.database
    .of(app)
    .transaction()
    .execute((tx) => journal.append(tx, { app, room, kind: 'test', by: null, payload, tell }))

test('an entry and the change it records commit together or not at all', async () => {
  const failing = db.database
    .of(app)
    .transaction()
    .execute(async (tx) => {
      await journal.append(tx, { app, room, kind: 'undone', by: null, payload: {} })
      throw new Error('planted')
    })
  await expect(failing).rejects.toThrow('planted')
  const { rows } = await sql`select 1 from journal where kind = 'undone'`.execute(db.database.system)
  expect(rows).toEqual([])
})

test('P6 what was not told stays on the list until it was; what has nothing to tell is never on it', async () => {
  await append()
  const id = await append([event])
  expect(id).toMatch(/^[0-9]+$/)
  expect(await journal.untold(60_000)).toEqual([])
  expect(await journal.untold(-1_000)).toEqual([{ id, app, room, kind: 'test', payload: {}, events: [event] }])
  await journal.markTold([id])
  expect(await journal.untold(-1_000)).toEqual([])
})

test('P6 an entry that only people are told of is on the list as well', async () => {
  const entry = { app, room: null, kind: 'test', by: null, payload: { of: 'ann' }, tellsPeople: true } as const
  const id = await db.database
    .of(app)
    .transaction()
    .execute((tx) => journal.append(tx, entry))
  expect(await journal.untold(-1_000)).toEqual([
    { id, app, room: null, kind: 'test', payload: { of: 'ann' }, events: [] },
  ])
  await journal.markTold([id])
  expect(await journal.untold(-1_000)).toEqual([])
})

test('one entry for many rooms is told to each, and its ids are in the order of the rooms', async () => {
  const rooms = ['r3', 'r1', 'r2'] as RoomId[]
  const ids = await db.database
    .of(app)
    .transaction()
    .execute((tx) => journal.appendForRooms(tx, { app, kind: 'told', by: 'server', payload: {}, tell: [event] }, rooms))
  const untold = await journal.untold(-1_000)
  expect(rooms.map((room, i) => ({ id: ids[i]!, app, room, kind: 'told', payload: {}, events: [event] }))).toEqual(
    rooms.map((room) => untold.find((one) => one.room === room)!) as never,
  )
  await journal.markTold(ids)
  expect(await journal.untold(-1_000)).toEqual([])
})

test('a payload with U+0000 is kept without it', async () => {
  const text = 'a\u0000b \\u0000'
  const id = await append([], { text })
  const { rows } = await sql`select payload from journal where id = ${id}::bigint`.execute(db.database.system)
  expect(rows).toEqual([{ payload: { text: 'ab \\u0000' } }])
})

test('a statement can journal from inside its SQL', async () => {
  const text = journal.insertFrom(`select 'shop', 'room', 'orders.placed', 'server', '{"n":3}'::jsonb`)
  await sql.raw(text).execute(db.database.of(app))
  const { rows } = await sql`select payload from journal where kind = 'orders.placed'`.execute(db.database.of(app))
  expect(rows).toEqual([{ payload: { n: 3 } }])
})

test('N1 an app neither sees another app’s entries nor writes them', async () => {
  await append([event])
  const rival = db.database.of('rival' as AppId)
  expect((await sql`select 1 from journal`.execute(rival)).rows).toEqual([])
  const forged = rival
    .transaction()
    .execute((tx) => journal.append(tx, { app, room, kind: 'forged', by: null, payload: {} }))
  await expect(forged).rejects.toThrow('row-level security')
})

test('M5 what was written stays: nobody changes or deletes an entry, whoever he is', async () => {
  const id = await append([event], { text: 'as it was' })
  const tries = [
    sql`update journal set by = 'somebody else' where id = ${id}::bigint`,
    sql`update journal set payload = '{}' where id = ${id}::bigint`,
    sql`delete from journal where id = ${id}::bigint`,
    sql`truncate journal`,
  ]
  for (const change of tries) await expect(change.execute(db.database.system)).rejects.toThrow('never changed')
  await journal.markTold([id])
})

test('the acts of a room are read newest first, those of the whole app among them, a page at a time', async () => {
  const act = (kind: string, of: RoomId | null, by: string) =>
    db.database
      .of(app)
      .transaction()
      .execute((tx) => journal.append(tx, { app, room: of, kind, by, payload: { by } }))
  await act('moderation.muted', room, 'a')
  await act('moderation.muted', null, 'b')
  await act('moderation.banned', 'another' as RoomId, 'c')
  await act('room.edited', room, 'd')
  const kicked = await act('moderation.kicked', room, 'e')
  const first = await journal.acts(app, room, { limit: 2, before: null })
  expect(first.map(({ by }) => by)).toEqual(['e', 'b'])
  expect(first[0]).toMatchObject({ id: kicked, room, kind: 'moderation.kicked', payload: { by: 'e' } })
  expect(Math.abs(first[0]!.at - Date.now())).toBeLessThan(60_000)
  const rest = await journal.acts(app, room, { limit: 2, before: first[1]!.id })
  expect(rest.map(({ by }) => by)).toEqual(['a'])
  expect(await journal.acts('rival' as AppId, room, { limit: 9, before: null })).toEqual([])
})

test('A15 the sweeper’s question is answered from an index', async () => {
  const { rows } = await sql<{ 'QUERY PLAN': string }>`
    explain select id from journal where tell is not null and told_at is null order by id limit 500
  `.execute(db.database.system)
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('journal_untold')
})

test('A15 how a room was run is read by keyset from the index that holds these kinds and no other', async () => {
  const write = (kind: string, of: RoomId, by: string | null) =>
    db.database
      .of(app)
      .transaction()
      .execute((tx) => journal.append(tx, { app, room: of, kind, by, payload: {} }))
  const here = 'run' as RoomId
  const ids: string[] = []
  for (const kind of DEED_KINDS) ids.unshift(await write(kind, here, 'ann'))
  for (const kind of ['orders.placed', 'order.paid', 'basket.put']) await write(kind, here, 'buyer')
  await write('launch.opened', 'another' as RoomId, 'eve')
  const first = await journal.deeds(app, here, { limit: 7, before: null })
  const rest = await journal.deeds(app, here, { limit: 99, before: first.at(-1)!.id })
  expect([...first, ...rest].map(({ id }) => id)).toEqual(ids)
  expect(await journal.deeds('rival' as AppId, here, { limit: 9, before: null })).toEqual([])

  const { sql: text, parameters } = selectDeeds(app, here, { limit: 51, before: '900' }).compile(db.database.system)
  const plan = await db.database.system.transaction().execute(async (tx) => {
    await sql`set local enable_seqscan = off`.execute(tx)
    const given = text.replace(/\$(\d+)/g, (_, n) => `'${parameters[Number(n) - 1]}'`)
    return (await sql.raw<{ 'QUERY PLAN': string }>(`explain ${given}`).execute(tx)).rows
  })
  const lines = plan.map((row) => row['QUERY PLAN']).join('\n')
  expect(lines).toContain('Index Scan using journal_deeds')
  expect(lines).not.toContain('Sort')
})
