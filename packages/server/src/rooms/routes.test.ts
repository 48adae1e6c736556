import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type Actor, type AppId, api, isRefusal, type Refusal } from '@hawker/protocol'
import { type TestDatabase, testDatabase } from '#db'
import { openTestRooms } from './testing/open.ts'
import { person } from './testing/paper.ts'

const app = 'shop' as AppId
const rival = 'rival' as AppId
type RoomCard = api.rooms.RoomCard

const by = (id: string, role: Parameters<typeof person>[1], of = app): Actor => ({
  kind: 'person',
  app: of,
  person: person(id, role),
  sessionId: 's',
})
const nobody: Actor = { kind: 'public', app }
const owner = by('olga', 'owner')
const mei = by('mei', 'host')
const server: Actor = { kind: 'server', app }

let db: TestDatabase
let opened: Awaited<ReturnType<typeof openTestRooms>>
beforeAll(async () => {
  db = await testDatabase()
  opened = await openTestRooms(db.database)
})
afterAll(async () => {
  await opened.rooms.stop()
  await db.close()
})

/** As the api edge calls: parsed by the contract, and the answer held against it. */
const call = async <T = RoomCard>(
  endpoint: (typeof api.rooms)['listRooms' | 'readRoom' | 'createRoom' | 'changeRoom' | 'moveRoom' | 'readRoomMeters'],
  actor: Actor,
  { room, query = {}, body }: { room?: string; query?: object; body?: object } = {},
): Promise<T | Refusal> => {
  const route = opened.rooms.routes.find((one) => one.endpoint === endpoint)!
  const parse = (schema: unknown, value: unknown) =>
    schema === undefined ? undefined : (schema as { parse(v: unknown): unknown }).parse(value)
  const parts = endpoint as { params?: unknown; query?: unknown; body?: unknown }
  const answer = await route.handle({
    actor,
    params: parse(parts.params, { room }),
    query: parse(parts.query, query),
    body: parse(parts.body, body),
    address: '127.0.0.1',
    credential: null,
    requestId: 'r',
    signal: new AbortController().signal,
  } as never)
  return isRefusal(answer) ? answer : (endpoint.answer.parse(answer) as T)
}
const create = async (actor: Actor, body: object) => (await call(api.rooms.createRoom, actor, { body })) as RoomCard
type Page = { rooms: RoomCard[]; next: string | null }

test('a page of rooms is newest first and leads to the next, without a room twice or missing', async () => {
  const ids: string[] = []
  for (let i = 0; i < 7; i++) {
    // Two and two at the same moment.
    if (i % 2 === 0) await opened.time.pass(1)
    ids.unshift((await create(owner, { title: `Room ${i}`, startsAt: 1 })).id)
  }
  const seen: string[] = []
  let after: string | undefined
  for (let pages = 0; pages < 9; pages++) {
    const page = (await call<Page>(api.rooms.listRooms, nobody, { query: { limit: '3', after } })) as Page
    seen.push(...page.rooms.map(({ id }) => id))
    if (page.next === null) break
    after = page.next
  }
  expect(seen.toSorted()).toEqual(ids.toSorted())
  expect(seen[0]).toBe(ids[0]!)
  for (const bad of ['x', '1.', '1.a.b', "1.'or'1", `${'9'.repeat(16)}.a`])
    expect(await call(api.rooms.listRooms, nobody, { query: { after: bad } })).toMatchObject({ refused: 'invalid' })
})

test('[R6] drafts are shown to staff and the server only, in lists and alone', async () => {
  const { id } = await create(owner, { title: 'Secret' })
  const listed = async (actor: Actor) =>
    ((await call<Page>(api.rooms.listRooms, actor, { query: { status: 'draft' } })) as Page).rooms.some(
      (r) => r.id === id,
    )
  expect([await listed(owner), await listed(server), await listed(nobody), await listed(by('v', 'viewer'))]).toEqual([
    true,
    true,
    false,
    false,
  ])
  expect(await call(api.rooms.readRoom, nobody, { room: id })).toMatchObject({ refused: 'not-found' })
  expect(await call(api.rooms.readRoom, mei, { room: id })).toMatchObject({ id, status: 'draft' })
})

test('N1 only who belongs to no app may name one; others stay in theirs', async () => {
  const { id } = await create(owner, { title: 'Ours', startsAt: 1 })
  const read = (actor: Actor, query: object = {}) => call(api.rooms.readRoom, actor, { room: id, query })
  expect(await read({ kind: 'public', app: rival }, { app })).toMatchObject({ id })
  const eve = by('eve', 'owner', rival)
  expect(await read(eve, { app })).toMatchObject({ refused: 'not-found' })
  expect(await read(eve)).toMatchObject({ refused: 'not-found' })
  expect(await call(api.rooms.listRooms, eve, { query: { app } })).toEqual({ rooms: [], next: null } as never)
  expect(await call(api.rooms.changeRoom, eve, { room: id, body: { title: 'Mine' } })).toMatchObject({
    refused: 'not-found',
  })
  expect(await call(api.rooms.moveRoom, eve, { room: id, body: { status: 'live' } })).toMatchObject({
    refused: 'not-found',
  })
  expect(await call(api.rooms.readRoomMeters, eve, { room: id })).toMatchObject({ refused: 'not-found' })
})

test('S9 an announcement is cleaned, told, and there for who comes later', async () => {
  const { id } = await create(owner, { title: 'Tea', startsAt: 1 })
  const changed = await call(api.rooms.changeRoom, by('ann', 'assistant'), {
    room: id,
    body: { announcement: 'Free cups\u202e\ntonight ' },
  })
  expect(changed).toMatchObject({ announcement: 'Free cups\ntonight', version: 2, title: 'Tea' })
  expect(await call(api.rooms.readRoom, nobody, { room: id })).toMatchObject({ announcement: 'Free cups\ntonight' })
})

test('a host creates and runs his own rooms, not those of another', async () => {
  const mine = await create(mei, { title: 'Mine', startsAt: 1 })
  expect(mine.host?.id as string).toBe('mei')
  expect(await call(api.rooms.createRoom, mei, { body: { title: 'x', hostId: 'lin' } })).toMatchObject({
    refused: 'not-allowed',
  })
  const lin = by('lin', 'host')
  const live = { status: 'live' }
  expect(await call(api.rooms.moveRoom, lin, { room: mine.id, body: live })).toMatchObject({ refused: 'not-allowed' })
  expect(await call(api.rooms.moveRoom, mei, { room: mine.id, body: live })).toMatchObject(live)
  expect(
    await call(api.rooms.moveRoom, by('ann', 'assistant'), { room: mine.id, body: { status: 'paused' } }),
  ).toMatchObject({ status: 'paused' })
})

test('[R1][R3] only legal moves are made; interrupted is the system’s, a ban the owner’s', async () => {
  const { id } = await create(mei, { title: 'Moves', startsAt: 1 })
  const move = (actor: Actor, status: string, reason?: string) =>
    call(api.rooms.moveRoom, actor, { room: id, body: { status, reason } })
  expect(await move(mei, 'paused')).toMatchObject({ refused: 'wrong-state' })
  expect(await move(mei, 'live')).toMatchObject({ status: 'live' })
  expect(await move(mei, 'interrupted')).toMatchObject({ refused: 'wrong-state' })
  expect(await move(mei, 'banned')).toMatchObject({ refused: 'not-allowed' })
  expect(await move(owner, 'banned', 'Fake goods')).toMatchObject({ status: 'banned', statusReason: 'Fake goods' })
  expect(await move(mei, 'ended')).toMatchObject({ refused: 'not-allowed' })
  expect(await move(server, 'ended')).toMatchObject({ status: 'ended', statusReason: null })
})

test('X1 a cover is an http address or a path of this server', async () => {
  for (const coverUrl of ['javascript:alert(1)', 'data:text/html,x', '//evil.example/x', '/\\evil.example', 'x.png'])
    expect(await call(api.rooms.createRoom, owner, { body: { title: 'x', coverUrl } })).toMatchObject({
      refused: 'invalid',
      fields: [{ path: 'coverUrl' }],
    })
  for (const coverUrl of ['https://shop.example/a.png', '/pictures/a.webp', null])
    expect(await create(owner, { title: 'x', coverUrl })).toMatchObject({ coverUrl })
})

test('[R15] the meters show what each class sent, merged and dropped', async () => {
  const { id } = await create(owner, { title: 'Loud', startsAt: 1 })
  const actor = by('ann', 'viewer')
  const entered = await opened.rooms.enter(app, id, { connectionId: 'c', actor, viewerKey: 'ann', network: null }, null)
  if (isRefusal(entered)) throw new Error(entered.refused)
  for (let i = 0; i < 100; i++) void entered.room.say(person('ann'), 'hi')
  await opened.time.pass(50)
  expect(await call(api.rooms.readRoomMeters, owner, { room: id })).toMatchObject({
    viewers: 1,
    peakViewers: 1,
    budgetPerSecond: 40,
    classes: { P2: { sent: 40, perSecond: 40, dropped: 60 }, P1: { sent: 0 } },
  })
})
