import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'bun:test'
import type { AppId, OrderedEvent, RoomFacts, RoomId, Snapshot, UserId } from '@hawker/protocol'
import { isRefusal, refuse } from '@hawker/protocol'
import { sql } from 'kysely'
import { type TestDatabase, testDatabase } from '#db'
import { until } from '#kernel/testing/until'
import { openRooms } from './index.ts'
import { openTestRooms } from './testing/open.ts'
import { member, noSockets, person } from './testing/paper.ts'

const app = 'shop' as AppId
const rival = 'rival' as AppId
const host = 'mei' as UserId

let db: TestDatabase
let opened: Awaited<ReturnType<typeof openTestRooms>>
let room: RoomId
let serial = 0
beforeAll(async () => {
  db = await testDatabase()
})
afterAll(() => db.close())
beforeEach(async () => {
  opened = await openTestRooms(db.database, ++serial)
  room = `room-${serial}` as RoomId
  await opened.rooms.create(app, { id: room, title: 'Tea', hostId: host, status: 'live' }, null)
})
afterEach(() => opened.rooms.stop())

const good = <T>(value: T): Exclude<T, { refused: string }> => {
  if (isRefusal(value)) throw new Error(`refused: ${value.refused}`)
  return value as Exclude<T, { refused: string }>
}
const listen = async () => {
  const told: OrderedEvent[] = []
  await opened.log.subscribe({ app, room }, (frame) => void told.push(...JSON.parse(frame).ordered))
  return told
}
const untoldOf = async () => (await opened.journal.untold(-60_000)).filter((entry) => entry.room === room)

test('[R4] a move changes the row, raises the version by one, journals who did it, and is told', async () => {
  const told = await listen()
  const paused = good(await opened.rooms.moveStatus(app, room, 'paused', { by: 'mei', reason: ' Back at 8\u200b ' }))
  expect(paused).toMatchObject({ status: 'paused', statusReason: 'Back at 8', version: 2, host: { name: 'mei' } })
  expect(await opened.rooms.find(app, room)).toEqual(paused)
  expect(told).toMatchObject([{ type: 'room.changed', room: { status: 'paused', version: 2 } }])
  const { rows } =
    await sql`select kind, by, payload from journal where room_id = ${room} order by id desc limit 1`.execute(
      db.database.system,
    )
  expect(rows).toMatchObject([{ kind: 'room.moved', by: 'mei', payload: { from: 'live', to: 'paused' } }])
})

test('[R1] an illegal move is refused and leaves everything as it was', async () => {
  const told = await listen()
  const before = await opened.rooms.find(app, room)
  expect(await opened.rooms.moveStatus(app, room, 'replay', { by: null })).toMatchObject({ refused: 'wrong-state' })
  const only = { by: null, onlyFrom: ['interrupted'] as const }
  expect(await opened.rooms.moveStatus(app, room, 'ended', only)).toMatchObject({ refused: 'wrong-state' })
  expect([await opened.rooms.find(app, room), told, await untoldOf()]).toEqual([before, [], []])
})

test('[R4] of many who move a room at once one wins, and versions have no gap', async () => {
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => opened.rooms.moveStatus(app, room, 'paused', { by: null })),
  )
  expect(answers.filter((answer) => !isRefusal(answer)).length).toBe(1)
  expect((await opened.rooms.find(app, room))?.version).toBe(2)
})

test('[R2] grace stands while interrupted, and goes with it', async () => {
  const { rooms, time } = opened
  const more = { by: null, graceEndsAt: time.now() + 120_000 }
  expect(await rooms.moveStatus(app, room, 'interrupted', more)).toMatchObject({ graceEndsAt: time.now() + 120_000 })
  expect(await rooms.moveStatus(app, room, 'live', { by: null })).toMatchObject({ graceEndsAt: null })
})

test('promise 6: [R5] what a crash left untold between commit and announcement is told by the sweeper, once', async () => {
  const { rooms, journal, time } = opened
  const told = await listen()
  const facts = (await rooms.find(app, room)) as RoomFacts
  const journalId = await db.database
    .of(app)
    .transaction()
    .execute(async (tx) => {
      const version = (await rooms.nextVersion(tx, app, room))!
      const event: OrderedEvent = { type: 'room.changed', id: `e${room}`, at: time.now(), room: { ...facts, version } }
      return journal.append(tx, { app, room, kind: 'test', by: null, payload: {}, tell: [event] })
    })
  // The process dies here. Two seconds later, by the database's clock:
  await sql`update journal set at = at - interval '3 seconds' where id = ${journalId}`.execute(db.database.system)
  await time.pass(2_000)
  await until(() => told.length > 0)
  expect(told).toMatchObject([{ type: 'room.changed', room: { version: 2 } }])
  await time.pass(500)
  await until(async () => (await untoldOf()).length === 0)
  await time.pass(4_000)
  expect(told.length).toBe(1)
})

test('[R5] what was told at once is off the sweeper’s list a moment later', async () => {
  good(await opened.rooms.moveStatus(app, room, 'paused', { by: null }))
  expect((await untoldOf()).length).toBe(1)
  await opened.time.pass(300)
  await until(async () => (await untoldOf()).length === 0)
})

test('[R5] another process that sweeps tells nothing twice', async () => {
  const told = await listen()
  const second = await openRooms(opened.deps)
  good(await opened.rooms.moveStatus(app, room, 'paused', { by: null }))
  await sql`update journal set at = at - interval '3 seconds' where room_id = ${room}`.execute(db.database.system)
  await second.tell(app, room, '1', told)
  expect(told.length).toBe(1)
  await second.stop()
})

test('nextVersion counts on under the lock, and knows no foreign room', async () => {
  const next = (of: AppId, id: RoomId) =>
    db.database
      .of(of)
      .transaction()
      .execute((tx) => opened.rooms.nextVersion(tx, of, id))
  const versions = await Promise.all(Array.from({ length: 10 }, () => next(app, room)))
  expect(versions.sort((a, b) => a! - b!)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
  expect([await next(rival, room), await next(app, 'none' as RoomId)]).toEqual([null, null])
})

test('[R6] G14 a foreign room, an unknown room and a draft look alike to who may not see them', async () => {
  const { rooms } = opened
  const draft = `draft-${serial}` as RoomId
  good(await rooms.create(app, { id: draft, title: 'Soon' }, null))
  const answers = [
    await rooms.enter(rival, room, member(person('eve')), null),
    await rooms.enter(app, 'none' as RoomId, member(person('ann')), null),
    await rooms.enter(app, draft, member(person('ann')), null),
    await rooms.enter(app, draft, member(null), null),
  ]
  for (const answer of answers) expect(answer).toEqual(refuse('not-found'))
  good(await rooms.enter(app, draft, member(person('mei', 'host')), null))
  expect(await rooms.find(rival, room)).toBeNull()
})

test('G14 an id of another app and one of this app never share a topic', async () => {
  const { rooms } = opened
  good(await rooms.create(rival, { id: room, title: 'Other', status: 'live' }, null))
  const frames: string[] = []
  rooms.attach({ ...noSockets, publish: (topic, frame) => void frames.push(`${topic} ${frame}`) })
  const here = good(await rooms.enter(app, room, member(person('ann')), null))
  const there = good(await rooms.enter(rival, room, member(person('eve')), null))
  frames.length = 0
  void here.room.say(person('ann'), 'hello')
  await opened.time.pass(50)
  expect(frames.filter((frame) => frame.includes('hello')).map((frame) => frame.split(' ')[0])).toEqual([here.topic])
  expect(there.topic).not.toBe(here.topic)
})

test('a socket hears the room before it learns where it stands', async () => {
  const order: string[] = []
  opened.rooms.addSource({
    play: () => {
      order.push('read')
      return { hls: '/live/x.m3u8' }
    },
  })
  const mine = { ...member(person('ann')), subscribe: (topic: string) => void order.push(topic) }
  const entered = good(await opened.rooms.enter(app, room, mine, null))
  expect(order).toEqual([entered.topic, 'read'])
  const snapshot = JSON.parse(entered.snapshotJson!) as Snapshot
  expect(snapshot).toMatchObject({ room: { id: room, status: 'live' }, play: { hls: '/live/x.m3u8' }, launch: null })
})

test('[R18] likes are kept every few seconds and at the end, and none is lost or counted twice', async () => {
  const { rooms, time, deps } = opened
  const likes = async () =>
    Number(
      (await sql<{ likes: number }>`select likes from rooms where id = ${room}`.execute(db.database.system)).rows[0]!
        .likes,
    )
  const { room: live } = good(await rooms.enter(app, room, member(person('ann')), null))
  for (let i = 0; i < 10; i++) live.like('ann', 50)
  await time.pass(3_000)
  await until(async () => (await likes()) === 500)
  live.like('ann', 7)
  await rooms.stop()
  expect(await likes()).toBe(507)
  const again = await openRooms(deps)
  const entered = good(await again.enter(app, room, member(person('ann')), null))
  expect((JSON.parse(entered.snapshotJson!) as Snapshot).latest.likes).toBe(507)
  await again.stop()
})

test('[R22][R23] viewers add up over processes, and return to zero', async () => {
  const { rooms, time, deps } = opened
  const other = await openRooms(deps)
  const ann = member(person('ann'))
  const bo = member(person('bo'))
  const one = good(await rooms.enter(app, room, ann, null))
  const two = good(await other.enter(app, room, bo, null))
  await time.pass(1_000)
  expect([rooms.viewers(app, room), other.viewers(app, room)]).toEqual([2, 2])
  one.room.leave(ann)
  await time.pass(1_000)
  expect([rooms.viewers(app, room), other.viewers(app, room)]).toEqual([1, 1])
  two.room.leave(bo)
  await time.pass(1_000)
  expect([rooms.viewers(app, room), other.viewers(app, room)]).toEqual([0, 0])
  expect(rooms.meters(app, room).peakViewers).toBe(2)
  await other.stop()
})

test('[R23] G15 the viewers of a process that died are forgotten within 20 s', async () => {
  const { rooms, time, notices } = opened
  notices.publish('rooms.viewers', { process: 'dead', rooms: [[`${app}/${room}`, 40]] })
  await time.pass(1_000)
  expect(rooms.viewers(app, room)).toBe(40)
  await time.pass(19_000)
  expect(rooms.viewers(app, room)).toBe(0)
})

test('one person alone is told on every process', async () => {
  const heard: unknown[] = []
  const second = await openRooms(opened.deps)
  for (const rooms of [opened.rooms, second]) rooms.attach({ ...noSockets, toUser: (...told) => void heard.push(told) })
  const order = { id: 'o' } as never
  opened.rooms.tellUser(app, 'ann' as UserId, { type: 'own.order', order })
  await opened.time.pass(0)
  const message = '{"type":"own.order","order":{"id":"o"}}'
  expect(heard).toEqual([
    [app, 'ann', message],
    [app, 'ann', message],
  ])
  await second.stop()
})

test('a room that fell silent leaves memory, and what was counted stays', async () => {
  const { rooms, time } = opened
  const ann = member(person('ann'))
  const entered = good(await rooms.enter(app, room, ann, null))
  entered.room.leave(ann)
  await time.pass(3_000)
  await until(
    async () =>
      (await sql`select 1 from rooms where id = ${room} and peak_viewers = 1`.execute(db.database.system)).rows
        .length === 1,
  )
  await time.pass(60_000)
  const again = good(await rooms.enter(app, room, member(person('bo')), null))
  expect(again.room).not.toBe(entered.room)
})

test('a new room is a draft, or scheduled when its start is known; an id is taken once, and a host must exist', async () => {
  const { rooms, time } = opened
  const at = (id: string) => `${id}-${serial}` as RoomId
  expect(good(await rooms.create(app, { id: at('a'), title: 'A' }, null))).toMatchObject({
    status: 'draft',
    version: 1,
  })
  const startsAt = time.now() + 1
  expect(good(await rooms.create(app, { id: at('b'), title: 'B', startsAt }, null)).status).toBe('scheduled')
  expect(await rooms.create(app, { id: at('a'), title: 'A' }, null)).toMatchObject({ refused: 'conflict' })
  const nobody = 'nobody' as UserId
  expect(await rooms.create(app, { title: 'C', hostId: nobody }, null)).toMatchObject({ refused: 'not-found' })
  const ended = { id: at('d'), title: 'D', hostId: host, status: 'ended', startedAt: 1, endedAt: 2, likes: 9 } as const
  expect(good(await rooms.create(app, ended, null))).toMatchObject({ status: 'ended', startedAt: 1, endedAt: 2 })
  const ofHost = await rooms.roomsOfHost(app, host)
  expect([ofHost.includes(room), ofHost.includes(at('d'))]).toEqual([true, false])
  const open = await rooms.openRoomIds(app)
  expect([open.includes(room), open.includes(at('b')), open.includes(at('d'))]).toEqual([true, false, false])
})

test('A15 lists and the sweeper are answered from indexes', async () => {
  const plan = await db.database.system.connection().execute(async (connection) => {
    await sql`set enable_seqscan = off`.execute(connection)
    const { rows } = await sql<{ 'QUERY PLAN': string }>`
      explain select id from rooms where app_id = 'shop' and status = 'live' and (created_at, id) < (5, 'x')
      order by created_at desc, id desc limit 51`.execute(connection)
    await sql`reset enable_seqscan`.execute(connection)
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  })
  expect(plan).toContain('rooms_newest')
  expect(plan).not.toContain('Sort')
})
