import { expect, test } from 'bun:test'
import {
  DEFAULT_POLICY,
  isRefusal,
  type MemberModerated,
  type OrderedEvent,
  type RoomPolicy,
  type Snapshot,
  type UserId,
} from '@hawker/protocol'
import { createMemoryLog, type RoomLog } from '#bus'
import { seededChance } from '#kernel/chance'
import type { Entered, FrameSink } from './door.ts'
import { tombstone } from './messages.ts'
import { factsOf, member, noSockets, paperRoom, person } from './testing/paper.ts'

const ann = person('ann')
const bo = person('bo')
const mei = person('mei', 'host')

const entered = async (answer: Promise<unknown>) => {
  const value = await answer
  if (isRefusal(value)) throw new Error(value.refused)
  return value as Entered
}

const opened = async (options: Parameters<typeof paperRoom>[0] = {}) => {
  const closed: unknown[] = []
  const own: unknown[] = []
  const sink: Partial<FrameSink> = {
    closeUser: (_app, room, user, code) => void closed.push([room, user, code]),
    closeNetwork: (_app, room, network, code) => void closed.push([room, network, code]),
    toUser: (_app, user, message, room) => void own.push([user, JSON.parse(message), room]),
  }
  const paper = paperRoom({ ...options, sink: { ...noSockets, ...sink } })
  await paper.room.open()
  return { ...paper, closed, own }
}

let acts = 0
const moderated = (act: MemberModerated['act'], user: { id: UserId }, until: number | null): OrderedEvent => ({
  type: 'member.moderated',
  ...{ id: `m${acts++}`, at: 1, userId: user.id, act, until },
})
const withPolicy = (policy: Partial<RoomPolicy>) => ({
  ...factsOf('live', 2),
  policy: { ...DEFAULT_POLICY, ...policy },
})

test('[R32] G3 a mute told in the log, by whichever process, holds at once, and he is told', async () => {
  const { room, log, key, own, time } = await opened()
  await room.enter(member(ann), null)
  const until = time.now() + 60_000
  await log.append(
    key,
    [{ priority: 0, delivery: 'ordered', json: JSON.stringify(moderated('muted', ann, until)) }],
    null,
    1,
  )
  expect(room.say(ann, 'hi')).toMatchObject({ refused: 'muted', retryAfterMs: 60_000 })
  expect(room.custom(ann, { data: 'x', description: '', extension: '' })).toMatchObject({ refused: 'muted' })
  expect(own).toEqual([['ann', { type: 'own.standing', room: 'tea', mutedUntil: until }, 'tea']])
  expect(room.say(bo, 'hi')).toBeNull()
  room.leave(member(ann))
  expect((await entered(room.enter(member(ann), null))).mutedUntil).toBe(until)
  await time.pass(60_000)
  expect(room.say(ann, 'hi')).toBeNull()
})

test('[R33] who is banned or kicked loses his pages here; who is banned does not come in until it is over', async () => {
  const { room, closed, state, time } = await opened()
  await room.tell([moderated('kicked', ann, null)])
  expect(await room.enter(member(ann), null)).not.toMatchObject({ refused: 'banned' })
  const until = time.now() + 10_000
  state.sanctions = { mutes: [], bans: [[bo.id, until]], networks: [['10.0.0.0/24', until]] }
  await room.tell([moderated('banned', bo, until)])
  expect(closed).toEqual([
    ['tea', 'ann', 4410],
    ['tea', 'bo', 4413],
  ])
  expect(await room.enter(member(bo), null)).toMatchObject({ refused: 'banned', retryAfterMs: 10_000 })
  expect(room.bars(member(bo))).toMatchObject({ refused: 'banned' })
  room.turn(time.monotonic())
  await time.pass(0)
  expect(closed.at(-1)).toEqual(['tea', '10.0.0.0/24', 4413])
  const from = (of: ReturnType<typeof person> | null) => ({ ...member(of), network: '10.0.0.0/24' })
  expect(await room.enter(from(null), null)).toMatchObject({ refused: 'banned' })
  expect(await room.enter(from(person('g', 'guest')), null)).toMatchObject({ refused: 'banned' })
  expect(await room.enter(from(person('v')), null)).not.toMatchObject({ refused: 'banned' })
  await time.pass(10_000)
  expect(room.bars(member(bo))).toBeNull()
})

test('[R33] what the log did not tell is read within a minute, and acted on', async () => {
  const { room, closed, own, state, time } = await opened()
  state.sanctions = { mutes: [[ann.id, time.now() + 1e6]], bans: [[bo.id, time.now() + 1e6]], networks: [] }
  for (let s = 0; s < 61; s++) {
    await time.pass(1_000)
    room.turn(time.monotonic())
  }
  await time.pass(0)
  expect([closed, own.length]).toEqual([[['tea', 'bo', 4413]], 1])
})

test('[R33] a reading that began before an act does not undo it', async () => {
  let answer = () => {}
  const { room, state, time } = await opened()
  const { promise, resolve } = Promise.withResolvers<void>()
  answer = resolve
  const before = state.sanctions
  Object.defineProperty(state, 'sanctions', { get: () => promise.then(() => before), configurable: true })
  const reading = room.standing.readAgain(time.monotonic())
  await time.pass(0)
  await room.tell([moderated('muted', ann, time.now() + 1e6)])
  answer()
  await reading
  expect(room.say(ann, 'hi')).toMatchObject({ refused: 'muted' })
})

test('[R29] who follows or has bought is asked once in 30 s; while nobody can tell he may try again', async () => {
  const { room, state } = await opened()
  await room.tell([{ type: 'room.changed', id: 'r', at: 1, room: withPolicy({ speakers: 'followers' }) }])
  state.stands = () => false
  expect(room.say(ann, 'hi')).toMatchObject({ refused: 'followers-only' })
  expect(room.say(mei, 'hi')).toBeNull()
  state.stands = async () => true
  expect(await room.say(ann, 'hi')).toBeNull()
  state.stands = () => Promise.reject(new Error('planted'))
  expect(await room.say(ann, 'hi')).toMatchObject({ refused: 'unavailable', retryAfterMs: expect.any(Number) })
})

test('[R34] G13 a custom message comes as its sender wrote it, with who he is from the server, P2, staff P1', async () => {
  const { room, frames, time } = await opened()
  const forged = { data: '{"type":"dice"}', description: 'd', extension: 'e', from: mei, priority: 0, id: 'x' }
  expect(room.custom(ann, forged)).toBeNull()
  expect(room.custom(mei, forged)).toBeNull()
  await time.pass(50)
  const [first, second] = frames.flatMap(({ ordered }) => ordered)
  expect(first).toEqual({
    ...{ type: 'custom.said', id: expect.any(String), at: time.now() - 50, from: ann },
    ...{ data: '{"type":"dice"}', description: 'd', extension: 'e' },
  } as never)
  expect(second).toMatchObject({ from: mei })
  const { P1, P2 } = room.core.meter.read(time.now())
  expect([P1.sent, P2.sent]).toEqual([1, 1])
})

test('[R35] who is not here may be let speak, at a priority; a line has somebody who says it', async () => {
  const { room, frames, time } = await opened()
  const custom = { data: 'draw', description: '', extension: '' }
  expect(room.post(null, custom, 1)).toMatchObject({ id: expect.any(String) })
  expect(room.post(mei, { text: 'hello' }, 3)).toMatchObject({ id: expect.any(String) })
  expect(room.post(null, { text: 'hello' }, 2)).toMatchObject({ refused: 'invalid' })
  await time.pass(50)
  expect(frames.flatMap(({ ordered }) => ordered)).toMatchObject([{ from: null, data: 'draw' }, { text: 'hello' }])
})

test('[R36] M8 after a recall neither resume, nor a snapshot, nor the tail of the log shows the words', async () => {
  const { room, log, key, frames, time } = await opened()
  const { position } = await entered(room.enter(member(ann), null))
  room.say(bo, 'the secret word')
  await time.pass(50)
  const said = frames.flatMap(({ ordered }) => ordered)[0]!
  // Somebody comes while it is taken back: whatever he reads before is read again.
  const during = room.enter(member(person('during')), null)
  await log.redact(key, [said.id], tombstone(said.id, 1))
  await room.tell([{ type: 'chat.recalled', id: 'r1', at: 1, messageId: said.id }])
  const texts = [
    JSON.stringify(await during),
    await room.resume(position),
    await room.resume({ epoch: 'other', offset: 0 }),
    JSON.stringify(await room.enter(member(person('late')), null)),
    JSON.stringify(await room.enter(member(person('back')), position)),
    JSON.stringify(await log.tail(key, 100)),
  ]
  for (const text of texts.slice(1)) expect(text).not.toContain('secret')
  expect(JSON.parse(texts[1]!).entries.map((e: { event: OrderedEvent }) => e.event.type)).toEqual([
    'message.removed',
    'chat.recalled',
  ])
})

test('[R37] staff are no viewers, hear what staff are told, and change sides with their role', async () => {
  const { room } = await opened()
  const host = member(mei)
  const place = await entered(room.enter(host, null))
  const viewer = await entered(room.enter(member(ann), null))
  expect([place.staffTopic, viewer.staffTopic, room.localViewers]).toEqual(['staff/shop/tea', null, 1])
  expect(room.numbers).toEqual({ viewers: 1, staff: 1 })
  Object.assign(host, { actor: { ...host.actor, person: { ...mei, role: 'viewer' } } })
  expect([room.roleChanged(host), room.numbers]).toEqual([null, { viewers: 2, staff: 0 }])
  Object.assign(host, { actor: { ...host.actor, person: mei } })
  expect([room.roleChanged(host), room.numbers]).toEqual(['staff/shop/tea', { viewers: 1, staff: 1 }])
  room.leave(host)
  expect(room.numbers).toEqual({ viewers: 1, staff: 0 })
})

test('[R38] who left is told when he stayed away for ten seconds, merged with others', async () => {
  const { room, frames, time } = await opened()
  const people = ['a', 'b', 'c', 'd', 'e'].map((name) => member(person(name)))
  await room.enter(member(null, 'watcher'), null)
  for (const one of people) await room.enter(one, null)
  await time.pass(600)
  frames.length = 0
  for (const one of people) room.leave(one)
  await time.pass(5_000)
  await room.enter(member(person('a')), null)
  for (let s = 0; s < 10; s++) {
    await time.pass(1_000)
    room.turn(time.monotonic())
  }
  expect(frames.flatMap(({ lossy }) => lossy ?? [])).toEqual([
    { type: 'members.left', names: ['b', 'c', 'd'], count: 4 },
  ])
})

test('[R40] a frame of another epoch goes on to viewers, and nobody is given an old snapshot', async () => {
  const chance = seededChance(3)
  let log = createMemoryLog({ chance })
  const hears: Parameters<RoomLog['subscribe']>[1][] = []
  const moving: RoomLog = {
    append: (...args) => log.append(...args),
    read: (...args) => log.read(...args),
    position: (...args) => log.position(...args),
    tail: (...args) => log.tail(...args),
    redact: (...args) => log.redact(...args),
    subscribe: (key, onFrame) => {
      hears.push(onFrame)
      return log.subscribe(key, onFrame)
    },
  }
  const { room, frames, key, state, time } = await opened({ log: moving, chance })
  const { position } = await entered(room.enter(member(ann), null))
  log = createMemoryLog({ chance })
  state.facts = withPolicy({ mutedAll: true })
  await log.subscribe(key, hears[0]!)
  const { epoch } = await log.position(key)
  hears[0]!(`{"type":"frame","epoch":"${epoch}","first":1,"count":0,"ordered":[]}`, epoch, 1, 0, true)
  expect(frames.at(-1)!.epoch).toBe(epoch)
  const resync = JSON.parse(await room.resume(position)) as { type: string; snapshot: Snapshot }
  expect([resync.type, resync.snapshot.position.epoch]).toEqual(['resync', epoch])
  room.turn(time.monotonic())
  await time.pass(0)
  expect(room.say(ann, 'hi')).toMatchObject({ refused: 'muted' })
})

test('[R39] what only this process heard is not told yet: the sweeper tells it again', async () => {
  const chance = seededChance(4)
  const working = createMemoryLog({ chance })
  let shared = false
  const log: RoomLog = { ...working, append: async (...args) => ({ ...(await working.append(...args)), shared }) }
  const { room } = await opened({ log, chance })
  const event: OrderedEvent = { type: 'room.changed', id: 'v2', at: 1, room: factsOf('paused', 2) }
  expect(await room.tell([event])).toBe(false)
  shared = true
  expect(await room.tell([event])).toBe(true)
  expect(room.core.meter.read(0).P0.dropped).toBe(0)
})
