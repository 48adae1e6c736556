import { expect, test } from 'bun:test'
import { LatestValues, type PublicPerson, type SkuId } from '@hawker/protocol'
import fc from 'fast-check'
import { Audience } from './audience.ts'
import { Latest } from './latest.ts'
import { Merge } from './merge.ts'
import { Meter } from './meter.ts'
import { Peers } from './peers.ts'
import { mergeMs, tickMs } from './tick.ts'

const person = (id: string) => ({ id, name: id, avatarUrl: null, role: 'viewer', level: 0 }) as unknown as PublicPerson
const red = 'red' as SkuId
const blue = 'blue' as SkuId

test('[R11][R19] a fuller room speaks less often', () => {
  expect([0, 1_999, 2_000, 9_999, 10_000, 12_999, 13_000, 16_999, 17_000, 1e6].map(tickMs)).toEqual([
    50, 50, 100, 100, 150, 150, 200, 200, 250, 250,
  ])
  expect([0, 1_999, 2_000].map(mergeMs)).toEqual([500, 500, 1_000])
})

test('[R19] merging keeps the count exact and at most three names', () => {
  const merge = new Merge()
  expect(merge.openedAt).toBeNull()
  for (const [i, name] of ['Ann', 'Bo', 'Cy', 'Di'].entries())
    merge.add({ type: 'members.joined', names: [name], count: 1 }, 100 + i)
  merge.add({ type: 'hearts.burst', count: 7 }, 200)
  merge.add({ type: 'hearts.burst', count: 5 }, 200)
  expect(merge.openedAt).toBe(100)
  expect(merge.take()).toEqual([
    { event: { type: 'members.joined', names: ['Ann', 'Bo', 'Cy'], count: 4 }, events: 4 },
    { event: { type: 'hearts.burst', count: 12 }, events: 2 },
  ])
  expect([merge.openedAt, merge.take()]).toEqual([null, []])
})

test('[R21] of latest values the newest leaves, each at most once a second', () => {
  const latest = new Latest()
  expect(latest.set({ viewers: 1, stock: { [red]: 9 } })).toBe(0)
  expect(latest.take(0)).toEqual({ viewers: 1, stock: { [red]: 9 } })
  expect(latest.set({ stock: { [red]: 8 } })).toBe(0)
  expect(latest.set({ stock: { [red]: 7, [blue]: 4 } })).toBe(1)
  latest.set({ likes: 3 })
  expect(latest.take(500)).toEqual({ likes: 3 })
  expect(latest.dueAt()).toBe(1_000)
  expect(latest.take(1_000)).toEqual({ stock: { [red]: 7, [blue]: 4 } })
  expect([latest.dueAt(), latest.take(9_000)]).toEqual([Infinity, null])
})

test('[R21] every latest value of the protocol leaves, and of what has names each name', () => {
  const numbers = new Set(['viewers', 'likes'])
  for (const key of Object.keys(LatestValues.shape)) {
    // Of two standings the one with more bids is the newer.
    const value = (n: number) => (key === 'bidding' ? { bids: 10 - n } : n)
    const values = (n: number, name = 'a') =>
      ({ [key]: numbers.has(key) ? n : { [name]: value(n) } }) as unknown as LatestValues
    const latest = new Latest()
    latest.set(values(7))
    expect(latest.set(values(5))).toBe(1)
    latest.set(numbers.has(key) ? values(5) : values(4, 'b'))
    const taken = latest.take(0)!
    if (key === 'bidding') latest.set(values(9))
    expect(taken as object).toEqual(numbers.has(key) ? values(5) : { [key]: { a: value(5), b: value(4) } })
    latest.offer(taken)
    expect(latest.take(1_000)).toEqual(taken)
    if (key !== 'bidding') continue
    latest.set(values(4))
    latest.offer(values(7))
    expect(latest.take(1_200)).toEqual(values(4))
  }
})

test('[R17] a value that could not be sent waits on, but not before a newer one', () => {
  const latest = new Latest()
  latest.set({ viewers: 1, likes: 1, stock: { [red]: 9, [blue]: 2 } })
  const taken = latest.take(0)!
  latest.set({ likes: 2, stock: { [red]: 8 } })
  latest.offer(taken)
  expect(latest.take(1_000)).toEqual({ viewers: 1, likes: 2, stock: { [red]: 8, [blue]: 2 } })
})

test('[R22] over any comings and goings the number is that of viewers with a socket, and returns to zero', () => {
  const step = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), enters: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const audience = new Audience()
      const sockets = new Map<string, number>()
      for (const { key, enters } of steps) {
        const now = sockets.get(key) ?? 0
        if (enters) expect(audience.enter(key, person(key), 1)).toBe(now === 0)
        else expect(audience.leave(key, person(key))).toBe(now === 1)
        sockets.set(key, Math.max(0, now + (enters ? 1 : -1)))
        expect(audience.size).toBe([...sockets.values()].filter((n) => n > 0).length)
      }
      for (const [key, n] of sockets) for (let i = 0; i < n; i++) audience.leave(key, person(key))
      expect([audience.size, audience.newest()]).toEqual([0, []])
    }),
  )
})

test('S47 whoever rises a level is listed with it, at his place; whoever is not here stays away', () => {
  const audience = new Audience()
  for (const id of ['ann', 'bob']) audience.enter(`u:${id}`, person(id), 1)
  audience.renew({ ...person('ann'), level: 3 })
  audience.renew({ ...person('cat'), level: 9 })
  expect(audience.newest().map((one) => [String(one.person.id), one.person.level])).toEqual([
    ['bob', 0],
    ['ann', 3],
  ])
})

test('the newest members are listed newest first, and at most 300 of them', () => {
  const audience = new Audience()
  for (let i = 0; i < 400; i++) audience.enter(`k${i}`, person(`p${i}`), i)
  audience.leave('k399', person('p399'))
  const ids = audience.newest().map((newcomer) => String(newcomer.person.id))
  expect([ids.length, ids[0]]).toEqual([299, 'p398'])
})

test('[R20] a person is announced once a minute', () => {
  const audience = new Audience()
  expect([0, 59_999, 60_000].map((at) => audience.shouldAnnounce(person('ann'), at))).toEqual([true, false, true])
})

test('[R23] numbers of other processes add up, and one not repeated is forgotten', () => {
  const peers = new Peers()
  const others = (room: string, now: number) => peers.viewers(room, now).viewers
  peers.report('p1', 'room', 3, 0, 0)
  peers.report('p2', 'room', 4, 0, 10_000)
  peers.report('p2', 'other', 9, 0, 10_000)
  expect(others('room', 14_999)).toBe(7)
  expect(others('room', 15_000)).toBe(4)
  peers.report('p2', 'room', 0, 0, 15_000)
  peers.forgetOld(15_000)
  expect([others('room', 15_000), others('other', 15_000)]).toEqual([0, 9])
})

test('[R23] counters that are still told keep no number of viewers alive', () => {
  const peers = new Peers()
  const { P0, ...rest } = new Meter().read(0)
  peers.report('p1', 'room', 3, 0, 0)
  for (let now = 0; now <= 20_000; now += 5_000) peers.meter('p1', 'room', { P0: { ...P0, sent: now }, ...rest }, now)
  peers.forgetOld(20_000)
  expect(peers.viewers('room', 20_000).viewers).toBe(0)
  expect(peers.classes('room', new Meter().read(0), 20_000).P0.sent).toBe(20_000)
})

test('[R15] a meter counts for ever, and by the last second', () => {
  const meter = new Meter()
  meter.sent(2, 5, 0)
  meter.sent(2, 7, 450)
  meter.merged(3, 4)
  meter.dropped(2)
  expect(meter.read(900)).toMatchObject({
    P2: { perSecond: 12, sent: 12, dropped: 1 },
    P3: { perSecond: 0, merged: 4 },
  })
  expect([1_050, 1_350, 1_500, 90_000].map((now) => meter.read(now).P2.perSecond)).toEqual([7, 7, 0, 0])
})
