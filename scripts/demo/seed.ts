// Fills an empty server with the demo shop, through the API that every merchant has. Running it again changes nothing.
import { ANNOUNCEMENT, COUPONS, DELIVERY, GIFTS, PRODUCTS, ROOMS, RUNDOWN, SHOP, SLOT_MS, STAFF } from './shop.ts'

export type Call = <T>(method: string, path: string, body?: unknown) => Promise<T>

/** Calls the API with a bearer token; a refusal is thrown with its sentence. */
export const caller =
  (origin: string, token: string | null): Call =>
  async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(origin + path, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }

const HOUR_MS = 3_600_000

/** Seeds staff, products, rooms and shelf. `password` is given to every member of staff. */
export const seedShop = async (call: Call, password: string, nowMs: number): Promise<void> => {
  const { staff } = await call<{ staff: { id: string; email: string }[] }>('GET', '/api/staff')
  const ids = new Map(staff.map((s) => [s.email, s.id]))
  for (const person of STAFF)
    if (!ids.has(person.email))
      ids.set(person.email, (await call<{ id: string }>('POST', '/api/staff', { ...person, password })).id)

  const { rooms } = await call<{ rooms: { id: string }[] }>('GET', '/api/rooms')
  const products = new Map(PRODUCTS.map((product, i) => [i + 1, product.slug]))
  if (!rooms.some((room) => room.id === ROOMS.live.id)) {
    for (const { skus, slug, points, ...product } of PRODUCTS)
      await call('POST', '/api/products', {
        ...product,
        id: slug,
        sellingPoints: points,
        imageUrl: `/demo/products/${slug}.webp`,
        currency: SHOP.currency,
        skus: skus.map((sku, i) => ({ ...sku, id: `${slug}-${i + 1}` })),
      })
    const hostId = ids.get(STAFF[0].email)
    const startsAt = { live: nowMs - HOUR_MS / 2, scheduled: nowMs + 26 * HOUR_MS, ended: nowMs - 27 * HOUR_MS }
    for (const key of ['ended', 'scheduled', 'live'] as const)
      await call('POST', '/api/rooms', { ...ROOMS[key], hostId, startsAt: startsAt[key] })
    const shelf = (numbers: readonly number[], fromMs: number) =>
      numbers.map((number) => ({
        productId: products.get(number),
        number,
        plannedAt: fromMs + RUNDOWN.indexOf(number as 1) * SLOT_MS,
      }))
    const every = [...products.keys()]
    await call('PUT', `/api/rooms/${ROOMS.live.id}/shelf`, { items: shelf(every, nowMs) })
    await call('PUT', `/api/rooms/${ROOMS.scheduled.id}/shelf`, { items: shelf([5, 10, 11, 12], startsAt.scheduled) })
    await call('PUT', `/api/rooms/${ROOMS.ended.id}/shelf`, { items: shelf([1, 2, 8], startsAt.ended) })
    await call('PATCH', `/api/rooms/${ROOMS.live.id}`, { announcement: ANNOUNCEMENT })
    // A room made with a start is scheduled already.
    const moves = { live: ['live'], scheduled: [], ended: ['live', 'ended'] } as const
    for (const key of ['live', 'scheduled', 'ended'] as const)
      for (const status of moves[key]) await call('POST', `/api/rooms/${ROOMS[key].id}/status`, { status })
  }
  const { gifts } = await call<{ gifts: { id: string }[] }>('GET', '/api/gifts')
  for (const { id, ...gift } of GIFTS)
    if (!gifts.some((known) => known.id === id))
      await call('PUT', `/api/gifts/${id}`, { ...gift, imageUrl: `/demo/gifts/${id}.webp` })
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
}
