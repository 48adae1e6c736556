import { expect, test } from 'bun:test'
import type { OrderedEvent, PublicPerson, Role } from '@hawker/protocol'
import { RoomCore } from './room.ts'

const budget = { perS: 40, p1HeadroomPerS: 40 }
const by = (role: Role) => ({ id: 'ann', name: 'Ann', avatarUrl: null, role, level: 3 }) as unknown as PublicPerson
const launch = (id: string): OrderedEvent => ({ type: 'gift.catalogue', id, at: 1, version: 1 })
const gift = (id: string) => ({ type: 'gift.sent', id, at: 1 }) as unknown as OrderedEvent

const openCore = () => {
  const core = new RoomCore(budget, 0)
  core.status = 'live'
  return core
}
const texts = (entries: readonly { json: string }[]) => entries.map(({ json }) => JSON.parse(json).text)

test('[R11] an idle room sends at once, and then once a tick', () => {
  const core = openCore()
  expect(core.dueAt(1_000)).toBeNull()
  core.say(by('viewer'), 'one', 'e1', 1)
  expect(core.dueAt(1_000)).toBe(1_000)
  expect(texts(core.take(1_000)!.entries)).toEqual(['one'])
  core.say(by('viewer'), 'two', 'e2', 1)
  core.say(by('viewer'), 'three', 'e3', 1)
  expect(core.dueAt(1_010)).toBe(1_050)
  expect(texts(core.take(1_050)!.entries)).toEqual(['two', 'three'])
  expect(core.dueAt(1_060)).toBeNull()
})

test('[R12] P0 does not wait for the tick, and takes along what waited', () => {
  const core = openCore()
  core.say(by('viewer'), 'one', 'e1', 1)
  core.take(1_000)
  core.say(by('viewer'), 'two', 'e2', 1)
  core.tell(launch('L'))
  expect(core.dueAt(1_010)).toBe(1_010)
  expect(core.take(1_010)!.entries.map(({ priority, onceId }) => [priority, onceId])).toEqual([
    [2, undefined],
    [0, 'L'],
  ])
})

test('[R10] who speaks is what the server says; staff speak with P1', () => {
  const core = openCore()
  for (const role of ['guest', 'viewer', 'analyst', 'assistant', 'host', 'owner'] as const)
    core.say(by(role), 'hi', role, 7)
  const { entries } = core.take(0)!
  expect(entries.map(({ priority }) => priority)).toEqual([2, 2, 1, 1, 1, 1])
  expect(JSON.parse(entries[4]!.json)).toEqual({ type: 'chat.said', id: 'host', at: 7, from: by('host'), text: 'hi' })
})

test('[R7] nobody speaks or likes in a room that is not open', () => {
  const core = openCore()
  for (const status of ['draft', 'ended', 'replay', 'banned'] as const) {
    core.status = status
    expect(core.say(by('host'), 'hi', 'e', 1)?.refused).toBe('room-closed')
    expect(core.like(1, 0)?.refused).toBe('room-closed')
  }
  expect([core.take(1_000), core.likes]).toEqual([null, 0])
})

test('[R13] more of a class than one append could admit is dropped and counted; P0 never is', () => {
  const core = openCore()
  for (let i = 0; i < 100; i++) {
    expect(core.say(by('viewer'), 'spam', 'e', 1)).toBeNull()
    core.tell(gift(`g${i}`))
    core.tell(launch(`l${i}`))
  }
  const { entries } = core.take(0)!
  expect([0, 1, 2].map((p) => entries.filter(({ priority }) => priority === p).length)).toEqual([100, 80, 40])
  const { P0, P1, P2 } = core.meter.read(0)
  expect([P0.dropped, P1.dropped, P2.dropped]).toEqual([0, 20, 60])
})

test('[R13] what was dropped before the tick counts as told: nobody waits for it', () => {
  const core = openCore()
  const fates: boolean[] = []
  for (let i = 0; i < 81; i++) core.tell(gift(`g${i}`), (fate) => fates.push(fate))
  expect(fates).toEqual([true])
})

test('[R15] sent and dropped follow what the log admitted', () => {
  const core = openCore()
  for (const text of ['a', 'b', 'c']) core.say(by('viewer'), text, text, 1)
  core.latest({ viewers: 3 })
  const batch = core.take(0)!
  core.settle(batch, Uint8Array.from([1, 0, 1]), 0)
  expect(core.meter.read(0)).toMatchObject({ P0: { sent: 1 }, P2: { sent: 2, dropped: 1 } })
})

test('[R16] a room with viewers says so after ten silent seconds, one without is silent', () => {
  const core = openCore()
  expect(core.dueAt(60_000)).toBeNull()
  core.setViewers(2, 2)
  expect(core.take(0)?.latest).toEqual({ viewers: 2 })
  core.heard(0)
  expect(core.dueAt(1)).toBe(10_000)
  expect(core.take(10_000)?.latest).toEqual({ viewers: 2 })
})

test('[R17] when the log fails state is not told, chat is counted as dropped, latest values wait on', () => {
  const core = openCore()
  const fates: boolean[] = []
  core.tell(launch('L'), (fate) => fates.push(fate))
  core.say(by('viewer'), 'lost', 'e', 1)
  core.latest({ viewers: 5 })
  core.fail(core.take(0)!)
  expect([fates, core.meter.read(0).P2.dropped, core.meter.read(0).P0.dropped]).toEqual([[false], 1, 0])
  expect(core.take(1_000)).toEqual({ entries: [], latest: { viewers: 5 } })
})

test('[R18] a like is 1 to 50; the total is exact, sent once a second, hearts merged beside it', () => {
  const core = openCore()
  for (const bad of [0, -1, 51, 1.5, Number.NaN]) expect(core.like(bad, 0)?.refused).toBe('invalid')
  for (let i = 0; i < 30; i++) core.like(50, i * 10)
  expect(core.take(300)?.latest).toEqual({ likes: 1_500 })
  core.like(1, 400)
  const hearts = core.take(500)!
  expect(hearts.latest).toBeNull()
  expect(hearts.entries.map(({ json, delivery }) => [JSON.parse(json), delivery])).toEqual([
    [{ type: 'hearts.burst', count: 1_501 }, 'lossy'],
  ])
  expect(core.take(1_300)?.latest).toEqual({ likes: 1_501 })
})

test('[R18] what the database adds up for all processes is taken over, and the total never falls', () => {
  const core = openCore()
  core.likesKept(100, 0)
  core.like(5, 0)
  expect([core.likes, core.likesToKeep]).toEqual([105, 5])
  core.like(2, 0)
  core.likesKept(160, 5)
  expect([core.likes, core.likesToKeep]).toEqual([162, 2])
  core.likesKept(150, 0)
  expect(core.likes).toBe(162)
})
