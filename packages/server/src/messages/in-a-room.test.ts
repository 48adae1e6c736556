// What is kept and told, as somebody in a room hears it: the whole house, the SDK, and a real socket.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { DirectSaid, Refusal } from '@hawker/protocol'
import { createHawker, type Hawker, isRefusal, type Room } from '@hawker/sdk'
import { STAFF_ROUTES } from '@hawker/sdk/routes-staff'
import { type App, openApp } from '#app'
import { readConfig } from '#config'
import { type TestDatabase, testDatabase } from '#db'
import { until } from '#kernel/testing/until'
import { openLog } from '#system/log'

const LIMIT_MS = 60_000
const password = 'a-long-enough-password'
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'hawker-told-'))
let database: TestDatabase
let app: App
let desk: Hawker
let ann: Hawker
let room: Room
let staffRoom: Room

const done = <T>(answer: T | Refusal): T => {
  if (isRefusal(answer)) throw new Error(`${answer.refused}: ${answer.message}`)
  return answer
}
const visit = async (hawker: Hawker) => {
  const room = hawker.room('tea')
  done(await room.join())
  return room
}

beforeAll(async () => {
  database = await testDatabase()
  const config = readConfig({
    ...{ PORT: '0', RTMP_PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, DATABASE_URL: database.url },
    ...{ BOOTSTRAP_APP_ID: 'shop', BOOTSTRAP_ADMIN_EMAIL: 'owner@shop.example', BOOTSTRAP_ADMIN_PASSWORD: password },
  })
  app = await openApp(config, { log: openLog('silent') })
  const baseUrl = app.config.publicUrl
  desk = createHawker({ baseUrl, routes: STAFF_ROUTES })
  ann = createHawker({ baseUrl })
  done(await desk.session.signIn('owner@shop.example', password))
  done(await ann.session.becomeGuest('Ann'))
  done(await desk.studio.createRoom({ id: 'tea' as never, title: 'Tea' }))
  done(await desk.studio.moveTo('tea', 'live'))
  room = await visit(ann)
  staffRoom = await visit(desk)
}, LIMIT_MS)
afterAll(async () => {
  room?.leave()
  staffRoom?.leave()
  await app?.stop()
  await database?.close()
  rmSync(dataDir, { recursive: true })
}, LIMIT_MS)

test(
  'S37 S39 fields, attributes and counters reach who is in the room, and whoever comes later',
  async () => {
    const live = { read: 'anyone', write: 'assistant' } as const
    done(await desk.fields.declare({ name: 'add_goods', of: 'room', types: { live } }))
    done(await desk.fields.declare({ name: 'desk', of: 'room', types: { live: { ...live, read: 'assistant' } } }))
    done(await desk.fields.write('tea', { add_goods: 'cup', desk: 'hidden' }))
    done(await desk.fields.attributes.edit('tea', () => ({ set: { round: '1', constructor: 'x' } })))
    done(await desk.fields.attributes.edit('tea', () => ({ remove: ['round'] })))
    done(await desk.fields.counters.add('tea', 'votes', 2n ** 63n - 2n))
    done(await desk.fields.counters.set('tea', 'seats', 3))
    done(await desk.fields.counters.remove('tea', 'seats'))
    done(await desk.fields.counters.add('tea', 'votes', 1))
    const votes = `${2n ** 63n - 1n}`
    await until(() => room.state.counters.votes === votes)
    const kept = { fields: { add_goods: 'cup' }, attributes: { constructor: 'x' }, counters: { votes } }
    const seenBy = ({ state: { fields, attributes, counters } }: Room) => ({ fields, attributes, counters })
    expect(seenBy(room)).toEqual(kept)
    // A snapshot is shared for a second: who comes now may have one of before.
    await until(async () => {
      const late = await visit(createHawker({ baseUrl: app.config.publicUrl, token: ann.token! }))
      const seen = seenBy(late)
      late.leave()
      return Bun.deepEquals(seen, kept)
    }, 'somebody who comes later sees all of it')
  },
  LIMIT_MS,
)

test(
  'a notice, a broadcast and a signal from the desk arrive, in the order they were said',
  async () => {
    const heard: string[] = []
    room.on('notice.told', ({ text, broadcast }) => heard.push(`${broadcast ? 'to all' : 'here'}: ${text}`))
    room.on('custom.said', ({ data, from }) => heard.push(`${from?.name}: ${data}`))
    done(await desk.messages.tell('tea', { text: 'Ten minutes\nleft' }))
    done(await desk.messages.say('tea', { type: 'custom', data: 'confetti' }))
    await until(() => heard.length === 2)
    done(await desk.messages.broadcast({ text: 'Sale' }))
    await until(() => heard.length === 3)
    expect(heard).toEqual(['here: Ten minutes\nleft', 'owner: confetti', 'to all: Sale'])
    expect(room.state.notices.map(({ text }) => text)).toEqual(['Ten minutes\nleft', 'Sale'])
  },
  LIMIT_MS,
)

test(
  'S49 a conversation reaches the viewer on every page and staff in any room, and nobody else',
  async () => {
    const [hers, also, staffs, others] = [[], [], [], []] as DirectSaid[][]
    const page = await visit(createHawker({ baseUrl: app.config.publicUrl, token: ann.token! }))
    const bob = createHawker({ baseUrl: app.config.publicUrl })
    done(await bob.session.becomeGuest('Bob'))
    const stranger = await visit(bob)
    for (const [where, heard] of [
      [room, hers],
      [page, also],
      [staffRoom, staffs],
      [stranger, others],
    ] as const)
      where.on('direct.said', (said) => heard!.push(said))
    const id = room.state.you!.id
    done(await ann.messages.thread(id).post('Is it dishwasher safe?'))
    done(await desk.messages.thread(id).post('It is.'))
    // The same way to the same socket, afterwards: what the stranger has not heard by then he does not hear.
    const own = stranger.state.you!.id
    done(await desk.messages.thread(own).post('And for you?'))
    await until(() => [hers, also].every((heard) => heard!.length === 2) && staffs!.length === 3 && others!.length > 0)
    expect(hers!.map(({ message }) => [message.byShop, message.text])).toEqual([
      [false, 'Is it dishwasher safe?'],
      [true, 'It is.'],
    ])
    expect(others!.map(({ message }) => message.text)).toEqual(['And for you?'])
    const [first] = done(await desk.messages.threads({ unread: '1' })).threads
    expect(first).toMatchObject({ user: { id, name: 'Ann' }, unread: 1 })
    expect(done(await ann.messages.thread(id).readUpTo(first!.last!.id))).toEqual({ unread: 0 })
    expect(isRefusal(await bob.messages.thread(id).read())).toBe(true)
    page.leave()
    stranger.leave()
  },
  LIMIT_MS,
)

test(
  'who is muted in the whole app is refused here too, and may read what the shop says',
  async () => {
    const id = room.state.you!.id
    done(await desk.call('moderation.muteInApp', { params: { user: id }, body: { seconds: 60, reason: null } }))
    expect(await ann.messages.thread(id).post('but')).toMatchObject({ refused: 'muted' })
    expect(isRefusal(await desk.messages.thread(id).post('Please be kind.'))).toBe(false)
    expect(done(await ann.messages.thread(id).read()).messages.at(-1)).toMatchObject({ text: 'Please be kind.' })
  },
  LIMIT_MS,
)
