import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'bun:test'
import {
  type Actor,
  type AppId,
  api,
  DEFAULT_POLICY,
  isRefusal,
  type OrderedEvent,
  type RoomId,
  type Snapshot,
  type UserId,
} from '@hawker/protocol'
import { sql } from 'kysely'
import type { Presence, PresenceWatch, Sitting } from '#bus'
import { type TestDatabase, testDatabase } from '#db'
import { until } from '#kernel/testing/until'
import type { FrameSink, Rooms } from './door.ts'
import { openRooms } from './index.ts'
import { openTestRooms } from './testing/open.ts'
import { member, noSockets, person } from './testing/paper.ts'

const app = 'shop' as AppId
const ann = person('ann')
const bo = person('bo')
const mei = person('mei', 'host')

let db: TestDatabase
let opened: Awaited<ReturnType<typeof openTestRooms>>
let one: Rooms
let two: Rooms
let room: RoomId
let serial = 0
beforeAll(async () => {
  db = await testDatabase()
})
afterAll(() => db.close())
beforeEach(async () => {
  opened = await openTestRooms(db.database, ++serial)
  one = opened.rooms
  two = await openRooms({ ...opened.deps, processId: 'two' })
  room = `room-${serial}` as RoomId
  await one.create(app, { id: room, title: 'Tea', hostId: 'mei' as UserId, status: 'live' }, null)
})
afterEach(async () => {
  await two.stop()
  await one.stop()
})

const good = <T>(value: T): Exclude<T, { refused: string }> => {
  if (isRefusal(value)) throw new Error(`refused: ${value.refused}`)
  return value as Exclude<T, { refused: string }>
}
const listen = async () => {
  const told: OrderedEvent[] = []
  await opened.log.subscribe({ app, room }, (frame) => void told.push(...JSON.parse(frame).ordered))
  return told
}
const enter = async (rooms: Rooms, of: ReturnType<typeof person> | null) =>
  good(await rooms.enter(app, room, member(of, of ? `u:${of.id}` : undefined), null))
const journal = async (kind: string) =>
  (
    await sql<{ by: string; payload: unknown }>`
      select by, payload from journal where room_id = ${room} and kind = ${kind} order by id`.execute(
      db.database.system,
    )
  ).rows

test('[R41] U11 what one process counts the others know within 250 ms, and one of them tells all', async () => {
  const frames: string[] = []
  const sink: FrameSink = { ...noSockets, publish: (_topic, frame) => void frames.push(frame) }
  two.attach(sink)
  await enter(one, ann)
  await enter(two, bo)
  await opened.time.pass(250)
  expect([one.viewers(app, room), two.viewers(app, room)]).toEqual([2, 2])
  await opened.time.pass(800)
  const told = frames.flatMap((frame) => JSON.parse(frame).latest?.viewers ?? [])
  expect(told.at(-1)).toBe(2)
  frames.length = 0
  await opened.time.pass(8_000)
  expect(frames.filter((frame) => frame.includes('"viewers"'))).toEqual([])
})

test('[R41] a number that whoever should tell it does not tell is told by another', async () => {
  const frames: string[] = []
  one.attach({ ...noSockets, publish: (_topic, frame) => void frames.push(frame) })
  await enter(one, ann)
  await opened.time.pass(2_000)
  // First by name, and silent.
  opened.notices.publish('rooms.viewers', { process: '0', rooms: [[`${app}/${room}`, 5, 0]] })
  await opened.time.pass(4_000)
  expect(frames.flatMap((frame) => JSON.parse(frame).latest?.viewers ?? []).at(-1)).toBe(6)
})

test('[R15] N11 the meters are those of all processes; staff hear them each second, with what is in trouble', async () => {
  const heard: string[] = []
  await two.stop()
  two = await openRooms({ ...opened.deps, processId: 'two', degraded: () => ['redis'] })
  two.attach({ ...noSockets, publish: (topic, text) => void (topic.startsWith('staff/') && heard.push(text)) })
  const here = await enter(one, ann)
  const there = await enter(two, mei)
  for (let i = 0; i < 3; i++) void here.room.say(ann, 'hi')
  void there.room.say(mei, 'hello')
  await opened.time.pass(2_000)
  const { type, meters, degraded } = JSON.parse(heard.at(-1)!)
  expect([type, degraded, meters.viewers]).toEqual(['staff.meters', ['redis'], 1])
  expect([meters.classes.P2.sent, meters.classes.P1.sent]).toEqual([3, 1])
  expect(one.meters(app, room).classes.P1.sent).toBe(1)
  heard.length = 0
  one.tellStaff(app, null, { type: 'direct.said' } as never)
  one.tellStaff('rival' as AppId, null, { type: 'direct.said' } as never)
  one.tellStaff(app, room, { type: 'staff.act' } as never)
  await opened.time.pass(0)
  expect(heard).toEqual(['{"type":"direct.said"}', '{"type":"staff.act"}'])
  there.room.leave(member(mei))
})

test('[R42] the newest members and the staff of all processes are listed, asked for once a second', async () => {
  await enter(one, ann)
  await opened.time.pass(10)
  await enter(two, bo)
  await enter(two, mei)
  await opened.time.pass(300)
  const asked = one.members(app, room, 10)
  await opened.time.pass(200)
  const { viewers, members, staff } = await asked
  expect([viewers, members.map(({ id }) => String(id)), staff.map(({ id }) => String(id))]).toEqual([
    2,
    ['bo', 'ann'],
    ['mei'],
  ])
  const route = one.routes.find(({ endpoint }) => endpoint === api.rooms.listMembers)!
  const actor: Actor = { kind: 'person', app, person: ann, sessionId: 's' }
  expect(await route.handle({ actor, params: { room }, query: { limit: 1 } } as never)).toMatchObject({
    members: [{ id: 'bo' }],
  })
  two.attach({ ...noSockets, networksOf: () => ['10.0.0.0/24'] })
  const networks = one.networksOf(app, room, bo.id)
  await opened.time.pass(200)
  expect(await networks).toEqual(['10.0.0.0/24'])
})

test('[R42] a process that does not answer is left out after 200 ms', async () => {
  await enter(one, ann)
  opened.notices.publish('rooms.viewers', { process: 'deaf', rooms: [[`${app}/${room}`, 5, 0]] })
  await opened.time.pass(1)
  let answer: unknown = null
  void one.members(app, room, 10).then((members) => {
    answer = members
  })
  await opened.time.pass(199)
  expect(answer).toBeNull()
  await opened.time.pass(1)
  expect(answer).toMatchObject({ viewers: 6, members: [{ id: 'ann' }] })
})

test('[R36] M8 a recall is journalled, told in every process, takes the words out and the pin down', async () => {
  const told = await listen()
  const here = await enter(one, ann)
  void here.room.say(ann, 'the secret word')
  await opened.time.pass(50)
  const { id } = told[0]!
  const said = (await two.findMessage(app, room, id))!
  if (said.type !== 'chat.said') throw new Error('not a line')
  await two.pin(app, room, { id, from: said.from, text: said.text, at: said.at }, 'mei')
  const pinned = JSON.parse((await enter(one, bo)).snapshotJson!) as Snapshot
  expect(pinned.pinned.comment).toMatchObject({ id, text: 'the secret word' })
  expect(await two.recall(app, room, id, 'mei')).toBe(true)
  expect(told.slice(1)).toMatchObject([
    { type: 'comment.pinned', pinned: { id } },
    { type: 'chat.recalled', messageId: id },
    { type: 'comment.pinned', pinned: null },
  ])
  expect(await one.findMessage(app, room, id)).toBeNull()
  for (const text of [
    (await enter(one, person('late'))).snapshotJson,
    JSON.stringify(await opened.log.tail({ app, room }, 99)),
  ])
    expect(text).not.toContain('secret')
  expect(await two.recall(app, room, id, 'mei')).toMatchObject({ refused: 'not-found' })
  expect(await journal('moderation.recalled')).toMatchObject([
    { by: 'mei', payload: { act: 'recalled', userId: 'ann', note: id } },
  ])
  expect((await journal('moderation.pinned')).length).toBe(1)
})

test('[R29] a change of policy holds in every process, is journalled as an act, and keeps what it does not name', async () => {
  const route = one.routes.find(({ endpoint }) => endpoint === api.rooms.changeRoom)!
  const there = await enter(two, ann)
  const actor: Actor = { kind: 'person', app, person: mei, sessionId: 's' }
  const change = (policy: object) => route.handle({ actor, params: { room }, body: { policy } } as never)
  expect(await change({ mutedAll: true })).toMatchObject({ policy: { ...DEFAULT_POLICY, mutedAll: true } })
  expect(there.room.say(ann, 'hi')).toMatchObject({ refused: 'muted' })
  expect(await change({ mutedAll: false, slowModeS: 5 })).toMatchObject({ policy: { ...DEFAULT_POLICY, slowModeS: 5 } })
  expect([there.room.say(ann, 'hi'), there.room.say(ann, 'hi')]).toMatchObject([null, { refused: 'slow-mode' }])
  await change({ slowModeS: 5 })
  expect(await journal('moderation.policy')).toMatchObject([
    { by: 'mei', payload: { act: 'policy', note: 'mutedAll: true' } },
    { by: 'mei', payload: { act: 'policy', note: 'mutedAll: false, slowModeS: 5' } },
  ])
})

test('[R32] mutes of an app are read by every process when they change, and by a room that opens', async () => {
  let mutes: [UserId, number][] = []
  for (const rooms of [one, two])
    rooms.addSanctionSource({
      ofRoom: async () => ({ mutes: [], bans: [], networks: [] }),
      ofApp: async () => mutes,
    })
  const there = await enter(two, ann)
  mutes = [[ann.id, opened.time.now() + 1_000_000]]
  one.appMutesChanged(app)
  await opened.time.pass(10)
  expect(there.room.say(ann, 'hi')).toMatchObject({ refused: 'muted' })
  expect((await enter(one, ann)).mutedUntil).toBe(mutes[0]![1])
  mutes = []
  await opened.time.pass(61_000)
  expect(there.room.say(ann, 'hi')).toBeNull()
})

test('[R43] a room whose process died while it waited for its publisher is ended when the grace is over', async () => {
  const graceEndsAt = opened.time.now() + 30_000
  good(await one.moveStatus(app, room, 'interrupted', { by: null, graceEndsAt }))
  await opened.time.pass(29_000)
  expect((await two.find(app, room))!.status).toBe('interrupted')
  await until(async () => {
    await opened.time.pass(2_000)
    return (await two.find(app, room))!.status !== 'interrupted'
  })
  const ended = await two.find(app, room)
  expect(ended).toMatchObject({ status: 'ended', graceEndsAt: null })
  expect(ended!.endedAt).toBeGreaterThanOrEqual(graceEndsAt)
  const ends = (await journal('room.moved')).filter(({ payload }) => (payload as { to: string }).to === 'ended')
  expect(ends.length).toBe(1)
})

test('[R7] S16 a scheduled room is seen with its time, is open to talk, and waits for somebody to start it', async () => {
  const startsAt = opened.time.now() + 60_000
  const later = good(await one.create(app, { title: 'Later', startsAt }, null))
  await opened.time.pass(120_000)
  expect(await two.find(app, later.id)).toMatchObject({ status: 'scheduled', startsAt })
  const { room: live } = good(await two.enter(app, later.id, member(ann), null))
  expect(live.say(ann, 'when does it start?')).toBeNull()
})

test('[R44] G15 who sits in two processes counts once, and the oldest socket beyond the limit is closed with 4409', async () => {
  const sitting: Sitting[] = []
  const watches: PresenceWatch[] = []
  const presence: Presence = {
    enter: async (seat, max) => {
      sitting.push(seat)
      const evicted = sitting.splice(0, Math.max(0, sitting.length - max)).map(({ socketId }) => socketId)
      for (const socketId of evicted) for (const watch of watches) watch.evict(socketId)
      return { counted: sitting.length === 1, evicted }
    },
    leave: (seat) =>
      void sitting.splice(
        sitting.findIndex(({ socketId }) => socketId === seat.socketId),
        1,
      ),
    watch: (watch) => {
      watches.push(watch)
      return () => {}
    },
  }
  await two.stop()
  const open = (processId: string) => openRooms({ ...opened.deps, processId, presence, socketsPerUser: 2 })
  two = await open('two')
  const three = await open('three')
  const closed: unknown[] = []
  for (const rooms of [two, three])
    rooms.attach({ ...noSockets, closeSocket: (...args) => void closed.push(args.slice(1, 4)) })
  const first = member(ann, 'u:ann')
  good(await two.enter(app, room, first, null))
  good(await three.enter(app, room, member(ann, 'u:ann'), null))
  await opened.time.pass(300)
  expect([two.viewers(app, room), three.viewers(app, room)]).toEqual([1, 1])
  expect(sitting[0]!.socketId).toBe(`shop/ann/${first.connectionId}/two`)
  good(await three.enter(app, room, member(ann, 'u:ann'), null))
  await opened.time.pass(10)
  expect(closed[0]).toEqual(['ann', first.connectionId, 4409])
  watches.at(-1)!.counts(app, room, 'u:ann', true)
  await three.stop()
})
