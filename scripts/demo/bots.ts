// Visitors, a host who answers and an assistant with a rundown: all through the SDK, as any viewer's page does it.
import { createHawker, type Hawker, isRefusal, newId, type Order, type Room, type ShelfItem } from '@hawker/sdk'
import { type Checkout, createCheckout } from '@hawker/sdk/checkout'
import { STAFF_ROUTES } from '@hawker/sdk/routes-staff'
import { createShop } from '@hawker/sdk/shop'
import { auctionOff, bid } from './auctions.ts'
import {
  DELIVERY,
  DROP,
  FLASH,
  FLASH_EVERY_SLOTS,
  GIFTS,
  LINES,
  RUNDOWN,
  SLOT_MS,
  STAFF,
  STAFF_LINES,
  VISITORS,
  VISITORS_ADDRESS,
} from './shop.ts'

export interface BotsOptions {
  readonly origin: string
  readonly room: string
  readonly password: string
  readonly signal: AbortSignal
}

const LINE_EVERY_MS = 2_400
const HEARTS_EVERY_MS = 1_300
const PURCHASE_EVERY_MS = 9_000
const GIFT_EVERY_MS = 11_000
const CLAIM_EVERY_MS = 7_000
const BID_EVERY_MS = 7_000
const STAFF_LINE_EVERY_MS = 16_000
const ARRIVAL_EVERY_MS = 350
const COINS_AT_ARRIVAL = 6_000

const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!

const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      done()
    })
  })

/** Does something again and again, with a pause that varies by half; one failure does not end it. */
const again = async (everyMs: number, signal: AbortSignal, act: () => Promise<unknown> | unknown): Promise<void> => {
  while (!signal.aborted) {
    await sleep(everyMs * (0.5 + Math.random()), signal)
    if (signal.aborted) return
    try {
      await act()
    } catch (error) {
      console.error(`a demo visitor stumbled: ${error instanceof Error ? error.message : error}`)
    }
  }
}

interface Visitor {
  readonly hawker: Hawker
  readonly room: Room
  readonly checkout: Checkout
  readonly name: string
  readonly addressId: string
}

const visitorOf = (hawker: Hawker, room: Room, name: string): Visitor => ({
  ...{ hawker, room, name, checkout: createCheckout(hawker), addressId: newId(Date.now()) },
})

const isFlash = ({ room }: Visitor, productId: string): boolean => {
  const { launch } = room.state
  return launch?.productId === productId && (launch.flash?.left ?? 0) > 0
}

/** It is said where to, how and with which coupon, then paid. */
const payFor = async ({ hawker, checkout, name, addressId }: Visitor, order: Pick<Order, 'id'>): Promise<void> => {
  await checkout.addresses.put({ ...VISITORS_ADDRESS, name }, addressId)
  const mine = await hawker.coupons.mine()
  const claim = isRefusal(mine) ? undefined : mine.claims.find(({ state }) => state === 'open')
  const how = { id: newId(Date.now()), orders: [order.id], addressId, deliveryId: pick(DELIVERY).id } as never
  const withCoupon = claim ? await checkout.baskets.put({ ...(how as object), claimId: claim.id } as never) : null
  const basket = withCoupon && !isRefusal(withCoupon) ? withCoupon : await checkout.baskets.put(how)
  if (isRefusal(basket)) return
  const begun = await checkout.baskets.beginPayment(basket)
  if (!isRefusal(begun) && begun.payment) await hawker.orders.payInSandbox(begun.payment.paymentId, 'approve')
}

/** As a viewer does it: pieces are held, then paid. */
const buy = async (visitor: Visitor): Promise<void> => {
  const { hawker, room } = visitor
  const { launch, shelf } = room.state
  const item: ShelfItem | undefined = launch ? shelf.find((i) => i.productId === launch.productId) : pick(shelf)
  const sku = item?.skus.filter((s) => s.stock > 0).at(0)
  if (!item || !sku) return
  const unitMinor = isFlash(visitor, item.productId) ? launch!.flash!.priceMinor : sku.priceMinor
  const order = await hawker.orders.place({
    roomId: room.state.room!.id,
    skuId: sku.id,
    quantity: 1,
    expectedTotalMinor: unitMinor,
    currency: item.currency,
  })
  if (!isRefusal(order)) await payFor(visitor, order)
}

/** Takes what is dropped in the room. */
const claim = async ({ hawker, room }: Visitor): Promise<void> => {
  const drop = room.state.drops.find(({ left }) => left > 0)
  if (drop) await hawker.coupons.claim(room.id, drop.id)
}

const gift = async ({ hawker, room }: Visitor): Promise<void> => {
  const large = Math.random() < 0.06
  const chosen = pick(GIFTS.filter((g) => (g.size === 'large') === large))
  const times = large ? 1 : 1 + Math.floor(Math.random() * 4)
  for (let i = 0; i < times; i++) {
    await hawker.gifts.send(room.id, chosen.id as never, 1)
    await Bun.sleep(500)
  }
}

const arrive = async ({ origin, room: id }: BotsOptions, name: string): Promise<Visitor | null> => {
  const hawker = createHawker({ baseUrl: origin })
  if (isRefusal(await hawker.session.becomeGuest(name))) return null
  await hawker.gifts.topUp(COINS_AT_ARRIVAL)
  const room = hawker.room(id)
  return isRefusal(await room.join()) ? null : visitorOf(hawker, room, name)
}

const staff = async ({ origin, room: id, password }: BotsOptions, email: string): Promise<Visitor | null> => {
  const hawker = createHawker({ baseUrl: origin, routes: STAFF_ROUTES })
  if (isRefusal(await hawker.session.signIn(email, password))) return null
  const room = hawker.room(id)
  return isRefusal(await room.join()) ? null : visitorOf(hawker, room, email)
}

/** Goes through the rundown, each product for its slot; one whose pieces are gone is passed over. */
const runDown = async ({ hawker, room }: Visitor, signal: AbortSignal): Promise<void> => {
  for (let turn = 0; !signal.aborted; turn++) {
    const number = RUNDOWN[turn % RUNDOWN.length]
    const item = room.state.shelf.find((i) => i.number === number)
    const left = item?.skus.reduce((sum, sku) => sum + sku.stock, 0) ?? 0
    const idle = room.state.room?.status !== 'live' && room.state.room?.status !== 'interrupted'
    if (!item || left === 0 || idle) {
      await sleep(1_000, signal)
      continue
    }
    const free = Math.min(FLASH.quantity, left)
    const lowest = Math.min(...item.skus.map(({ priceMinor }) => priceMinor))
    const { off, perBuyerLimit, lastsMs, countdownMs } = FLASH
    const flash = { priceMinor: Math.round(lowest * off), quantity: free, perBuyerLimit }
    // Not everything at once: while something is auctioned, prices stay what they are.
    const how =
      turn % FLASH_EVERY_SLOTS === 2 && room.state.auction === null
        ? { lastsMs, countdownMs, flash }
        : { lastsMs: SLOT_MS }
    await hawker.studio.launch(room.id, item.productId, how)
    await sleep((how.countdownMs ?? 0) + how.lastsMs - 1_500, signal)
  }
}

/** Drops a coupon for the first who take it, now and then. */
const dropCoupons = async ({ hawker, room }: Visitor, signal: AbortSignal): Promise<void> => {
  const { coupons } = createShop(hawker.call)
  await again(DROP.everyMs, signal, async () => {
    const made = await coupons.list()
    const open = isRefusal(made) ? undefined : made.coupons.find(({ code }) => code === null)
    const { quantity, lastsMs } = DROP
    if (open && room.state.room?.status === 'live' && room.state.auction === null)
      await coupons.drop(room.id, { couponId: open.id, quantity, lastsMs })
  })
}

/** Fills the room until the signal. */
export const runBots = async (options: BotsOptions): Promise<void> => {
  const { signal } = options
  const [host, assistant] = await Promise.all(STAFF.map(({ email }) => staff(options, email)))
  const tasks: Promise<void>[] = []
  if (assistant) tasks.push(runDown(assistant, signal), dropCoupons(assistant, signal), auctionOff(assistant, signal))
  const voices = { host, assistant }
  let line = 0
  tasks.push(
    again(STAFF_LINE_EVERY_MS, signal, async () => {
      const [who, text] = STAFF_LINES[line++ % STAFF_LINES.length]!
      await voices[who]?.room.say(text)
    }),
  )
  const visitors: Visitor[] = []
  tasks.push(
    again(LINE_EVERY_MS, signal, () => visitors.length > 0 && pick(visitors).room.say(pick(LINES))),
    again(
      HEARTS_EVERY_MS,
      signal,
      () => visitors.length > 0 && pick(visitors).room.like(1 + Math.floor(Math.random() * 9)),
    ),
    again(PURCHASE_EVERY_MS, signal, () => visitors.length > 0 && buy(pick(visitors))),
    again(CLAIM_EVERY_MS, signal, () => visitors.length > 0 && claim(pick(visitors))),
    again(GIFT_EVERY_MS, signal, () => visitors.length > 0 && gift(pick(visitors))),
    again(BID_EVERY_MS, signal, () => visitors.length > 0 && bid(visitors)),
  )
  for (const name of VISITORS) {
    if (signal.aborted) break
    const visitor = await arrive(options, name)
    if (visitor) {
      visitors.push(visitor)
      visitor.room.on('own.order', (order) => {
        if (order.auctionId && order.state === 'held') void payFor(visitor, order)
      })
    }
    const hostId = visitor?.room.state.room?.host?.id
    if (visitor && hostId && Math.random() < 0.6) await visitor.hawker.hosts.follow(hostId)
    await sleep(ARRIVAL_EVERY_MS, signal)
  }
  await Promise.all(tasks)
  for (const { room } of [...visitors, host, assistant].filter((v) => v !== null && v !== undefined)) room.leave()
}
