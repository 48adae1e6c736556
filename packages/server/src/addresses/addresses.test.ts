import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import os from 'node:os'
import { type Actor, ADDRESSES_MAX, AddressId, AppId, api, isRefusal, UserId } from '@hawker/protocol'
import { type Database, openDatabase, type TestDatabase, testDatabase } from '#db'
import { openLog } from '#system/log'
import { type Addresses, createAddresses } from './index.ts'

const LIMIT_MS = 60_000
const APP = AppId.parse('shop')
const OTHER = AppId.parse('other')
const { listAddresses, putAddress, removeAddress } = api.addresses

let t: TestDatabase
let second: Database
let addresses: Addresses
/** Another process, with pools of its own. */
let elsewhere: Addresses

beforeAll(async () => {
  t = await testDatabase()
  second = await openDatabase({ url: t.url, dataDir: os.tmpdir(), log: openLog('silent'), connectionsMax: 4 })
  addresses = createAddresses({ db: t.database })
  elsewhere = createAddresses({ db: second })
}, LIMIT_MS)
afterAll(async () => {
  await second.close()
  await t.close()
}, LIMIT_MS)

const person = (id: string, app = APP): Actor => ({
  ...{ kind: 'person', app, sessionId: 's' },
  person: { id: UserId.parse(id), name: id, avatarUrl: null, role: 'viewer', level: 0 },
})
const ann = person('ann')
const home = {
  ...{ name: 'Ann Lee', phone: '+86 138 0013 8000', country: 'CN', region: 'Jiangxi', city: 'Jingdezhen' },
  ...{ line1: 'Kiln Lane 7', line2: '', postcode: '333000' },
}
const newId = () => AddressId.parse(crypto.randomUUID())

type Asked = { id?: string; body?: object; on?: Addresses }
const call = async (
  endpoint: typeof listAddresses | typeof putAddress | typeof removeAddress,
  actor: Actor,
  { id, body, on = addresses }: Asked = {},
) => {
  const route = on.routes.find((one) => one.endpoint === endpoint)!
  const answer = await route.handle({
    ...{ actor, params: { address: id }, query: undefined },
    body: body && putAddress.body!.parse(body),
  } as never)
  return isRefusal(answer) ? answer.refused : endpoint.answer.parse(answer).addresses
}
const put = (actor: Actor, id: string, body: object = home, on?: Addresses) =>
  call(putAddress, actor, { id, body, ...(on ? { on } : {}) })
const idsOf = (book: Awaited<ReturnType<typeof call>>) => (typeof book === 'string' ? book : book.map(({ id }) => id))

describe('a book', () => {
  test('what was put comes back as it was put, and the one used last comes first', async () => {
    const who = person('order')
    const [a, b, c] = [newId(), newId(), newId()]
    expect(await call(listAddresses, who)).toEqual([])
    for (const id of [a, b, c]) await put(who, id)
    expect(await call(listAddresses, who)).toEqual([c, b, a].map((id) => ({ id, address: home })))
    await addresses.used(APP, UserId.parse('order'), b)
    expect(idsOf(await call(listAddresses, who))).toEqual([b, c, a])
    expect(idsOf(await put(who, a, { ...home, city: 'Nanchang' }))).toEqual([a, b, c])
    expect(idsOf(await call(removeAddress, who, { id: b }))).toEqual([a, c])
    expect(await call(removeAddress, who, { id: b })).toBe('not-found')
  })

  test('the same again changes nothing, also in another spelling of its id', async () => {
    const who = person('again')
    const [a, b] = [newId(), newId()]
    await put(who, a)
    await put(who, b)
    expect(idsOf(await put(who, a))).toEqual([b, a])
    expect(idsOf(await put(who, a.toUpperCase()))).toEqual([b, a])
    expect(await addresses.find(APP, UserId.parse('again'), AddressId.parse(a.toUpperCase()))).toEqual(home)
    expect(idsOf(await call(removeAddress, who, { id: a.toUpperCase() }))).toEqual([b])
  })

  test('at most ADDRESSES_MAX, also of 64 put at once over two processes; a kept one can still be changed', async () => {
    const who = person('many')
    const tries = Array.from({ length: 64 }, (_, i) => put(who, newId(), home, i % 2 ? addresses : elsewhere))
    const answers = await Promise.all(tries)
    expect(answers.filter((answer) => answer !== 'limit-reached')).toHaveLength(ADDRESSES_MAX)
    const kept = idsOf(await call(listAddresses, who))
    expect(kept).toHaveLength(ADDRESSES_MAX)
    expect(idsOf(await put(who, kept[5]!, { ...home, city: 'Nanchang' }))).toHaveLength(ADDRESSES_MAX)
    await call(removeAddress, who, { id: kept[0]! })
    expect(idsOf(await put(who, newId()))).toHaveLength(ADDRESSES_MAX)
  })

  test('64 who put the same id at once have one address', async () => {
    const id = newId()
    await Promise.all(
      Array.from({ length: 64 }, (_, i) => put(person('once'), id, home, i % 2 ? addresses : elsewhere)),
    )
    expect(await call(listAddresses, person('once'))).toEqual([{ id, address: home }])
  })
})

describe('of somebody else', () => {
  const mine = newId()
  beforeAll(() => put(ann, mine))

  test.each([
    ['another person', person('eve')],
    ['the same name in another app', person('ann', OTHER)],
  ])('%s finds no trace of it, and cannot change or remove it', async (_, stranger) => {
    const user = UserId.parse(stranger.kind === 'person' ? stranger.person.id : '')
    expect(await call(listAddresses, stranger)).toEqual([])
    expect(await addresses.find(stranger.app, user, mine)).toBeNull()
    await addresses.used(stranger.app, user, mine)
    expect(await call(removeAddress, stranger, { id: mine })).toBe('not-found')
    // The id is as free for him as one nobody ever used.
    const his = { ...home, name: 'Eve' }
    expect(await put(stranger, mine, his)).toEqual([{ id: mine, address: his }])
    expect(await call(listAddresses, ann)).toEqual([{ id: mine, address: home }])
    await call(removeAddress, stranger, { id: mine })
    expect(await addresses.find(APP, UserId.parse('ann'), mine)).toEqual(home)
  })

  test('who is nobody in particular, and a server, have no book', async () => {
    for (const actor of [{ kind: 'public', app: APP } as const, { kind: 'server', app: APP } as const])
      for (const endpoint of [listAddresses, putAddress, removeAddress])
        expect(await call(endpoint, actor, { id: mine, body: home })).toBe('not-signed-in')
  })

  test('the rows themselves are walled off by the database', async () => {
    const { rows } = await t.database
      .of(OTHER)
      .selectFrom('addresses' as never)
      .selectAll()
      .execute()
      .then((found) => ({ rows: found }))
    expect(rows).toEqual([])
  })
})

describe('what is no address', () => {
  const { body } = putAddress
  const refuses = (more: object) =>
    expect({ more, taken: body!.safeParse({ ...home, ...more }).success }).toEqual({ more, taken: false })

  test('control characters, line breaks and text that runs backwards, in any field', () => {
    for (const field of ['name', 'region', 'city', 'line1', 'line2', 'postcode', 'phone', 'country'])
      for (const bad of [
        '\0',
        '\n',
        '\r\n',
        '\t',
        '\u001b[31m',
        '\u007f',
        '\u0085',
        '\u2028',
        '\u202e',
        '\u2066',
        '\u2069',
      ])
        refuses({ [field]: `CN${bad}1` })
  })
  test('too long, empty, of another type, or with a field that nobody knows', () => {
    for (const field of ['name', 'region', 'city', 'line1', 'line2', 'postcode', 'phone', 'country']) {
      for (const bad of ['x'.repeat(161), '1'.repeat(100_000), 7, null, {}, ['CN']]) refuses({ [field]: bad })
    }
    for (const field of ['name', 'city', 'line1', 'phone', 'country'])
      for (const bad of ['', '   ']) refuses({ [field]: bad })
    for (const bad of ['china', 'cn', 'C1', '中国']) refuses({ country: bad })
    for (const bad of ['abc', '12', '+', '++491', "1'; drop"]) refuses({ phone: bad })
    refuses({ owner: true })
    refuses(JSON.parse('{"constructor": {"prototype": {"admin": true}}}'))
    for (const id of ['', '1', "'; drop table addresses", '../..', `${mineLike}0`])
      expect(putAddress.params!.safeParse({ address: id }).success).toBe(false)
  })
  test('names of the world are, and quotes are text', async () => {
    const who = person('world')
    for (const name of [
      '李小龙',
      'Zoë O’Brien',
      'محمد',
      "Robert'); drop table addresses;--",
      '__proto__',
      '👩‍👩‍👧',
      '=1+1',
    ]) {
      const id = newId()
      expect(await put(who, id, { ...home, name, line2: '{"$1": \\' })).toContainEqual({
        id,
        address: { ...home, name, line2: '{"$1": \\' },
      })
    }
    expect(({} as Record<string, unknown>).admin).toBeUndefined()
  })
})

const mineLike = '00000000-0000-4000-8000-000000000000'
