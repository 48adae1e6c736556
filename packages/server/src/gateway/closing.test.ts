import { afterEach, beforeEach, expect, test } from 'bun:test'
import { CLOSE, type RoomId, type UserId } from '@hawker/protocol'
import { until } from '#kernel/testing/until'
import { networkOf } from './admission.ts'
import { APP, openPaperHouse, type PaperHouse, person, TEA } from './testing.ts'
import { allHear, type RawClient, rawClient } from './testing-client.ts'

let house: PaperHouse
beforeEach(() => {
  house = openPaperHouse()
})
afterEach(() => house[Symbol.dispose]())

const ann = person('ann')
const welcomed = (text: string) => text.includes('"welcome"')
const from = (address: string) => ({ 'x-test-address': address })

const enter = async (who: ReturnType<typeof person> | null = null, headers: Record<string, string> = {}) => {
  const client = await rawClient(house.url, headers)
  const welcome = client.next(welcomed)
  client.send(
    JSON.stringify({
      ...{ type: 'hello', version: 1, room: TEA },
      ...(who ? { ticket: house.accounts.ticket(who) } : {}),
    }),
  )
  await welcome
  return client
}
const ask = async (client: RawClient, text: string) => {
  const answer = client.next()
  client.send(text)
  return JSON.parse(await answer)
}

test('[R33] who is put out of a room loses all his pages there, and nobody else any', async () => {
  const [first, second, other] = [await enter(ann), await enter(ann), await enter(person('bo'))]
  house.rooms.sink().closeUser(APP, 'elsewhere' as RoomId, ann.id, CLOSE.banned, 'banned')
  house.rooms.sink().closeUser(APP, TEA, ann.id, CLOSE.banned, 'banned')
  expect([await first.closed, await second.closed]).toEqual([4413, 4413])
  expect((await ask(other, '{"type":"clock","ref":1,"sentAt":0}')).type).toBe('clock')
  expect(house.rooms.room().members.size).toBe(1)
})

test('[R33] M4 with a network go its guests and watchers, not those whom the shop knows', async () => {
  const near = from('203.0.113.7')
  const watcher = await enter(null, near)
  const guest = await enter(person('g', 'guest'), from('203.0.113.200'))
  const viewer = await enter(ann, near)
  const far = await enter(null, from('203.0.114.7'))
  expect(house.rooms.sink().networksOf(APP, TEA, ann.id)).toEqual(['203.0.113.0/24'])
  house.rooms.sink().closeNetwork(APP, TEA, '203.0.113.0/24', CLOSE.banned, 'banned')
  expect([await watcher.closed, await guest.closed]).toEqual([4413, 4413])
  for (const client of [viewer, far])
    expect((await ask(client, '{"type":"clock","ref":1,"sentAt":0}')).type).toBe('clock')
})

test('[R44] one socket of somebody is closed, the others stay', async () => {
  const [oldest, newest] = [await enter(ann), await enter(ann)]
  const { connectionId } = [...house.rooms.room().members][0]!
  house.rooms.sink().closeSocket(APP, ann.id, connectionId, CLOSE.replaced, 'too many pages')
  expect(await oldest.closed).toBe(4409)
  expect((await ask(newest, '{"type":"clock","ref":1,"sentAt":0}')).type).toBe('clock')
})

test('[R33] a ban that falls while somebody is entering leaves him outside', async () => {
  house.rooms.barred.add('u:ann')
  const client = await rawClient(house.url)
  client.send(JSON.stringify({ type: 'hello', version: 1, room: TEA, ticket: house.accounts.ticket(ann) }))
  expect(await client.closed).toBe(4413)
  expect(house.rooms.room().members.size).toBe(0)
})

test('what concerns one room is told to the pages there alone', async () => {
  const client = await enter(ann)
  const heard = client.next()
  house.rooms.sink().toUser(APP, ann.id as UserId, '{"type":"nothing"}', 'elsewhere' as RoomId)
  house.rooms.sink().toUser(APP, ann.id as UserId, '{"type":"own"}', TEA)
  expect(await heard).toBe('{"type":"own"}')
})

test('[R37] G3 whose role is taken away hears no more of what staff are told', async () => {
  const mei = person('mei', 'host')
  const client = await enter(ann)
  const role = () => [...house.rooms.room().members].map(({ actor }) => actor.kind === 'person' && actor.person.role)[0]
  house.accounts.stand('ann', { ...mei, id: ann.id })
  house.accounts.revoke('ann')
  await until(() => role() === 'host')
  house.rooms.sink().publish(`staff/${APP}/${TEA}`, '{"type":"staff.one"}')
  await allHear([client], '{"type":"staff.one"}')
  house.accounts.stand('ann', ann)
  house.accounts.revoke('ann')
  await until(() => role() === 'viewer')
  house.rooms.sink().publish(`staff/${APP}/${TEA}`, '{"type":"staff.two"}')
  house.rooms.frame('{"type":"frame"}')
  await allHear([client], '{"type":"frame"}')
  expect(client.texts.slice(1)).toEqual(['{"type":"staff.one"}', '{"type":"frame"}'])
})

test.each(['from', 'role', 'at', 'priority', 'id', '__proto__'])(
  '[R34] G13 a custom message with a forged %s is refused, and nothing is said',
  async (field) => {
    const client = await enter(ann)
    const forged = `{"type":"custom.say","ref":2,"data":"x","${field}":{"role":"host"}}`
    expect(await ask(client, forged)).toMatchObject({ ref: 2, code: 'invalid' })
    expect(house.rooms.room().said).toEqual([])
    expect(await ask(client, '{"type":"custom.say","ref":3,"data":"x"}')).toEqual({ type: 'reply', ref: 3 })
  },
)

test('M4 a network is a /24 or a /64; this machine is none', () => {
  expect(['203.0.113.9', '2001:db8:1:2::/64', '127.0.0.1', '0:0:0:0::/64'].map(networkOf)).toEqual([
    '203.0.113.0/24',
    '2001:db8:1:2::/64',
    null,
    null,
  ])
})
