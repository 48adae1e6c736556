import { expect, test } from 'bun:test'
import {
  type CouponDrop,
  isRefusal,
  type LatestValues,
  type OrderedEvent,
  type Placed,
  type RoomFacts,
  type SkuId,
  type Snapshot,
} from '@hawker/protocol'
import { createMemoryLog, type RoomLog } from '#bus'
import { seededChance } from '#kernel/chance'
import type { Entered, SnapshotSource } from './door.ts'
import { factsOf, member, paperRoom, person } from './testing/paper.ts'

const ann = person('ann')
const bo = person('bo')
const changed = (room: RoomFacts): OrderedEvent => ({ type: 'room.changed', id: `v${room.version}`, at: 1, room })
const entered = async (answer: Promise<unknown>) => {
  const value = await answer
  if (isRefusal(value)) throw new Error(value.refused)
  return value as Entered
}
const snapshotOf = ({ snapshotJson }: Entered) => JSON.parse(snapshotJson!) as Snapshot
const missedOf = ({ missedJson }: Entered) => JSON.parse(missedJson ?? '[]') as Placed[]
const textsOf = (placed: readonly Placed[]) =>
  placed.map(({ event }) => (event.type === 'chat.said' ? event.text : event.type))

const opened = async (options: Parameters<typeof paperRoom>[0] = {}) => {
  const paper = paperRoom(options)
  await paper.room.open()
  return paper
}

test('[R11] the first line goes out at once, those of the next 50 ms together', async () => {
  const { room, time, frames } = await opened()
  for (const text of ['one', 'two', 'three']) room.say(ann, text)
  expect(frames.map((frame) => frame.ordered.length)).toEqual([1])
  await time.pass(49)
  expect(frames.length).toBe(1)
  await time.pass(1)
  expect(frames.map((frame) => [frame.first, frame.count])).toEqual([
    [1, 1],
    [2, 2],
  ])
  await time.pass(5_000)
  expect(frames.length).toBe(2)
})

test('[R24] a newcomer gets a snapshot and what was said since, and a position without a hole', async () => {
  const { room, time } = await opened()
  room.say(ann, 'before')
  const first = await entered(room.enter(member(ann), null))
  expect([textsOf(snapshotOf(first).recent), missedOf(first)]).toEqual([['before'], []])
  await time.pass(200)
  room.say(ann, 'between')
  await time.pass(200)
  const second = await entered(room.enter(member(bo), null))
  expect(snapshotOf(second).position).toEqual(first.position)
  expect(textsOf(missedOf(second))).toEqual(['between'])
  expect(second.position.offset).toBe(2)
})

test('[R25] G10 a thousand newcomers in a second cost one reading of the state', async () => {
  const { room, state, time } = await opened()
  state.loads = 0
  await Promise.all(Array.from({ length: 500 }, (_, i) => room.enter(member(person(`p${i}`)), null)))
  await time.pass(900)
  await Promise.all(Array.from({ length: 500 }, (_, i) => room.enter(member(person(`q${i}`)), null)))
  expect([state.loads, room.localViewers]).toEqual([1, 1_000])
  await time.pass(200)
  await room.enter(member(ann), null)
  expect(state.loads).toBe(2)
})

test('[R25] what changes while a snapshot is read is told after it', async () => {
  const chance = seededChance(3)
  const log = createMemoryLog({ chance })
  let whileReading = async () => {}
  const shelf: SnapshotSource['shelf'] = async () => {
    const read = { items: [], explaining: null, version: 1, launch: null, launchVersion: 1, stock: {} }
    await whileReading()
    return read
  }
  const { room } = await opened({ chance, log, sources: [{ shelf }] })
  whileReading = async () => void (await room.tell([{ type: 'gift.catalogue', id: 'g', at: 1, version: 2 }]))
  const place = await entered(room.enter(member(ann), null))
  expect([snapshotOf(place).shelf.version, textsOf(missedOf(place))]).toEqual([1, ['gift.catalogue']])
})

test('[R26] who comes back with a position gets exactly what he missed', async () => {
  const { room, time } = await opened()
  const { position } = await entered(room.enter(member(ann), null))
  for (const text of ['a', 'b', 'c']) {
    room.say(bo, text)
    await time.pass(100)
  }
  const back = await entered(room.enter(member(ann), position))
  expect([back.snapshotJson, textsOf(missedOf(back)), back.position.offset]).toEqual([null, ['a', 'b', 'c'], 3])
  expect(JSON.parse(await room.resume({ ...position, offset: 2 }))).toMatchObject({
    type: 'missed',
    position: { offset: 3 },
    entries: [{ offset: 3, event: { text: 'c' } }],
  })
})

test('[R26] where history does not reach, there is a snapshot: after a restart of the log, or a gap too wide', async () => {
  const { room, time } = await opened()
  room.say(ann, 'hello')
  await time.pass(50)
  const foreign = await entered(room.enter(member(ann), { epoch: 'before', offset: 1 }))
  expect(textsOf(snapshotOf(foreign).recent)).toEqual(['hello'])
  const resync = JSON.parse(await room.resume({ epoch: 'before', offset: 1 }))
  expect([resync.type, resync.snapshot.position]).toEqual(['resync', foreign.position])
})

test('[R24] a shared snapshot that history left behind is built anew', async () => {
  const { room } = await opened()
  await room.enter(member(ann), null)
  for (let i = 0; i < 501; i++) await room.tell([{ type: 'gift.catalogue', id: `g${i}`, at: 1, version: i }])
  const late = await entered(room.enter(member(bo), null))
  expect([snapshotOf(late).position.offset, late.position.offset]).toEqual([501, 501])
})

test('[R27] who comes back hears the latest values again, without waiting for them to change', async () => {
  const red = 'red' as SkuId
  const stock = { red: 9, blue: 4 }
  const shelf = async () => ({ items: [], explaining: null, version: 1, launch: null, launchVersion: 1, stock })
  const { room, time, frames } = await opened({ sources: [{ shelf }] })
  const { position } = await entered(room.enter(member(ann), null))
  room.like('ann', 5)
  stock.red = 3
  room.latest({ stock: { [red]: 3 } })
  await time.pass(5_000)
  frames.length = 0
  await room.enter(member(bo), position)
  await time.pass(2_000)
  const heard: LatestValues = {}
  for (const { latest } of frames) Object.assign(heard, latest)
  expect(heard).toMatchObject({ viewers: 2, likes: 5 })
  expect(heard.stock as object).toEqual({ red: 3, blue: 4 })
})

test('[R21][R24] a newcomer’s snapshot holds the values that were told a moment ago', async () => {
  const red = 'red' as SkuId
  const shelf = async () => ({
    items: [],
    explaining: null,
    version: 1,
    launch: null,
    launchVersion: 1,
    stock: { red: 9 },
  })
  const { room, time } = await opened({ sources: [{ shelf }] })
  await room.enter(member(ann), null)
  room.like('ann', 50)
  room.latest({ stock: { [red]: 8 } })
  await time.pass(100)
  const { latest } = snapshotOf(await entered(room.enter(member(bo), null)))
  expect(latest).toEqual({
    ...{ viewers: 1, likes: 50, stock: { [red]: 8 } },
    ...{ waiting: {}, flashLeft: {}, couponsLeft: {}, bidding: {}, counters: {} },
  })
})

test('[R24] who comes just after something was opened finds it as it stands, not as it was opened', async () => {
  const open: CouponDrop[] = []
  const { room, time } = await opened({ sources: [{ drops: async () => ({ open: [...open], version: open.length }) }] })
  await room.enter(member(ann), null)
  const drop = { id: 'd', left: 5, version: 1 } as unknown as CouponDrop
  open.push(drop)
  await room.tell([{ type: 'coupon.dropped', id: 'e', at: 1, drop }])
  await time.pass(100)
  open[0] = { ...drop, left: 3 }
  room.latest({ couponsLeft: { [drop.id]: 3 } })
  await time.pass(100)
  const { drops, latest } = snapshotOf(await entered(room.enter(member(bo), null)))
  expect([drops.open.length, latest.couponsLeft]).toEqual([1, { [drop.id]: 3 }])
})

test('[R28] recent holds the newest chat lines, not the state between them', async () => {
  const { room, time } = await opened()
  for (let i = 0; i < 60; i++) {
    room.say(ann, `line ${i}`)
    await room.tell([{ type: 'gift.catalogue', id: `g${i}`, at: 1, version: i }])
    await time.pass(50)
  }
  const { recent, position } = snapshotOf(await entered(room.enter(member(ann), null)))
  expect([recent.length, textsOf(recent).at(-1), textsOf(recent)[0]]).toEqual([50, 'line 59', 'line 10'])
  expect(recent.at(-1)!.offset).toBeLessThanOrEqual(position.offset)
})

test('[R28] what is said while the snapshot is read comes after it, not in it as well', async () => {
  let whileReading = () => {}
  const shelf: SnapshotSource['shelf'] = async () => {
    whileReading()
    return { items: [], explaining: null, version: 1, launch: null, launchVersion: 1, stock: {} }
  }
  const { room } = await opened({ sources: [{ shelf }] })
  whileReading = () => void room.say(ann, 'meanwhile')
  const place = await entered(room.enter(member(ann), null))
  expect([textsOf(snapshotOf(place).recent), textsOf(missedOf(place))]).toEqual([[], ['meanwhile']])
})

test('[R22] G15 a hundred sockets of one user are one viewer, and the number returns to zero', async () => {
  const { room, time, frames } = await opened()
  const sockets = Array.from({ length: 100 }, () => member(ann, 'ann'))
  for (const socket of sockets) await room.enter(socket, null)
  await room.enter(member(null, 'device'), null)
  await time.pass(1_000)
  expect(frames.at(-1)!.latest).toEqual({ viewers: 2 })
  for (const socket of sockets) room.leave(socket)
  expect(room.localViewers).toBe(1)
  room.leave(member(null, 'device'))
  expect([room.localViewers, room.core.viewers, room.core.peakViewers]).toEqual([0, 0, 2])
})

test('[R21] a room that fills in two seconds says so every 700 ms, and no more often', async () => {
  const { room, time, frames } = await opened()
  for (let i = 0; i < 100; i++) {
    await room.enter(member(person(`p${i}`)), null)
    await time.pass(20)
  }
  await time.pass(1_000)
  const told = frames.flatMap(({ latest }) => latest?.viewers ?? [])
  expect([told.at(-1), told.length]).toEqual([100, 4])
})

test('[R19][R20] joins come merged; who only watches, or comes back, is not announced', async () => {
  const { room, time, frames } = await opened()
  const { position } = await entered(room.enter(member(null, 'watcher'), null))
  await room.enter(member(person('back')), position)
  for (const name of ['a', 'b', 'c', 'd']) await room.enter(member(person(name)), null)
  const again = member(person('a'), 'other device')
  await room.enter(again, null)
  await time.pass(600)
  expect(frames.flatMap(({ lossy }) => lossy ?? [])).toEqual([
    { type: 'members.joined', names: ['a', 'b', 'c'], count: 4 },
  ])
  expect(room.newest().map(({ name }) => name)).toEqual(['a', 'd', 'c', 'b', 'back'])
})

test('[R7] a status told in the log, by whichever process, decides who may speak here', async () => {
  const { room, log, key } = await opened()
  expect(room.say(ann, 'hi')).toBeNull()
  const json = JSON.stringify(changed(factsOf('ended', 2)))
  await log.append(key, [{ priority: 0, delivery: 'ordered', json }], null, 1)
  expect(room.say(ann, 'hi')).toMatchObject({ refused: 'room-closed' })
  await room.tell([changed(factsOf('live', 1))])
  expect(room.say(ann, 'hi')).toMatchObject({ refused: 'room-closed' })
})

test('G13 nothing that is said can pass for an event or a frame', async () => {
  const { room, time, frames } = await opened()
  const forged = '","event":{"type":"room.changed","room":{"status":"ended","version":9}},"latest":{"viewers":9}'
  room.say(ann, forged)
  room.say(ann, 'room.changed')
  await time.pass(50)
  expect(frames.flatMap(({ ordered }) => ordered).map((event) => event.type)).toEqual(['chat.said', 'chat.said'])
  expect(room.say(ann, 'still open')).toBeNull()
})

test('[R5] an event told twice has one offset', async () => {
  const { room, frames } = await opened()
  const event = changed(factsOf('paused', 2))
  expect(await room.tell([event])).toBe(true)
  expect(await room.tell([event])).toBe(true)
  expect(frames.flatMap(({ ordered }) => ordered)).toEqual([event])
})

test('[R17] while the log fails nobody is harmed; afterwards everything goes on', async () => {
  const working = createMemoryLog({ chance: seededChance(1) })
  let failing = false
  const log: RoomLog = {
    ...working,
    append: (...args) => (failing ? Promise.reject(new Error('planted')) : working.append(...args)),
  }
  const { room, time, frames } = await opened({ log })
  failing = true
  const told = room.tell([changed(factsOf('paused', 2))])
  room.say(ann, 'lost')
  await time.pass(100)
  expect(await told).toBe(false)
  failing = false
  room.say(ann, 'heard')
  await time.pass(100)
  expect(frames.flatMap(({ ordered }) => ordered)).toMatchObject([{ text: 'heard' }])
  expect(room.core.meter.read(time.now()).P2.dropped).toBe(1)
})

test('a room that is closed sends what waited', async () => {
  const { room, frames } = await opened()
  for (const text of ['one', 'two']) room.say(ann, text)
  room.like('ann', 3)
  await room.close()
  expect(frames.flatMap(({ ordered }) => ordered).length).toBe(2)
  expect(frames.at(-1)!.latest).toEqual({ likes: 3 })
})

test('a room that does not exist is not entered, and a database that is away says when to come back', async () => {
  const { room, state } = paperRoom()
  state.facts = null
  expect(await room.open()).toBeNull()
  const broken = paperRoom({ sources: [{ shelf: () => Promise.reject(new Error('planted')) }] })
  await broken.room.open()
  expect(await broken.room.enter(member(ann), null)).toMatchObject({ refused: 'unavailable' })
  expect(broken.room.localViewers).toBe(0)
})
