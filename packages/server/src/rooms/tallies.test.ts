import { afterEach, beforeEach, expect, test } from 'bun:test'
import type { AppId, Role, RoomId } from '@hawker/protocol'
import { sql } from 'kysely'
import { type TestDatabase, testDatabase } from '#db'
import { until } from '#kernel/testing/until'
import { SPEAKERS_MAX, Tally } from './core/tally.ts'
import type { Member } from './door.ts'
import { openTestRooms } from './testing/open.ts'
import { person } from './testing/paper.ts'

const app = 'shop' as AppId
const room = 'tea' as RoomId
let db: TestDatabase
let opened: Awaited<ReturnType<typeof openTestRooms>>
beforeEach(async () => {
  db = await testDatabase()
  opened = await openTestRooms(db.database)
  await opened.rooms.create(app, { id: room, title: 'Tea', status: 'live' }, null)
})
afterEach(async () => {
  await opened.rooms.stop()
  await db.close()
})

const enter = async (id: string, role: Role = 'viewer') => {
  const member: Member = {
    connectionId: `${id}-1`,
    actor: { kind: 'person', app, person: person(id, role), sessionId: 's' },
    ...{ viewerKey: `u:${id}`, network: null },
  }
  const entered = await opened.rooms.enter(app, room, member, null)
  if ('refused' in entered) throw new Error(entered.refused)
  return { leave: () => entered.room.leave(member), say: (text: string) => entered.room.say(person(id, role), text) }
}
const written = async (kind: string) => {
  const { rows } = await sql<{ room_id: string; payload: object }>`
    select room_id, payload from journal where kind = ${kind} order by id`.execute(db.database.system)
  return rows.map((row) => [row.room_id, row.payload])
}

test('lines are written down every 10 s in one entry a room, those of staff and those refused are not', async () => {
  const ann = await enter('ann')
  const bob = await enter('bob')
  const mei = await enter('mei', 'host')
  for (let i = 0; i < 3; i++) await ann.say(`line ${i}`)
  await bob.say('hello')
  await bob.say(' ')
  await mei.say('welcome')
  await opened.time.pass(5_000)
  expect(await written('room.spoke')).toEqual([])
  await opened.time.pass(7_000)
  await until(async () => (await written('room.spoke')).length > 0)
  await opened.time.pass(20_000)
  expect(await written('room.spoke')).toEqual([[room, { ann: 3, bob: 1 }]])
})

test('whoever is there when a minute ends has watched it, staff aside, while the room is live', async () => {
  await enter('ann')
  const bob = await enter('bob')
  await enter('mei', 'host')
  await opened.time.pass(30_000)
  bob.leave()
  await opened.time.pass(35_000)
  await until(async () => (await written('room.watched')).length > 0)
  expect(await written('room.watched')).toEqual([[room, { ann: 1 }]])
  await opened.rooms.moveStatus(app, room, 'ended', { by: null })
  await opened.time.pass(120_000)
  expect((await written('room.watched')).length).toBe(1)
})

test('what was said in the last seconds before an orderly end is written down', async () => {
  const ann = await enter('ann')
  await ann.say('bye')
  await opened.rooms.stop()
  expect(await written('room.spoke')).toEqual([[room, { ann: 1 }]])
})

test('a crowd of speakers is counted up to a bound', () => {
  const tally = new Tally()
  for (let i = 0; i < SPEAKERS_MAX + 500; i++) tally.spoke(person(`v${i}`, 'viewer'))
  tally.spoke(person('v0', 'viewer'))
  const lines = tally.take()!
  expect([lines.size, lines.get(person('v0', 'viewer').id)]).toEqual([SPEAKERS_MAX, 2])
  expect(tally.take()).toBeNull()
})
