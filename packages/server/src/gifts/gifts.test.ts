import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import {
  type Actor,
  AppId,
  api,
  type Endpoint,
  GiftId,
  isRefusal,
  type OrderedEvent,
  OrderedEvent as OrderedEventSchema,
  type RoomFacts,
  RoomId,
  type RoomStatus,
  refuse,
  UserId,
} from '@hawker/protocol'
import { sql } from 'kysely'
import { type TestDatabase, testDatabase } from '#db'
import { createJournal } from '#journal'
import { ID_USED } from '#kernel/used-id'
import { systemTimers } from '#system/clock'
import { openLog } from '#system/log'
import { createGifts, type Gift, type Gifts, type GiftsOptions } from './index.ts'

const APP = AppId.parse('shop')
const OTHER = AppId.parse('other')
const ROOM = RoomId.parse('room-1')
const { sendGift, topUpWallet, readWallet, listGifts } = api.gifts
const rose: Gift = { id: GiftId.parse('rose'), name: 'Rose', imageUrl: '/g/rose.webp', coins: 10, size: 'small' }
const sparks = {
  url: '/effects/0123456789abcdef0123456789abcdef.webp',
  type: 'image/webp' as const,
  ...{ widthPx: 360, heightPx: 640, durationMs: 2_400 },
}
const rocket: Gift = { id: GiftId.parse('rocket'), name: 'Rocket', imageUrl: null, coins: 1_000, size: 'large' }

const log = openLog('silent')
let t: TestDatabase
let options: GiftsOptions
let gifts: Gifts
let status: RoomStatus
let told: { room: RoomId; journalId: string; events: readonly OrderedEvent[] }[]
const clock = { at: 1_000_000, now: () => clock.at, monotonic: () => clock.at }

beforeAll(async () => {
  t = await testDatabase()
  options = {
    db: t.database,
    journal: createJournal({ db: t.database }),
    rooms: {
      find: async (app, room) => (app === APP && room === ROOM ? ({ status } as RoomFacts) : null),
      tell: async (_app, room, journalId, events) => void told.push({ room, journalId, events }),
    },
    openRoomsOf: async () => [ROOM],
    findEffect: async (app, url) => (app === APP && url === sparks.url ? sparks : null),
    markEffects: async (_tx, _app, urls) => urls,
    clock,
    timers: { after: systemTimers(log).after, every: () => ({ stop: () => {} }) },
    log,
    payments: 'sandbox',
  }
  gifts = createGifts(options)
  told = []
  await gifts.putGift(APP, rose)
  await gifts.putGift(APP, rocket)
})
beforeEach(() => {
  told = []
  status = 'live'
  clock.at += 60_000
})
afterAll(async () => {
  await gifts.stop()
  await t.close()
})

let made = 0
const newcomer = (app = APP): Actor => ({
  kind: 'person',
  app,
  person: { id: UserId.parse(`v-${++made}`), name: `V${made}`, avatarUrl: null, role: 'viewer', level: 0 },
  sessionId: 's',
})
const call = async (
  endpoint: Endpoint,
  actor: Actor,
  body: object = {},
  on = gifts,
  room: string = ROOM,
  params: object = {},
) => {
  const route = on.routes.find((one) => one.endpoint === endpoint)!
  const asked = {
    actor,
    params: { room: RoomId.parse(room), gift: GiftId.parse('lantern'), ...params },
    query: {},
    body,
  }
  return (await route.handle(asked as never)) as unknown
}
const rich = async (coins: number, app = APP) => {
  const actor = newcomer(app)
  await call(topUpWallet, actor, { id: crypto.randomUUID(), coins })
  return actor
}
const roses = (quantity: number, id: string = crypto.randomUUID()) => ({ id, giftId: 'rose', quantity })
const refusedAs = (answer: unknown) => (isRefusal(answer) ? answer.refused : 'not refused')
const afterwards = async () => expect(await gifts.ledgerTruth(APP)).toMatchObject({ holds: true, sum: 0 })

describe('sending a gift', () => {
  test('takes price × quantity, then tells the room with the sender the server knows (S12, F5)', async () => {
    const actor = await rich(100)
    const answer = await call(sendGift, actor, roses(3))
    expect(answer).toEqual({ coins: 70, combo: 3 })
    expect(await call(readWallet, actor)).toMatchObject({ coins: 70, debt: 0 })
    expect(told).toHaveLength(1)
    const [event] = told[0]!.events
    expect(OrderedEventSchema.parse(event)).toMatchObject({
      type: 'gift.sent',
      from: { name: `V${made}` },
      name: 'Rose',
      quantity: 3,
      combo: 3,
      coins: 30,
      size: 'small',
    })
    const { rows } = await sql<{ kind: string; tell: unknown }>`
      select kind, tell from journal where id = ${told[0]!.journalId}`.execute(t.database.system)
    expect(rows[0]).toEqual({ kind: 'gifts.sent', tell: [event] })
    await afterwards()
  })

  test('with too few coins changes nothing, says so, and leaves the id free', async () => {
    const actor = await rich(25)
    const id = crypto.randomUUID()
    expect(refusedAs(await call(sendGift, actor, roses(3, id)))).toBe('balance-too-low')
    expect(refusedAs(await call(sendGift, newcomer(), roses(1)))).toBe('balance-too-low')
    expect(told).toEqual([])
    expect(await call(sendGift, actor, roses(2, id))).toEqual({ coins: 5, combo: 2 })
    await afterwards()
  })

  test('twice under one id is one gift with one answer, also at once and after the show (A12)', async () => {
    const actor = await rich(100)
    const body = roses(2)
    const many = await Promise.all(Array.from({ length: 8 }, () => call(sendGift, actor, body)))
    status = 'ended'
    clock.at += 60_000
    many.push(await call(sendGift, actor, { ...body, id: body.id.toUpperCase() }))
    for (const answer of many) expect(answer).toEqual({ coins: 80, combo: 2 })
    expect(told).toHaveLength(1)
    expect(await call(readWallet, actor)).toMatchObject({ coins: 80, debt: 0 })
  })

  test('with an id that was used for something else is the sender’s fault, and somebody else’s reveals nothing (A12)', async () => {
    const actor = await rich(100)
    const body = roses(1)
    await call(sendGift, actor, body)
    const own = [
      await call(sendGift, actor, { ...body, quantity: 2 }),
      await call(sendGift, actor, { ...body, giftId: 'rocket' }),
      await call(topUpWallet, actor, { id: body.id, coins: 5 }),
    ]
    for (const answer of own) expect(answer).toEqual(ID_USED)
    const other = await rich(100)
    for (const quantity of [1, 2])
      expect(await call(sendGift, other, { ...body, quantity })).toEqual(refuse('order-id-taken'))
    expect(await call(readWallet, actor)).toMatchObject({ coins: 90, debt: 0 })
    await afterwards()
  })

  test('of the same kind within 3 seconds counts up; another gift, person or room counts apart', async () => {
    const [actor, other] = [await rich(5_000), await rich(100)]
    expect(await call(sendGift, actor, roses(1))).toMatchObject({ combo: 1 })
    clock.at += 3_000
    expect(await call(sendGift, actor, roses(10))).toMatchObject({ combo: 11 })
    expect(await call(sendGift, actor, { ...roses(1), giftId: 'rocket' })).toMatchObject({ combo: 1 })
    expect(await call(sendGift, other, roses(1))).toMatchObject({ combo: 1 })
    clock.at += 2_000
    expect(await call(sendGift, actor, roses(1))).toMatchObject({ combo: 12 })
    clock.at += 3_001
    expect(await call(sendGift, actor, roses(1))).toMatchObject({ combo: 1 })
  })

  test('into an unknown, foreign, hidden or closed room, or of an unknown gift, takes nothing (N1)', async () => {
    const [actor, foreign] = [await rich(100), await rich(100, OTHER)]
    expect(refusedAs(await call(sendGift, actor, roses(1), gifts, 'nowhere'))).toBe('not-found')
    expect(refusedAs(await call(sendGift, foreign, roses(1)))).toBe('not-found')
    expect(refusedAs(await call(sendGift, actor, { ...roses(1), giftId: 'comet' }))).toBe('not-found')
    status = 'draft'
    clock.at += 1_000
    expect(refusedAs(await call(sendGift, actor, roses(1)))).toBe('not-found')
    for (status of ['scheduled', 'ended', 'banned', 'replay'] as const) {
      clock.at += 1_000
      expect(refusedAs(await call(sendGift, actor, roses(1)))).toBe('room-closed')
    }
    for (const one of [actor, foreign]) expect(await call(readWallet, one)).toMatchObject({ coins: 100, debt: 0 })
    expect(told).toEqual([])
  })

  test('64 at once never overdraw a wallet (F4)', async () => {
    const actor = await rich(300)
    const answers = await Promise.all(Array.from({ length: 64 }, () => call(sendGift, actor, roses(1))))
    const paid = answers.filter((answer) => !isRefusal(answer)) as { coins: number; combo: number }[]
    expect(paid).toHaveLength(30)
    expect(answers.filter((answer) => refusedAs(answer) === 'balance-too-low')).toHaveLength(34)
    expect(paid.map((answer) => answer.coins).sort((a, b) => b - a)).toEqual(
      Array.from({ length: 30 }, (_, i) => 290 - i * 10),
    )
    expect(paid.map((answer) => answer.combo).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 30 }, (_, i) => i + 1),
    )
    expect(await call(readWallet, actor)).toMatchObject({ coins: 0, debt: 0 })
    expect(new Set(told.flatMap(({ events }) => events.map(({ id }) => id))).size).toBe(30)
    expect(told.flatMap(({ events }) => events)).toHaveLength(30)
    await afterwards()
  })

  test('is charged or not at all: a fault while writing takes no coins and tells nobody (F5)', async () => {
    const actor = await rich(100)
    const broken = createGifts({
      ...options,
      journal: {
        ...options.journal,
        insertToldFrom: (select) => `${options.journal.insertFrom(select)} returning 1 / 0 as id, room_id`,
      },
    })
    const body = roses(1)
    expect(refusedAs(await call(sendGift, actor, body, broken))).toBe('failed')
    await broken.stop()
    expect(await call(readWallet, actor)).toMatchObject({ coins: 100, debt: 0 })
    expect(told).toEqual([])
    expect(await call(sendGift, actor, body)).toEqual({ coins: 90, combo: 1 })
    await afterwards()
  })
})

describe('a top-up', () => {
  test('is made once for each id, which reveals nothing to anybody else (A12)', async () => {
    const actor = newcomer()
    const body = { id: crypto.randomUUID(), coins: 50 }
    const many = await Promise.all(Array.from({ length: 8 }, () => call(topUpWallet, actor, body)))
    for (const answer of many) expect(answer).toEqual({ coins: 50, debt: 0 })
    expect(await call(topUpWallet, actor, { ...body, coins: 60 })).toEqual(ID_USED)
    expect(refusedAs(await call(topUpWallet, newcomer(), body))).toBe('order-id-taken')
    await afterwards()
  })

  test('is refused where payments are real', async () => {
    const real = createGifts({ ...options, payments: 'stripe' })
    const answer = await call(topUpWallet, newcomer(), { id: crypto.randomUUID(), coins: 50 }, real)
    expect(refusedAs(answer)).toBe('not-allowed')
  })
})

describe('the catalogue', () => {
  const list = async (app = APP) =>
    (await call(listGifts, { kind: 'public', app })) as { gifts: Gift[]; version: number }

  test('lists the gifts of the app, cheapest first', async () => {
    expect(await list()).toMatchObject({ gifts: [rose, rocket] })
    expect(await list(OTHER)).toEqual({ gifts: [], version: 0 })
  })

  test('tells open rooms when a gift is launched or changed, not when it stays (S13)', async () => {
    const before = (await list()).version
    const comet: Gift = { id: GiftId.parse('lantern'), name: 'Lantern', imageUrl: null, coins: 66, size: 'small' }
    expect(await gifts.putGift(APP, comet)).toBe(before + 1)
    // What is new comes with it, so that every page can say so without asking.
    expect(told).toMatchObject([
      { room: ROOM, events: [{ type: 'gift.catalogue', version: before + 1, added: comet }] },
    ])
    expect(OrderedEventSchema.parse(told[0]!.events[0])).toEqual(told[0]!.events[0]!)
    expect(await gifts.putGift(APP, comet)).toBe(before + 1)
    expect(told).toHaveLength(1)
    expect(await gifts.putGift(APP, { ...comet, coins: 88 })).toBe(before + 2)
    expect(told).toHaveLength(2)
    expect(told[1]!.events[0]).not.toHaveProperty('added')
    const { id: _, ...body } = { ...comet, coins: 99 }
    expect(await call(api.gifts.putGift, newcomer(), body)).toEqual({ version: before + 3 })
    const { rows } = await sql<{ by: string }>`
      select by from journal where kind = 'gift.put' order by id desc limit 1`.execute(t.database.system)
    expect(rows[0]!.by).toBe(`v-${made}`)
  })

  test('S34 a gift carries its effect: on the list, when it is launched, and whenever it is sent', async () => {
    const { url: effectUrl } = sparks
    const body = { name: 'Firework', imageUrl: null, coins: 30, size: 'large', effectUrl }
    const put = (more: object = {}) =>
      call(api.gifts.putGift, newcomer(), { ...body, ...more }, gifts, ROOM, { gift: GiftId.parse('firework') })
    await put()
    expect(OrderedEventSchema.parse(told[0]!.events[0])).toMatchObject({ added: { effect: sparks } })
    expect((await list()).gifts.find(({ id }) => id === 'firework')).toMatchObject({ effect: sparks })
    told = []
    const actor = await rich(100)
    const send = () => call(sendGift, actor, { ...roses(1), giftId: 'firework' })
    await send()
    expect(OrderedEventSchema.parse(told[0]!.events[0])).toMatchObject({ type: 'gift.sent', effect: sparks })
    // The same again changes nothing; without it the gift moves as the page has it.
    const { version } = await list()
    expect(await put()).toEqual({ version })
    expect(await put({ effectUrl: null })).toEqual({ version: version + 1 })
    told = []
    await send()
    expect(told[0]!.events[0]).not.toHaveProperty('effect')
    await gifts.removeGift(APP, GiftId.parse('firework'))
    await afterwards()
  })

  test('N1 an effect that is not there, or is another app’s, is refused alike, and nothing is changed', async () => {
    const before = await list()
    const body = { name: 'Firework', imageUrl: null, coins: 30, size: 'large' }
    const put = (actor: Actor, effectUrl: string) =>
      call(api.gifts.putGift, actor, { ...body, effectUrl }, gifts, ROOM, { gift: GiftId.parse('firework') })
    const unknown = await put(newcomer(), sparks.url.replace('0', 'f'))
    const foreign = await put(newcomer(OTHER), sparks.url)
    expect(refusedAs(unknown)).toBe('not-found')
    expect(foreign).toEqual(unknown)
    expect(await list()).toEqual(before)
    expect(await list(OTHER)).toMatchObject({ gifts: [] })
  })

  test('S34 an effect that is deleted while the gift is saved is refused; one that a gift had, or has now, is marked', async () => {
    const marked: string[] = []
    let there = false
    const own = createGifts({
      ...options,
      markEffects: async (_tx, _app, urls) => {
        marked.push(...urls)
        return there ? urls : []
      },
    })
    const before = await list()
    const comet = { ...rocket, id: GiftId.parse('comet') }
    expect(refusedAs(await own.putGift(APP, { ...comet, effect: sparks }))).toBe('not-found')
    expect(await list()).toEqual(before)
    there = true
    const other = { ...sparks, url: sparks.url.replace('0', 'f') }
    for (const effect of [sparks, other]) await own.putGift(APP, { ...comet, effect })
    await own.putGift(APP, comet)
    await own.putGift(APP, { ...comet, effect: sparks })
    await own.removeGift(APP, comet.id)
    expect(marked.slice(1)).toEqual([sparks.url, ...[sparks.url, other.url], other.url, sparks.url, sparks.url])
    await own.stop()
  })

  test.each([
    ...[
      '/effects/../secrets.key',
      'https://evil.example/effects/0123456789abcdef.webp',
      '/effects/0123456789abcdef.svg',
    ],
    ...['/effects/0123456789abcdef.json', '/effects/0123456789ABCDEF.webp', '//effects/0123456789abcdef.webp'],
  ])('F8 refuses as an effect what is no address of one: %s', (effectUrl) => {
    const body = { name: 'Rose', imageUrl: null, coins: 1, size: 'small', effectUrl }
    expect(api.gifts.putGift.body!.safeParse(body).success).toBe(false)
  })

  const remove = (actor: Actor, gift: string) =>
    call(api.gifts.removeGift, actor, {}, gifts, ROOM, { gift: GiftId.parse(gift) })

  test('takes a gift off the list: nobody sends it any more, what was sent stays, and rooms are told', async () => {
    const peach: Gift = { id: GiftId.parse('peach'), name: 'Peach', imageUrl: null, coins: 7, size: 'small' }
    await gifts.putGift(APP, peach)
    const actor = await rich(100)
    const id = crypto.randomUUID()
    const sent = await call(sendGift, actor, { id, giftId: 'peach', quantity: 2 })
    const before = (await list()).version
    told = []

    expect(await remove(newcomer(), 'peach')).toEqual({ version: before + 1 })
    const by = `v-${made}`
    expect(told).toMatchObject([{ room: ROOM, events: [{ type: 'gift.catalogue', version: before + 1 }] }])
    expect((await list()).gifts.map((gift) => gift.id)).not.toContain(peach.id)
    const { rows } = await sql<{ by: string; payload: object }>`
      select by, payload from journal where kind = 'gift.removed' and payload -> 'gift' ->> 'id' = 'peach'`.execute(
      t.database.system,
    )
    expect(rows).toEqual([{ by, payload: { gift: peach, version: before + 1 } }])

    const again = { giftId: 'peach', quantity: 2 }
    expect(refusedAs(await call(sendGift, actor, { id: crypto.randomUUID(), ...again }))).toBe('not-found')
    expect(await call(sendGift, actor, { id, ...again })).toEqual(sent)
    expect(await call(readWallet, actor)).toMatchObject({ coins: 86 })
    const kept = await sql<{ gift: string; coins: number }>`
      select gift_id as gift, coins from gifts_sent where id = ${id}`.execute(t.database.system)
    expect(kept.rows).toEqual([{ gift: 'peach', coins: 14 }])
    await afterwards()
    // Put again it is new again.
    await gifts.putGift(APP, peach)
    expect(told.at(-1)!.events[0]).toMatchObject({ added: peach })
  })

  test('N1 refuses to take off what is not there, or what is another app’s, and says the same of both', async () => {
    const theirs: Gift = { id: GiftId.parse('theirs'), name: 'Theirs', imageUrl: null, coins: 7, size: 'small' }
    await gifts.putGift(OTHER, theirs)
    told = []
    expect(await remove(newcomer(), 'theirs')).toEqual(await remove(newcomer(), 'nobodys'))
    expect(refusedAs(await remove(newcomer(), 'theirs'))).toBe('not-found')
    expect((await list(OTHER)).gifts).toEqual([theirs])
    expect(told).toEqual([])
  })

  test.each([...['/demo/gifts/rose.webp', '/pictures/aa.webp', '/g/rose.PNG', '/g/rose.jpeg']])(
    'takes a still picture: %s',
    (imageUrl) => {
      const body = { name: 'Rose', imageUrl, coins: 1, size: 'small' }
      expect(api.gifts.putGift.body!.safeParse(body).success).toBe(true)
    },
  )

  test.each([
    ...['/g/rose.svg', '/g/rose.json', '/g/rose.lottie', '/g/rose.gif', '/g/rose.html', '/g/rose'],
    ...['javascript:alert(1)//.png', 'data:image/svg+xml,<svg/>.png', '//evil.example/rose.png', '/\\\\evil/a.png'],
    ...['https://cdn.shop.example/rose.png', '/g/rose.svg?x=.png#"onload="x.png', '/g/a b.png'],
  ])('F8 refuses what could hold a script or lead elsewhere: %s', (imageUrl) => {
    const body = { name: 'Rose', imageUrl, coins: 1, size: 'small' }
    expect(api.gifts.putGift.body!.safeParse(body).success).toBe(false)
  })

  test('takes no gift for nothing, for a fraction or for too much', async () => {
    for (const coins of [0, -1, 1.5, 1_000_001])
      expect(refusedAs(await gifts.putGift(APP, { ...rose, coins }))).toBe('invalid')
  })
})

describe('the database', () => {
  const run = (text: string) => sql.raw(text).execute(t.database.system)

  test('refuses to change or delete an entry (F4)', async () => {
    await rich(1)
    for (const text of ['update coin_entries set amount = 1', 'delete from coin_entries', 'truncate coin_entries'])
      await expect(run(text)).rejects.toThrow('never changed or deleted')
  })

  test('refuses entries that do not sum to zero, and a wallet below zero (F4)', async () => {
    const id = crypto.randomUUID()
    await run(`insert into coin_transfers values ('shop', '${id}', 'gift', 'x', 'x', 'null', 0)`)
    await expect(
      run(`insert into coin_entries values ('shop', '${id}', 'user:x', -5), ('shop', '${id}', 'shop:x', 4)`),
    ).rejects.toThrow('sum to zero')
    await expect(run(`insert into coin_wallets values ('shop', 'user:x', -1)`)).rejects.toThrow('check')
    await run(`delete from coin_transfers where id = '${id}'`)
    await afterwards()
  })

  test('that was tampered with is found out', async () => {
    const actor = await rich(10)
    if (actor.kind !== 'person') return
    await run(`update coin_wallets set balance = 11 where id = 'user:${actor.person.id}'`)
    expect(await gifts.ledgerTruth(APP)).toMatchObject({ holds: false, wrongWallets: 1 })
    await run(`update coin_wallets set balance = 10 where id = 'user:${actor.person.id}'`)
    await afterwards()
  })
})
