import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { type Launch, LaunchClosed, LaunchOpened, type ProductId, ShelfChanged } from '@hawker/protocol'
import { sql } from 'kysely'
import { until } from '#kernel/testing/until'
import { APP, askFor, codeOf, guestless, OTHER_APP, openTestShop, ROOM, type TestShop } from '../testing.ts'

let shop: TestShop
const products: ProductId[] = []
beforeAll(async () => {
  shop = await openTestShop()
  for (const pieces of [5, 5, 0]) {
    await shop.stock(pieces)
    products.push(`p${products.length + 1}` as ProductId)
  }
})
beforeEach(() => {
  shop.status = 'live'
  shop.told.length = 0
})
afterAll(() => shop.close())

type How = Omit<Parameters<TestShop['commerce']['openLaunch']>[2], 'productId'>
const open = (product: number, lastsMs: number | null = null, app = APP, how: How = {}) =>
  shop.commerce.openLaunch(app, ROOM, { productId: products[product]!, lastsMs, ...how }, 'assistant')

const opened = async (product: number, lastsMs: number | null = null, how: How = {}): Promise<Launch> => {
  const answer = await open(product, lastsMs, APP, how)
  if (!('launch' in answer)) throw new Error(codeOf(answer))
  return answer.launch
}

describe('a launch', () => {
  test('S37: everybody is told, and a late joiner finds it in the snapshot', async () => {
    const launch = await opened(0)
    const event = LaunchOpened.parse(shop.told.at(-1))
    expect(event.launch).toEqual(launch)
    expect(event.item).toMatchObject({ productId: products[0]!, number: 1 })
    const snapshot = await shop.commerce.source.shelf!(APP, ROOM)
    expect(snapshot.launch).toEqual(launch)
    expect(snapshot.launchVersion).toBe(launch.version)
    expect(snapshot.stock).toEqual({ s1: 5, s2: 5, s3: 0 })
    expect(snapshot.items.map((item) => item.number)).toEqual([1, 2, 3])
  })

  test('the next one replaces it, in versions that grow', async () => {
    const first = await opened(0)
    shop.told.length = 0
    const second = await opened(1)
    const [closed, event] = shop.told
    expect(LaunchClosed.parse(closed)).toMatchObject({ launchId: first.id, reason: 'replaced' })
    expect(LaunchOpened.parse(event).launch.id).toBe(second.id)
    expect((event as LaunchOpened).launch.version).toBeGreaterThan((closed as LaunchClosed).version)
    expect((await shop.commerce.readShelf(APP, ROOM)).launch).toEqual(second)
  })

  test('two opened at once: one stands at the end, and each was told', async () => {
    await Promise.all([open(0), open(1), open(0), open(1)])
    const { rows } = await sql<{ n: number }>`
      select count(*)::int4 as n from launches where closed_at is null`.execute(shop.t.database.system)
    expect(rows[0]!.n).toBe(1)
  })

  test('retracted once: told with a version that the snapshot has too; twice is refused', async () => {
    const launch = await opened(0)
    expect(await shop.commerce.closeLaunch(APP, ROOM, launch.id, 'assistant')).toEqual({ launchId: launch.id })
    const closed = LaunchClosed.parse(shop.told.at(-1))
    expect(closed.reason).toBe('retracted')
    const shelf = await shop.commerce.readShelf(APP, ROOM)
    expect(shelf.launch).toBeNull()
    expect(shelf.launchVersion).toBe(closed.version)
    expect(codeOf(await shop.commerce.closeLaunch(APP, ROOM, launch.id, null))).toBe('wrong-state')
    expect(codeOf(await shop.commerce.closeLaunch(OTHER_APP, ROOM, launch.id, null))).toBe('not-found')
    expect(codeOf(await shop.commerce.closeLaunch(APP, ROOM, 'nothing' as never, null))).toBe('not-found')
  })

  test('an offer ends when its time is over, whichever process looks', async () => {
    const launch = await opened(0, 60_000)
    expect(launch.endsAt! - launch.openedAt).toBe(60_000)
    await shop.commerce.sweep()
    expect((await shop.commerce.readShelf(APP, ROOM)).launch).toEqual(launch)
    await sql`update launches set ends_at = now() - interval '1 second' where id = ${launch.id}`.execute(
      shop.t.database.system,
    )
    const restarted = await openTestShop(shop.t)
    await Promise.all([shop.commerce.sweep(), restarted.commerce.sweep()])
    await restarted.close()
    const ended = [...shop.told, ...restarted.told].filter((event) => event.type === 'launch.closed')
    expect(ended.length).toBe(1)
    expect(ended[0]).toMatchObject({ launchId: launch.id, reason: 'ended' })
  })

  test('a sold-out product, an ended room, a foreign tenant: refused, and nothing is told', async () => {
    expect(codeOf(await open(2))).toBe('sold-out')
    shop.status = 'ended'
    expect(codeOf(await open(0))).toBe('wrong-state')
    shop.status = 'live'
    expect(codeOf(await open(0, null, OTHER_APP))).toBe('not-found')
    expect(shop.told).toEqual([])
  })

  test('who did it stands in the journal, with what the room is told', async () => {
    const launch = await opened(1)
    const { rows } = await sql<{ by: string; tell: { type: string }[] }>`
      select by, tell from journal where kind = 'launch.opened' and payload ->> 'launchId' = ${launch.id}`.execute(
      shop.t.database.system,
    )
    expect(rows).toMatchObject([{ by: 'assistant', tell: [{ type: 'launch.opened' }] }])
  })
})

const shown = async () => (await shop.commerce.readShelf(APP, ROOM)).launch
const undo = () => shop.commerce.undoLaunch(APP, ROOM, 'another')
const system = () => shop.t.database.system
const journalOf = async (kind: string, launchId: string) => {
  const { rows } = await sql<{ by: string | null; payload: Record<string, unknown> }>`
    select by, payload from journal where kind = ${kind} and payload ->> 'launchId' = ${launchId} order by id`.execute(
    system(),
  )
  return rows
}
const FLASH = { priceMinor: 5_000, quantity: 3, perBuyerLimit: 1 }

describe('undo', () => {
  test('a launch is taken back by another operator: what was there before stands again, flash and clock as they were', async () => {
    const first = await opened(0, 120_000, { flash: FLASH })
    await sql`update launches set flash_left = 2 where id = ${first.id}`.execute(system())
    const second = await opened(1)
    shop.told.length = 0
    const undone = await undo()
    const [closed, again] = shop.told
    expect(LaunchClosed.parse(closed)).toMatchObject({ launchId: second.id, reason: 'undone' })
    const back = LaunchOpened.parse(again).launch
    expect(undone).toEqual({ launch: back })
    expect(back).toEqual({ ...first, flash: { ...first.flash!, left: 2 }, version: back.version })
    expect(back.version).toBeGreaterThan((closed as LaunchClosed).version)
    expect(await shown()).toEqual(back)
    expect((await journalOf('launch.opened', first.id)).map(({ by }) => by)).toEqual(['assistant', 'another'])
    expect((await journalOf('launch.closed', second.id)).at(-1)!.by).toBe('another')
  })

  test('a retraction is taken back; with nothing before, nothing is shown', async () => {
    const launch = await opened(0)
    await shop.commerce.closeLaunch(APP, ROOM, launch.id, 'assistant')
    expect(await undo()).toMatchObject({ launch: { id: launch.id } })
    await shop.commerce.closeLaunch(APP, ROOM, launch.id, 'assistant')
    await opened(1)
    expect(await undo()).toEqual({ launch: null })
    expect(await shown()).toBeNull()
  })

  test('once, and of two who undo at once one does', async () => {
    await opened(0)
    await opened(1)
    const answers = await Promise.all([undo(), undo(), undo()])
    expect(answers.map(codeOf).sort()).toEqual(['ok', 'undo-over', 'undo-over'])
  })

  test('after 5 seconds by the database’s clock it is too late', async () => {
    const launch = await opened(0)
    await sql`update shelves set act_at = act_at - interval '5001 milliseconds' where room_id = ${ROOM}`.execute(
      system(),
    )
    expect(codeOf(await undo())).toBe('undo-over')
    expect(await shown()).toEqual(launch)
  })

  test('what cannot be shown any more does not come back: its time is over, it is off the shelf, the room has ended', async () => {
    const first = await opened(0, 60_000)
    await opened(1)
    await sql`update launches set ends_at = now() - interval '1 second', opened_at = now() - interval '1 minute'
      where id = ${first.id}`.execute(system())
    expect(await undo()).toEqual({ launch: null })
    await opened(0)
    shop.status = 'ended'
    expect(codeOf(await undo())).toBe('undo-over')
    expect(codeOf(await shop.commerce.undoLaunch(OTHER_APP, ROOM, null))).toBe('not-found')
  })
})

describe('a countdown', () => {
  test('is told with its end; when that passes the room hears once what is left, and the journal says so', async () => {
    const launch = await opened(0, 60_000, { countdownMs: 10_000, flash: FLASH })
    expect(launch.opensAt! - launch.openedAt).toBe(10_000)
    expect(launch.endsAt! - launch.opensAt!).toBe(60_000)
    await shop.commerce.sweep()
    expect(await journalOf('launch.on-sale', launch.id)).toEqual([])
    await sql`update launches set opened_at = now() - interval '11 seconds', opens_at = now() - interval '1 second'
      where id = ${launch.id}`.execute(system())
    shop.latest.length = 0
    const other = await openTestShop(shop.t)
    await Promise.all([shop.commerce.sweep(), other.commerce.sweep()])
    const heard = () => [...shop.latest, ...other.latest]
    await until(() => heard().length > 0)
    await other.close()
    expect(heard()).toEqual([{ stock: { s1: 5 }, waiting: { s1: 0 }, flashLeft: { [launch.id]: 3 } }] as never)
    expect((await journalOf('launch.on-sale', launch.id)).length).toBe(1)
  })

  test('N13: starting it again stands in the journal with the one before', async () => {
    const first = await opened(1, null, { countdownMs: 60_000 })
    const second = await opened(1, null, { countdownMs: 60_000 })
    const { payload } = (await journalOf('launch.opened', second.id))[0]!
    const earlier = payload.earlier as Record<string, unknown>
    expect(earlier).toMatchObject({ launchId: first.id, opensAt: first.opensAt, reason: 'replaced' })
    expect(earlier.times).toBeGreaterThanOrEqual(1)
  })
})

describe('a launch ends by itself', () => {
  test('when the last piece goes: told, and by nobody', async () => {
    const sku = await shop.stock(2)
    products.push('p4' as ProductId)
    const launch = await opened(3)
    for (const buyer of ['x1', 'x2']) await shop.commerce.placeOrder(APP, guestless(buyer), askFor(sku))
    const closed = () => shop.told.find((event) => event.type === 'launch.closed' && event.launchId === launch.id)
    expect(LaunchClosed.parse(await until(closed)).reason).toBe('sold-out')
    expect(await shown()).toBeNull()
    expect((await journalOf('launch.closed', launch.id))[0]!.by).toBeNull()
  })

  test('a process that died between the sale and the news leaves it to the sweep', async () => {
    const launch = await opened(1)
    await sql`update skus set stock = 0 where id = 's2'`.execute(system())
    await shop.commerce.sweep()
    await sql`update skus set stock = 5 where id = 's2'`.execute(system())
    expect(LaunchClosed.parse(shop.told.at(-1))).toMatchObject({ launchId: launch.id, reason: 'sold-out' })
  })

  test('when its room ends', async () => {
    const launch = await opened(0)
    shop.status = 'ended'
    await shop.commerce.sweep()
    expect(LaunchClosed.parse(shop.told.at(-1))).toMatchObject({ launchId: launch.id, reason: 'ended' })
  })
})

describe('explaining now', () => {
  const explain = (product: ProductId | null, app = APP) =>
    shop.commerce.explainProduct(app, ROOM, product, 'assistant')

  test('is told at once with the shelf, whatever is being shown, and stands in the snapshot', async () => {
    const launch = await opened(0)
    expect(codeOf(await explain(products[1]!))).toBe('ok')
    expect(ShelfChanged.parse(shop.told.at(-1)).explaining).toBe(products[1]!)
    const snapshot = await shop.commerce.source.shelf!(APP, ROOM)
    expect(snapshot).toMatchObject({ explaining: products[1]!, launch: { id: launch.id } })
    await explain(null)
    expect(ShelfChanged.parse(shop.told.at(-1)).explaining).toBeNull()
  })

  test('only what is on the shelf can be explained, and what leaves it is not any more', async () => {
    expect(codeOf(await explain('nothing' as ProductId))).toBe('not-found')
    expect(codeOf(await explain(products[0]!, OTHER_APP))).toBe('not-found')
    const all = products.map((productId, i) => ({ productId, number: i + 1 }))
    await explain(products[1]!)
    await shop.commerce.putShelf(APP, ROOM, [all[0]!], 'a')
    expect(ShelfChanged.parse(shop.told.at(-1)).explaining).toBeNull()
    await shop.commerce.putShelf(APP, ROOM, all, 'a')
  })

  test('who said so stands in the journal', async () => {
    await explain(products[0]!)
    const { rows } = await sql<{ by: string }>`
      select by from journal where kind = 'shelf.explaining' order by id desc limit 1`.execute(system())
    expect(rows[0]!.by).toBe('assistant')
  })
})

describe('the shelf', () => {
  test('S40: a new shelf is told whole, and a launch that is not on it any more is taken away', async () => {
    const launch = await opened(1)
    shop.told.length = 0
    const put = await shop.commerce.putShelf(APP, ROOM, [{ productId: products[0]!, number: 7, plannedAt: 1_000 }], 'a')
    const [closed, changed] = shop.told
    expect(LaunchClosed.parse(closed)).toMatchObject({ launchId: launch.id, reason: 'retracted' })
    expect(ShelfChanged.parse(changed).items).toMatchObject([{ number: 7, plannedAt: 1_000 }])
    expect(put).toMatchObject({ version: (changed as ShelfChanged).version })
    const all = products.map((productId, i) => ({ productId, number: i + 1 }))
    expect(codeOf(await shop.commerce.putShelf(APP, ROOM, all, 'a'))).toBe('ok')
  })

  test('unknown products, another tenant’s, and doubles are refused', async () => {
    const one = { productId: products[0]!, number: 1 }
    const put = (places: (typeof one)[], app = APP) => shop.commerce.putShelf(app, ROOM, places, null)
    expect(codeOf(await put([{ productId: 'nothing' as ProductId, number: 1 }]))).toBe('not-found')
    expect(codeOf(await put([one], OTHER_APP))).toBe('not-found')
    expect(codeOf(await put([one, { ...one, number: 2 }]))).toBe('invalid')
    expect(codeOf(await put([one, { productId: products[1]!, number: 1 }]))).toBe('invalid')
    expect((await shop.commerce.readShelf(APP, ROOM)).items.length).toBe(products.length)
  })

  test('a product id can be used once', async () => {
    const product = {
      id: products[0]!,
      title: 'Again',
      currency: 'CNY',
      skus: [{ label: '', priceMinor: 1, stock: 1 }],
    }
    expect(codeOf(await shop.commerce.createProduct(APP, product, null))).toBe('conflict')
  })

  test('the room hears what is left after a sale, as the newest value', async () => {
    shop.latest.length = 0
    for (let i = 0; i < 4; i++) await shop.commerce.placeOrder(APP, guestless(`left${i}`), askFor('s1' as never))
    // What an earlier sale left may be told in the same breath, or before.
    const left = () => (shop.latest.at(-1)?.stock as Record<string, number> | undefined)?.s1
    await until(() => left() === 1)
  })
})
