// S38, S39: launches by those who are in no room: an assistant who entered none, and the shop's own server.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type Hawker, isRefusal, type Room } from '@hawker/sdk'
import { SignJWT } from 'jose'
import { sql } from 'kysely'
import { until } from '#kernel/testing/until'
import { APP_SECRET, done, type House, openHouse, PASSWORD, ROOM, SHOP } from '../../testing/house.ts'

const LIMIT_MS = 60_000
let house: House
let owner: Hawker
let assistant: Hawker
let server: Hawker
let ann: Hawker
let room: Room
const products: string[] = []

const refusedOf = (answer: unknown) => (isRefusal(answer) ? answer.refused : null)
const shown = () => room.state.launch?.productId ?? null

beforeAll(async () => {
  house = await openHouse()
  owner = house.desk
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'HS256', typ: 'hawker-server+jwt' })
    .setAudience(SHOP)
    .setExpirationTime('5m')
    .sign(new TextEncoder().encode(APP_SECRET))
  server = house.passerBy({ token })
  assistant = house.passerBy()
  const yu = { email: 'yu@shop.example', name: 'Yu', role: 'assistant' as const, password: PASSWORD, avatarUrl: null }
  done(await owner.studio.addStaff(yu))
  done(await assistant.session.signIn(yu.email, PASSWORD))
  for (const title of ['Cup', 'Pot']) {
    const skus = [{ label: '', priceMinor: 4_800, stock: 20 }]
    const product = done(await owner.call('commerce.createProduct', { body: { title, currency: 'CNY', skus } }))
    products.push(product.productId)
  }
  const items = products.map((productId, i) => ({ productId: productId as never, number: i + 1 }))
  done(await owner.shelf.put(ROOM, items))
  ann = await house.guest('Ann Lee')
  room = await house.visit(ann)
}, LIMIT_MS)
afterAll(() => house?.close(), LIMIT_MS)

test(
  'S38 an assistant who is in no room launches, replaces, explains and takes back; who is in it hears it at once, staff who did it',
  async () => {
    const desk = owner.room('tea')
    const did: string[] = []
    const shownOnce: string[] = []
    let seen = 0
    desk.on('staff.did', ({ events, by }) => void did.push(...events.map((id) => `${by} ${id.split(':')[0]}`)))
    room.on('staff.did', () => void seen++)
    room.on('launch.opened', ({ launch }) => void shownOnce.push(launch.productId))
    done(await desk.join())
    const yu = done((await assistant.session.whoAmI())!).person.id
    const { launch } = done(await assistant.studio.launch('tea', products[0]!, { lastsMs: 60_000 }))
    await until(() => shown() === products[0])
    expect(room.state.launch).toEqual(launch)
    done(await assistant.studio.explain('tea', products[1]!))
    done(await assistant.studio.launch('tea', products[1]!, { countdownMs: 10_000 }))
    // At once: it can be taken back for a few seconds only.
    done(await assistant.studio.undo('tea'))
    await until(() => shownOnce.length === 3)
    expect(shownOnce).toEqual([products[0]!, products[1]!, products[0]!])
    expect([shown(), room.state.explaining]).toEqual([products[0]!, products[1]!])
    done(await assistant.studio.retract('tea', room.state.launch!.id))
    await until(() => shown() === null)
    expect(room.state.lastClosed).toMatchObject({ productId: products[0], reason: 'retracted' })
    await until(() => did.includes(`${yu} launch-closed`))
    expect(did[0]).toBe(`${yu} launch-opened`)
    expect(did.every((line) => line.startsWith(yu))).toBe(true)
    // What comes later on her socket has come, and none of that before it.
    done(await assistant.studio.explain('tea', products[0]!))
    await until(() => room.state.explaining === products[0])
    expect(seen).toBe(0)
    desk.leave()
  },
  LIMIT_MS,
)

test('S38 the shop’s own server launches with a flash price, and its name stands in the journal', async () => {
  const flash = { priceMinor: 3_900, quantity: 5, perBuyerLimit: 1 }
  const { launch } = done(await server.studio.launch('tea', products[0]!, { lastsMs: 60_000, flash }))
  await until(() => room.state.launch?.id === launch.id)
  expect(room.state.launch?.flash).toEqual({ ...flash, left: 5 })
  const { rows } = await sql`
    select by from journal where kind = 'launch.opened' and payload ->> 'launchId' = ${launch.id}`.execute(
    house.database.database.system,
  )
  expect(rows).toEqual([{ by: 'server' }])
  done(await server.studio.retract('tea', launch.id))
})

test('viewers launch nothing, whether they are in the room or not', async () => {
  for (const answer of [
    await ann.studio.launch('tea', products[0]!),
    await ann.studio.explain('tea', products[0]!),
    await ann.studio.undo('tea'),
  ])
    expect(refusedOf(answer)).toBe('not-allowed')
  expect(refusedOf(await house.passerBy().studio.launch('tea', products[0]!))).toBe('not-signed-in')
})
