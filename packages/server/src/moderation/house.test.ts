// Order in a room, through the whole house: the API of staff on one side, sockets of viewers on the other.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {
  type AppId,
  CLOSE,
  FOREVER,
  isRefusal,
  type ModerationAct,
  PROTOCOL_VERSION,
  type RoomId,
  type UserId,
} from '@hawker/protocol'
import { type App, openApp } from '#app'
import { readConfig } from '#config'
import { type TestDatabase, testDatabase } from '#db'
import { until } from '#kernel/testing/until'
import { openLog } from '#system/log'

const LIMIT_MS = 60_000
const SHOP = 'shop' as AppId
const ROOM = 'kiln' as RoomId
const OTHER = 'loom' as RoomId
const owner = { email: 'owner@shop.example', password: 'a-long-enough-password' }
const FIRST = '192.0.2.7'
const NEIGHBOUR = '192.0.2.200'
const ELSEWHERE = '198.51.100.7'

const dataDir = mkdtempSync(path.join(os.tmpdir(), 'hawker-order-'))
let database: TestDatabase
let app: App
let origin = ''
let ownerToken = ''
let guests = 0
const open: { end(): void }[] = []

interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: what is expected of it is said by each test
  readonly body: any
}

const ask = async (method: string, where: string, token: string, body?: unknown): Promise<Answer> => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  const response = await fetch(`${origin}${where}`, { method, headers, ...sent })
  return { status: response.status, body: await response.json() }
}
const byOwner = (method: string, where: string, body?: unknown) => ask(method, where, ownerToken, body)

interface Guest {
  readonly id: UserId
  readonly token: string
}
const newGuest = async (): Promise<Guest> => {
  const { body } = await ask('POST', '/api/session/guest', '', { name: `Guest ${++guests}`, deliver: 'token' })
  return { id: body.you.person.id, token: body.token }
}
const newViewer = async (): Promise<Guest> => {
  const id = `viewer-${++guests}`
  const ticket = await app.accounts.signViewerTicket({
    ...{ app: SHOP, user: id as UserId, name: `Viewer ${guests}`, avatarUrl: null },
  })
  const { body } = await ask('POST', '/api/session/ticket', '', { ticket, deliver: 'token' })
  return { id: body.you.person.id, token: body.token }
}

// biome-ignore lint/suspicious/noExplicitAny: messages of every kind
type Message = any

/** One page of somebody in a room; of nobody in particular when `token` is null. */
const page = async (token: string | null, room: RoomId = ROOM, address = FIRST) => {
  const ticket = token === null ? null : (await ask('POST', `/api/rooms/${room}/ticket`, token, {})).body.ticket
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/socket`, {
    headers: { 'x-forwarded-for': address },
  } as never)
  const heard: Message[] = []
  let code = 0
  socket.onmessage = ({ data }) => {
    heard.push(JSON.parse(String(data)))
  }
  socket.onclose = (event) => {
    code = event.code
  }
  const heardOrClosed = <T>(find: () => T | undefined, what: string) =>
    until(find, what).catch((error) => {
      throw new Error(`${error.message}; heard: ${JSON.stringify(heard).slice(0, 2000)}`)
    })
  const events = () => heard.flatMap((message) => (message.type === 'frame' ? message.ordered : []))
  const hello = { type: 'hello', version: PROTOCOL_VERSION, room, ...(ticket ? { ticket } : {}) }
  socket.onopen = () => socket.send(JSON.stringify(hello))
  const made = {
    heard,
    events,
    message: (type: string) => heardOrClosed(() => heard.find((message) => message.type === type), type),
    event: (pass: (event: Message) => boolean): Promise<Message> =>
      heardOrClosed(() => events().find((event) => pass(event)), 'the event'),
    closed: () => heardOrClosed(() => code || undefined, 'the close'),
    isOpen: () => code === 0,
    say: (text: string, ref = 1) => socket.send(JSON.stringify({ type: 'chat.say', ref, text })),
    said: async (text: string): Promise<Message> => {
      made.say(text)
      return made.event((event) => event.type === 'chat.said' && event.text === text)
    },
    forget: () => {
      heard.length = 0
    },
    end: () => socket.close(),
  }
  open.push(made)
  return made
}
const entered = async (...where: Parameters<typeof page>) => {
  const made = await page(...where)
  const welcome = await made.message('welcome')
  return { ...made, welcome }
}
const must = (result: unknown) => {
  if (isRefusal(result)) throw new Error(result.refused)
}

beforeAll(async () => {
  database = await testDatabase()
  const config = readConfig({
    ...{ PORT: '0', RTMP_PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, DATABASE_URL: database.url },
    ...{ BOOTSTRAP_APP_ID: SHOP, BOOTSTRAP_APP_SECRET: 'a-secret-of-more-than-thirty-two-letters' },
    ...{ BOOTSTRAP_ADMIN_EMAIL: owner.email, BOOTSTRAP_ADMIN_PASSWORD: owner.password },
    TRUSTED_PROXIES: '127.0.0.1',
  })
  const rate = { perSecond: 1e6, burst: 1e6 }
  app = await openApp(config, { log: openLog('silent'), rates: { public: rate, person: rate, server: rate } })
  origin = app.config.publicUrl
  for (const id of [ROOM, OTHER]) must(await app.rooms.create(SHOP, { id, title: id, status: 'live' }, null))
  ownerToken = (await ask('POST', '/api/session', '', { ...owner, deliver: 'token' })).body.token
}, LIMIT_MS)
afterAll(async () => {
  for (const one of open) one.end()
  await app?.stop()
  await database?.close()
  rmSync(dataDir, { recursive: true })
}, LIMIT_MS)
beforeEach(() => {
  for (const one of open.splice(0)) one.end()
})

const inRoom = `/api/rooms/${ROOM}`

describe('who is muted', () => {
  test('hears it at once, is told for how long with each try, and speaks when it is lifted', async () => {
    const ann = await newGuest()
    const hers = await entered(ann.token)
    const others = await entered((await newGuest()).token)
    expect(hers.welcome.mutedUntil).toBeNull()
    const { body } = await byOwner('PUT', `${inRoom}/mutes/${ann.id}`, { seconds: 3_600, reason: 'shouting' })
    expect(await hers.message('own.standing')).toMatchObject({ mutedUntil: body.until })
    hers.say('let me', 7)
    const refused = await hers.message('refused')
    expect(refused).toMatchObject({ ref: 7, code: 'muted', retry: 'later' })
    expect(refused.retryAfterMs).toBeGreaterThan(3_000_000)
    expect(refused.retryAfterMs).toBeLessThanOrEqual(3_600_000)
    await others.said('I may')

    hers.end()
    const again = await entered(ann.token)
    expect(again.welcome.mutedUntil).toBe(body.until)
    expect((await byOwner('GET', `${inRoom}/mutes`)).body.sanctions).toMatchObject([{ user: { id: ann.id } }])
    expect((await byOwner('DELETE', `${inRoom}/mutes/${ann.id}`)).body).toEqual({ lifted: true })
    expect(await again.message('own.standing')).toMatchObject({ mutedUntil: null })
    await again.said('thank you')
    expect(others.events().some(({ text }: Message) => text === 'let me')).toBe(false)
  })

  test('in all rooms, may speak in none, until that is lifted', async () => {
    const ann = await newGuest()
    const pages = [await entered(ann.token, ROOM), await entered(ann.token, OTHER)]
    const { body } = await byOwner('PUT', `/api/mutes/${ann.id}`, { seconds: null })
    expect(body.until).toBe(FOREVER)
    for (const each of pages) {
      await each.message('own.standing')
      each.say('hello')
      expect(await each.message('refused')).toMatchObject({ code: 'muted' })
      each.forget()
    }
    expect((await entered(ann.token, OTHER)).welcome.mutedUntil).toBe(FOREVER)
    await byOwner('DELETE', `/api/mutes/${ann.id}`)
    for (const each of pages) {
      expect(await each.message('own.standing')).toMatchObject({ mutedUntil: null })
      await each.said('hello again')
    }
  })
})

test('who is kicked loses every page with 4410, those in other rooms stay, and he may come back', async () => {
  const ann = await newGuest()
  const [first, second] = [await entered(ann.token), await entered(ann.token)]
  const elsewhere = await entered(ann.token, OTHER)
  const kicked = await byOwner('POST', `${inRoom}/kicks`, { user: ann.id, reason: null })
  expect(kicked.body).toEqual({ kicked: true })
  expect([await first.closed(), await second.closed()]).toEqual([CLOSE.kicked, CLOSE.kicked])
  await elsewhere.said('still here')
  const back = await entered(ann.token)
  await back.said('here again')
})

describe('who is banned', () => {
  test('loses every page with 4413, does not come in, and does when it is lifted', async () => {
    const ann = await newGuest()
    const [first, second] = [await entered(ann.token), await entered(ann.token)]
    await byOwner('PUT', `${inRoom}/bans/${ann.id}`, { seconds: 60 })
    expect([await first.closed(), await second.closed()]).toEqual([CLOSE.banned, CLOSE.banned])
    const turned = await page(ann.token)
    expect(await turned.message('refused')).toMatchObject({ code: 'banned' })
    expect(await turned.closed()).toBe(CLOSE.banned)
    await entered(ann.token, OTHER)
    await byOwner('DELETE', `${inRoom}/bans/${ann.id}`)
    await entered(ann.token)
  })

  test('while his pages come in, is left with none', async () => {
    await entered((await newGuest()).token)
    for (const delayMs of [0, 2, 5, 10, 20]) {
      const ann = await newGuest()
      const coming = Promise.all(Array.from({ length: 8 }, () => page(ann.token)))
      const banned = Bun.sleep(delayMs).then(() => byOwner('PUT', `${inRoom}/bans/${ann.id}`, { seconds: 60 }))
      const pages = await coming
      expect((await banned).status).toBe(200)
      for (const each of pages) expect(await each.closed()).toBe(CLOSE.banned)
    }
  })

  test('with his network, takes guests and watchers from there with him, and nobody else (M4)', async () => {
    const [ann, neighbour, far] = [await newGuest(), await newGuest(), await newGuest()]
    const customer = await newViewer()
    const hers = await entered(ann.token, ROOM, FIRST)
    const beside = await entered(neighbour.token, ROOM, NEIGHBOUR)
    const stays = [await entered(customer.token, ROOM, NEIGHBOUR), await entered(far.token, ROOM, ELSEWHERE)]
    await byOwner('PUT', `${inRoom}/bans/${ann.id}`, { seconds: 60, network: true })
    expect(await hers.closed()).toBe(CLOSE.banned)
    expect(await beside.closed()).toBe(CLOSE.banned)
    const anew = await newGuest()
    expect(await (await page(anew.token, ROOM, NEIGHBOUR)).closed()).toBe(CLOSE.banned)
    expect(await (await page(null, ROOM, NEIGHBOUR)).closed()).toBe(CLOSE.banned)
    await entered(null, ROOM, ELSEWHERE)
    for (const [i, each] of stays.entries()) await each.said(`still here ${i}`)
    await byOwner('DELETE', `${inRoom}/bans/${ann.id}`)
    await until(async () => {
      const tried = await page(anew.token, ROOM, NEIGHBOUR)
      return Promise.race([tried.message('welcome').then(() => true), tried.closed().then(() => false)])
    }, 'he is let in')
  })
})

describe('what is taken back', () => {
  test('disappears for all who are here, and nobody who comes later or back sees it (M8)', async () => {
    const secret = 'my address is 12 Kiln Lane'
    const ann = await newGuest()
    const [hers, other] = [await entered(ann.token), await entered((await newGuest()).token)]
    const before = other.welcome.position
    const { id } = await hers.said(secret)
    await other.event((event) => event.id === id)
    expect((await ask('DELETE', `${inRoom}/messages/${id}`, (await newGuest()).token)).body.code).toBe('not-allowed')
    expect((await ask('DELETE', `${inRoom}/messages/${id}`, ann.token)).body).toEqual({ recalled: true })
    await other.event((event) => event.type === 'chat.recalled' && event.messageId === id)
    expect((await ask('DELETE', `${inRoom}/messages/${id}`, ann.token)).body.code).toBe('not-found')
    const late = await entered((await newGuest()).token)
    expect(JSON.stringify(late.heard)).not.toContain(secret)
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/socket`)
    const replayed = await new Promise<string>((resolve) => {
      const hello = { type: 'hello', version: PROTOCOL_VERSION, room: ROOM, position: before }
      socket.onopen = () => socket.send(JSON.stringify(hello))
      // A frame for everybody may come first.
      socket.onmessage = ({ data }) => String(data).startsWith('{"type":"welcome"') && resolve(String(data))
    })
    socket.close()
    expect(replayed).toContain('chat.recalled')
    expect(replayed).not.toContain(secret)
  })

  test('comes off the pin as well', async () => {
    const hers = await entered((await newGuest()).token)
    const { id, text } = await hers.said('the blue one is back')
    expect((await byOwner('PUT', `${inRoom}/pin`, { messageId: id })).body).toEqual({ pinned: true })
    await hers.event((event) => event.type === 'comment.pinned' && event.pinned?.text === text)
    const late = await entered(null)
    expect(late.welcome.snapshot.pinned.comment).toMatchObject({ id, text })
    expect((await byOwner('DELETE', `${inRoom}/messages/${id}`)).body).toEqual({ recalled: true })
    await hers.event((event) => event.type === 'comment.pinned' && event.pinned === null)
    expect((await byOwner('PUT', `${inRoom}/pin`, { messageId: id })).body.code).toBe('not-found')
  })

  test('a pin is taken down by hand', async () => {
    const hers = await entered((await newGuest()).token)
    const { id } = await hers.said('pin me')
    await byOwner('PUT', `${inRoom}/pin`, { messageId: id })
    await hers.event((event) => event.type === 'comment.pinned' && event.pinned?.id === id)
    hers.forget()
    expect((await byOwner('DELETE', `${inRoom}/pin`)).body).toEqual({ pinned: false })
    await hers.event((event) => event.type === 'comment.pinned' && event.pinned === null)
  })
})

test('staff read who did what, and hear it as it happens; viewers never learn by whom (M5)', async () => {
  const ann = await newGuest()
  const [hers, watcher] = [await entered(ann.token), await entered(null)]
  const staff = await entered(ownerToken)
  const by = staff.welcome.you.id
  const { id } = await hers.said('buy followers here')
  await byOwner('DELETE', `${inRoom}/messages/${id}`)
  await byOwner('PUT', `${inRoom}/mutes/${ann.id}`, { seconds: 60, reason: 'spam' })
  await byOwner('POST', `${inRoom}/kicks`, { user: ann.id })
  await hers.closed()
  await byOwner('PUT', `${inRoom}/bans/${ann.id}`, { seconds: null, reason: 'came back' })
  await watcher.event((event) => event.type === 'member.moderated' && event.act === 'banned')
  const first = await byOwner('GET', `${inRoom}/acts?limit=2`)
  const rest = await byOwner('GET', `${inRoom}/acts?limit=2&after=${first.body.next}`)
  const acts: ModerationAct[] = [...first.body.acts, ...rest.body.acts]
  expect(acts.map(({ act, by: who, note }) => [act, who === by, note])).toEqual([
    ['banned', true, 'came back'],
    ['kicked', true, null],
    ['muted', true, 'spam'],
    ['recalled', true, acts[3]!.note],
  ])
  const heard = () => staff.heard.filter(({ type }: Message) => type === 'staff.act').map(({ act }: Message) => act.id)
  await until(() => heard().length >= 4)
  expect(heard()).toEqual(acts.map((act) => act.id).reverse())
  const told = JSON.stringify([hers.heard, watcher.heard].flat().filter((one: Message) => one.type === 'frame'))
  expect(told).not.toContain(by)
  expect(told).not.toContain('came back')
  for (const where of ['acts', 'mutes', 'bans'])
    expect((await ask('GET', `${inRoom}/${where}`, ann.token)).status).toBe(403)
})

test(
  '64 mutes at once: each is answered, kept and told',
  async () => {
    const watcher = await entered(null)
    const crowd = await Promise.all(Array.from({ length: 64 }, newGuest))
    const mute = ({ id }: Guest) => byOwner('PUT', `${inRoom}/mutes/${id}`, { seconds: 3_600 })
    // A busy machine may ask for the same again.
    const insist = (guest: Guest) =>
      until(async () => {
        const answer = await mute(guest)
        return answer.status !== 503 && answer
      }, 'an answer')
    const answers = await Promise.all(crowd.map(insist))
    expect(answers.map(({ status }) => status)).toEqual(Array(64).fill(200))
    for (const { id } of crowd) await watcher.event((event) => event.userId === id && event.act === 'muted')
    const { body } = await byOwner('GET', `${inRoom}/mutes?limit=200`)
    const listed = new Set(body.sanctions.map((one: Message) => one.user.id))
    expect(crowd.every(({ id }) => listed.has(id))).toBe(true)
  },
  LIMIT_MS,
)
