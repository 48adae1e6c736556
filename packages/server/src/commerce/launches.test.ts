import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { type Launch, LaunchClosed, LaunchOpened, type ProductId, ShelfChanged } from '@hawker/protocol'
import { sql } from 'kysely'
import { APP, askFor, codeOf, guestless, OTHER_APP, openTestShop, ROOM, type TestShop } from './testing.ts'

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

const open = (product: number, lastsMs: number | null = null, app = APP) =>
  shop.commerce.openLaunch(app, ROOM, { productId: products[product]!, lastsMs }, 'assistant')

const opened = async (product: number, lastsMs: number | null = null): Promise<Launch> => {
  const answer = await open(product, lastsMs)
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
    expect((await shop.commerce.readShelf(APP, ROOM)).items.length).toBe(3)
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
    for (let waited = 0; shop.latest.length === 0 && waited < 4_000; waited += 20) await Bun.sleep(20)
    expect(shop.latest.at(-1)).toEqual({ stock: { s1: 1 } } as never)
  })
})
