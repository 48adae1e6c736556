// N13: a countdown is not begun again unseen.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { type Launch, LaunchId, LaunchOpened, type ProductId, type RoomId } from '@hawker/protocol'
import { sql } from 'kysely'
import { APP, codeOf, databaseNow, OTHER_APP, openTestShop, ROOM, type TestShop } from '../testing.ts'
import { listTimedOffers } from './timed-offers.ts'

const DRAFT = 'hidden' as RoomId
const MINUTE_MS = 60_000

let shop: TestShop
let product: ProductId
let n = 0
beforeAll(async () => {
  shop = await openTestShop()
})
beforeEach(async () => {
  shop.told.length = 0
  await shop.stock(20)
  product = `p${++n}` as ProductId
})
afterAll(() => shop.close())

type How = Omit<Parameters<TestShop['commerce']['openLaunch']>[2], 'productId'>
const opened = async (how: How = { lastsMs: MINUTE_MS }): Promise<Launch> => {
  const answer = await shop.commerce.openLaunch(APP, ROOM, { productId: product, ...how }, 'assistant')
  if (!('launch' in answer)) throw new Error(codeOf(answer))
  return answer.launch
}
const listed = (more: Partial<Parameters<typeof listTimedOffers>[1]> = {}) => {
  const find = async (_app: unknown, room: RoomId) =>
    room === DRAFT || room === ROOM ? { title: `Title of ${room}`, status: room === DRAFT ? 'draft' : 'live' } : null
  return listTimedOffers(
    { db: shop.t.database, rooms: { find: find as never } },
    { app: APP, product, staff: false, limit: 50, ...more },
  )
}
const system = () => shop.t.database.system
const age = (launch: Launch, hours: number) =>
  sql`update launches set opened_at = opened_at - ${hours} * interval '1 hour' where id = ${launch.id}`.execute(
    system(),
  )

describe('N13 a product that runs against the clock again', () => {
  test('says how often, in the event, in the answer and in the snapshot alike', async () => {
    const first = await opened()
    expect(first.again).toBeUndefined()
    expect((await opened()).again).toBe(1)
    const third = await opened({ countdownMs: MINUTE_MS })
    expect(third.again).toBe(2)
    expect(LaunchOpened.parse(shop.told.at(-1)).launch).toEqual(third)
    expect((await shop.commerce.source.shelf!(APP, ROOM)).launch).toEqual(third)
  })

  test('what has no clock counts for nothing, and is told nothing', async () => {
    await opened({})
    expect((await opened()).again).toBeUndefined()
    expect((await opened({})).again).toBeUndefined()
  })

  test('what is older than 24 hours, or was taken back at once, is not counted', async () => {
    await age(await opened(), 25)
    const undone = await opened()
    expect(undone.again).toBeUndefined()
    await shop.commerce.undoLaunch(APP, ROOM, 'assistant')
    expect((await opened()).again).toBeUndefined()
    await age(await opened(), 23)
    expect((await opened()).again).toBe(2)
  })

  test('one that is shown again by undoing keeps what it said', async () => {
    await opened()
    const second = await opened()
    await shop.commerce.closeLaunch(APP, ROOM, second.id, 'assistant')
    await shop.commerce.undoLaunch(APP, ROOM, 'assistant')
    expect(LaunchOpened.parse(shop.told.at(-1)).launch).toMatchObject({ id: second.id, again: 1 })
  })

  test('many that are opened at once are counted one after the other', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => opened()))
    expect(all.map(({ again = 0 }) => again).sort()).toEqual([0, 1, 2, 3, 4, 5])
  })
})

describe('N13 every offer against the clock is listed', () => {
  test('newest first, with its times as they were told, and how it ended', async () => {
    const first = await opened({ lastsMs: MINUTE_MS, flash: { priceMinor: 100, quantity: 10 } })
    await sql`update launches set flash_left = 4 where id = ${first.id}`.execute(system())
    const second = await opened({ countdownMs: MINUTE_MS })
    await opened({})
    const { offers, next } = await listed()
    expect(next).toBeNull()
    const told = { roomId: ROOM, roomTitle: `Title of ${ROOM}` }
    expect(offers).toEqual([
      {
        ...{ ...told, launchId: second.id, openedAt: second.openedAt, opensAt: second.opensAt, endsAt: null },
        ...{ closedAt: expect.any(Number), reason: 'replaced', flash: null, again: 1 },
      },
      {
        ...{ ...told, launchId: first.id, openedAt: first.openedAt, opensAt: null, endsAt: first.endsAt },
        closedAt: expect.any(Number),
        ...{ reason: 'replaced', flash: { priceMinor: 100, quantity: 10, taken: 6 }, again: 0 },
      },
    ] as never)
  })

  test('also what was taken back, as that; and what stands, as open', async () => {
    const undone = await opened()
    await shop.commerce.undoLaunch(APP, ROOM, 'assistant')
    const stands = await opened()
    expect((await listed()).offers).toMatchObject([
      { launchId: stands.id, reason: null, closedAt: null },
      { launchId: undone.id, reason: 'undone' },
    ])
  })

  test('page after page, each once, also those of one moment', async () => {
    const made: Launch[] = []
    for (let i = 0; i < 7; i++) made.push(await opened())
    await sql`update launches set opened_at = (select min(opened_at) from launches where product_id = ${product})
      where product_id = ${product}`.execute(system())
    const seen: string[] = []
    for (let after: string | undefined; ; ) {
      const page = await listed({ limit: 3, after })
      seen.push(...page.offers.map(({ launchId }) => launchId))
      if (page.next === null) break
      after = page.next
    }
    expect(seen.length).toBe(7)
    expect(new Set(seen)).toEqual(new Set(made.map(({ id }) => String(id))))
  })

  test('in a room that is a draft again only to staff, in one that is gone to nobody; to another app never', async () => {
    const launch = await opened()
    await shop.commerce.closeLaunch(APP, ROOM, launch.id, null)
    await sql`
      insert into launches (app_id, id, room_id, product_id, opened_at, opened_version, ends_at, closed_at, close_reason)
      select ${APP}, room, room, ${product}, now(), 1, now(), now(), 'ended'
      from unnest(${[DRAFT, 'gone']}::text[]) as r(room)`.execute(system())
    expect((await listed()).offers.map(({ launchId }) => launchId)).toEqual([launch.id])
    const all = await listed({ staff: true })
    expect(all.offers.map(({ launchId }) => launchId).sort()).toEqual([launch.id, LaunchId.parse(DRAFT)].sort())
    expect((await listed({ app: OTHER_APP, staff: true })).offers).toEqual([])
  })
})

describe('what was explained in this show', () => {
  const shownAt = async (of = product) =>
    (await shop.commerce.readShelf(APP, ROOM)).items.find(({ productId }) => productId === of)?.shownAt

  test('is what was launched or explained in it, told with the shelf, and stays when the shelf is set anew', async () => {
    expect(await shownAt()).toBeUndefined()
    const before = await databaseNow(shop)
    await shop.commerce.explainProduct(APP, ROOM, product, 'assistant')
    const at = await shownAt()
    expect(at).toBeGreaterThanOrEqual(before - 1)
    await opened()
    const event = LaunchOpened.parse(shop.told.at(-1))
    expect(event.item.shownAt).toBe(at!)
    await shop.commerce.putShelf(APP, ROOM, [{ productId: product, number: 9 }], null)
    expect(await shownAt()).toBe(at!)
  })

  test('is not what was shown in a rehearsal', async () => {
    shop.status = 'rehearsal'
    await opened()
    await shop.commerce.explainProduct(APP, ROOM, product, 'assistant')
    shop.status = 'live'
    expect(await shownAt()).toBeUndefined()
    await opened()
    expect(LaunchOpened.parse(shop.told.at(-1)).item.shownAt).toBeNumber()
  })
})
