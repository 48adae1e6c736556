// Fills an empty server with the demo shop, through the API that every merchant has. Running it again changes nothing.
import {
  ANNOUNCEMENT,
  COUPONS,
  DELIVERY,
  GIFTS,
  PRODUCTS,
  RECOMMENDED_ONLY,
  ROOMS,
  RUNDOWN,
  SHOP,
  SLOT_MS,
  STAFF,
} from './shop.ts'

export type Call = <T>(method: string, path: string, body?: unknown) => Promise<T>

/** Calls the API with a bearer token; a refusal is thrown with its sentence. */
export const caller =
  (origin: string, token: string | null): Call =>
  async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(origin + path, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': body instanceof Blob ? body.type : 'application/json' }),
      },
      ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }

const HOUR_MS = 3_600_000

/** Where the show goes on; null: the last one has ended, or there was none. */
const roomOnAir = (rooms: readonly { id: string; status: string }[]): string | null =>
  rooms.find(({ id, status }) => id.startsWith(ROOMS.live.id) && status !== 'ended' && status !== 'banned')?.id ?? null

const nextId = (rooms: readonly { id: string }[]): string => {
  const shows = rooms.filter(({ id }) => id.startsWith(ROOMS.live.id)).length
  return shows === 0 ? ROOMS.live.id : `${ROOMS.live.id}-${shows + 1}`
}

/** Uploads a gift's effect as a shop does. */
const effectOf = async (call: Call, gift: string): Promise<string> => {
  const drawn = await Bun.file(new URL(`effects/${gift}.webp`, import.meta.url)).bytes()
  const { url } = await call<{ url: string }>('POST', '/api/gift-effects', new Blob([drawn], { type: 'image/webp' }))
  return url
}

/**
 * Seeds staff, products, rooms and shelf, and answers the room that is on air: a show that ended while nobody was there is
 * followed by another. `password` is given to every member of staff.
 */
export const seedShop = async (call: Call, password: string, nowMs: number): Promise<string> => {
  const { staff } = await call<{ staff: { id: string; email: string }[] }>('GET', '/api/staff')
  const ids = new Map(staff.map((s) => [s.email, s.id]))
  for (const person of STAFF)
    if (!ids.has(person.email))
      ids.set(person.email, (await call<{ id: string }>('POST', '/api/staff', { ...person, password })).id)

  const { rooms } = await call<{ rooms: { id: string; status: string }[] }>('GET', '/api/rooms')
  const products = new Map(PRODUCTS.map((product, i) => [i + 1, product.slug]))
  const isNew = !rooms.some(({ id }) => id.startsWith(ROOMS.live.id))
  if (isNew) {
    for (const { skus, slug, points, ...product } of PRODUCTS) {
      // What is struck out must have been charged: these begin at their list price. The others' is only recommended.
      const began = RECOMMENDED_ONLY.includes(slug) ? null : product.listPriceMinor
      const idOf = (i: number) => `${slug}-${i + 1}`
      await call('POST', '/api/products', {
        ...product,
        id: slug,
        sellingPoints: points,
        imageUrl: `/demo/products/${slug}.webp`,
        currency: SHOP.currency,
        skus: skus.map((sku, i) => ({ ...sku, priceMinor: began ?? sku.priceMinor, id: idOf(i) })),
      })
      if (began !== null)
        for (const [i, { priceMinor }] of skus.entries())
          await call('PATCH', `/api/products/${slug}/skus/${idOf(i)}`, { priceMinor })
    }
  }
  const hostId = ids.get(STAFF[0].email)
  const open = async (room: (typeof ROOMS)[keyof typeof ROOMS] & { id: string }, startsAt: number) =>
    call('POST', '/api/rooms', { ...room, hostId, startsAt })
  const fill = (room: string, numbers: readonly number[], fromMs: number) =>
    call('PUT', `/api/rooms/${room}/shelf`, {
      items: numbers.map((number) => ({
        productId: products.get(number),
        number,
        plannedAt: fromMs + RUNDOWN.indexOf(number as 1) * SLOT_MS,
      })),
    })
  const move = (room: string, status: string) => call('POST', `/api/rooms/${room}/status`, { status })
  if (isNew) {
    const { scheduled, ended } = ROOMS
    await open(ended, nowMs - 27 * HOUR_MS)
    await fill(ended.id, [1, 2, 8], nowMs - 27 * HOUR_MS)
    for (const status of ['live', 'ended']) await move(ended.id, status)
    // A room made with a start is scheduled already.
    await open(scheduled, nowMs + 26 * HOUR_MS)
    await fill(scheduled.id, [5, 10, 11, 12], nowMs + 26 * HOUR_MS)
  }
  const onAir = roomOnAir(rooms) ?? nextId(rooms)
  if (!rooms.some(({ id }) => id === onAir)) {
    await open({ ...ROOMS.live, id: onAir } as never, nowMs - HOUR_MS / 2)
    await fill(onAir, [...products.keys()], nowMs)
    await call('PATCH', `/api/rooms/${onAir}`, { announcement: ANNOUNCEMENT })
    await move(onAir, 'live')
  }
  const { gifts } = await call<{ gifts: { id: string; effect?: object }[] }>('GET', '/api/gifts')
  for (const { id, moves, ...gift } of GIFTS) {
    const known = gifts.find((known) => known.id === id)
    // A shop that was seeded before there were effects gets them.
    if (known && (known.effect || !moves)) continue
    const effectUrl = moves ? await effectOf(call, id) : null
    await call('PUT', `/api/gifts/${id}`, { ...gift, imageUrl: `/demo/gifts/${id}.webp`, effectUrl })
  }
  for (const [position, { id, ...method }] of DELIVERY.entries())
    await call('PUT', `/api/delivery-methods/${id}`, {
      ...{ ...method, position },
      ...{ currency: SHOP.currency, countries: null },
    })
  const { coupons } = await call<{ coupons: { terms: { title: string } }[] }>('GET', '/api/coupons')
  for (const { title, off, minSpendMinor, ...coupon } of COUPONS)
    if (!coupons.some(({ terms }) => terms.title === title))
      await call('POST', '/api/coupons', {
        terms: { title, off, minSpendMinor, currency: SHOP.currency, productIds: null, startsAt: null, endsAt: null },
        ...coupon,
      })
  return onAir
}
