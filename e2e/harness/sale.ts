// A sale that goes on through anything: people who order, pay, cancel, send gifts and take coupons, and who ask the same
// with the same id again until there is an answer. What they were answered is written down, to be held against the rows.
import type { Caller } from './caller.ts'

export const PRICE_MINOR = 4_800
export const COUPON_MINOR = 500
export const GIFT_COINS = 10
const TOP_UP_COINS = 500
/** A server that was killed, and its database with it, is back long before. */
const ANSWER_WITHIN_MS = 180_000
const ASK_AGAIN_MS = 30

/** Everything that was answered with success. */
export interface Acknowledged {
  readonly orders: Map<string, 'held' | 'paid' | 'cancelled' | 'promised'>
  readonly refunds: Map<string, string>
  readonly gifts: Map<string, { user: string; coins: number }>
  readonly topUps: Map<string, { user: string; coins: number }>
  readonly claims: Map<string, string>
  /** Baskets with the claim they used; `given-up`: nobody paid, so the claim comes back. */
  readonly baskets: Map<string, { claimId: string | null; end: 'open' | 'paid' | 'given-up' }>
  /** Orders whose hold is to end now: nobody pays them, or the bank answers after it. */
  readonly ending: Set<string>
  /** How often the same was asked again. */
  again: number
  /** Refusals by code: sold out and the like. */
  readonly refused: Map<string, number>
}

export const nothingYet = (): Acknowledged => ({
  ...{ orders: new Map(), refunds: new Map(), gifts: new Map(), topUps: new Map(), claims: new Map() },
  ...{ baskets: new Map(), ending: new Set(), again: 0, refused: new Map() },
})

type Body = Record<string, unknown>

/** Asks the same until it is answered by more than "not now". */
const insist = async (said: Acknowledged, by: Caller, method: string, path: string, body?: unknown) => {
  for (const until = Date.now() + ANSWER_WITHIN_MS; ; said.again++) {
    const answer = await by.raw(method, path, body).catch(() => null)
    if (answer !== null && answer.status < 500 && answer.status !== 429) return answer
    if (Date.now() > until) throw new Error(`${method} ${path}: no answer for ${ANSWER_WITHIN_MS} ms`)
    await Bun.sleep(ASK_AGAIN_MS)
  }
}

/** What may be refused in a sale; anything else is a fault. */
const REFUSED = ['sold-out', 'hold-limit', 'balance-too-low', 'coupon-gone', 'limit-reached', 'wrong-state']

export interface Sale {
  readonly said: Acknowledged
  /** Everybody stops after what he is at, and has its answer. */
  close(): Promise<void>
}

interface Goods {
  readonly room: string
  readonly skus: readonly string[]
  readonly couponId: string
}

/** A live room with a product of a SKU for each of these stocks, a gift and a coupon. */
export const stockSale = async (owner: Caller, room: string, stocks: readonly number[]): Promise<Goods> => {
  await owner.call('POST', '/api/rooms', { id: room, title: 'A sale with faults' })
  const { productId, skuIds } = await owner.call<{ productId: string; skuIds: string[] }>('POST', '/api/products', {
    ...{ title: 'Teapot', currency: 'USD' },
    skus: stocks.map((stock, i) => ({ label: `Size ${i}`, options: { size: `${i}` }, priceMinor: PRICE_MINOR, stock })),
  })
  await owner.call('PUT', `/api/rooms/${room}/shelf`, { items: [{ productId, number: 1 }] })
  for (const status of ['scheduled', 'live']) await owner.call('POST', `/api/rooms/${room}/status`, { status })
  await owner.call('PUT', '/api/gifts/leaf', { name: 'Leaf', coins: GIFT_COINS, size: 'small' })
  const coupon = await owner.call<{ id: string }>('POST', '/api/coupons', {
    terms: {
      ...{ title: 'Five off', off: { type: 'amount', minor: COUPON_MINOR }, currency: 'USD', minSpendMinor: 0 },
      ...{ productIds: null, startsAt: null, endsAt: null },
    },
    ...{ quota: 1_000_000, perUser: 100, code: null },
  })
  return { room, skus: skuIds, couponId: coupon.id }
}

/** Each does these in turn, from a place of his own. */
const PAYING = [
  'approve',
  'approve',
  'twice',
  'cancel',
  'approve',
  'never',
  'decline',
  'approve',
  'late',
  'leave',
] as const

const TOGETHER = ['approve', 'leave', 'twice', 'late'] as const

export const openSale = async (owner: Caller, buyers: readonly Caller[], goods: Goods): Promise<Sale> => {
  const said = nothingYet()
  let open = true
  let drop = ''

  const ask = async (by: Caller, method: string, path: string, body?: unknown): Promise<Body | null> => {
    const answer = await insist(said, by, method, path, body)
    if (answer.status < 300) return answer.body
    const code = String(answer.body.code)
    if (!REFUSED.includes(code)) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    said.refused.set(code, (said.refused.get(code) ?? 0) + 1)
    return null
  }

  const pay = async (by: Caller, id: string, outcome: string) => {
    const sheet = await ask(by, 'POST', `/api/orders/${id}/payment`, {})
    if (sheet === null) throw new Error(`order ${id} was held and cannot be paid`)
    if (outcome === 'leave' || outcome === 'late') said.ending.add(id)
    if (outcome === 'leave') return
    const act = (what: string) => ask(by, 'POST', `/api/payments/${sheet.paymentId}/sandbox`, { outcome: what })
    await act(outcome)
    if (outcome === 'decline') await act('approve')
    said.orders.set(id, outcome === 'late' || outcome === 'never' ? 'promised' : 'paid')
  }

  const place = async (by: Caller, n: number): Promise<string | null> => {
    const id = Bun.randomUUIDv7()
    const quantity = 1 + (n % 3)
    const order = { id, roomId: goods.room, skuId: goods.skus[n % goods.skus.length], quantity }
    const money = { expectedTotalMinor: PRICE_MINOR * quantity, currency: 'USD' }
    if ((await ask(by, 'POST', '/api/orders', { ...order, ...money })) === null) return null
    said.orders.set(id, 'held')
    return id
  }

  /** Two orders and a coupon, paid together. */
  const buyTogether = async (by: Caller, n: number, claims: string[]) => {
    const orders = [await place(by, n), await place(by, n + 1)].filter((id) => id !== null)
    if (orders.length === 0) return
    const id = Bun.randomUUIDv7()
    const claimId = claims.pop() ?? null
    const basket = await ask(by, 'PUT', `/api/baskets/${id}`, { orders, claimId })
    if (basket === null) throw new Error(`basket ${id} could not be put together`)
    said.baskets.set(id, { claimId, end: 'open' })
    const { goodsMinor, discountMinor, totalMinor } = basket.prices as Record<string, number>
    if (discountMinor !== (claimId ? COUPON_MINOR : 0) || totalMinor !== goodsMinor! - discountMinor)
      throw new Error(`basket ${id}: ${JSON.stringify(basket.prices)}`)
    const outcome = TOGETHER[n % TOGETHER.length]!
    const shown = { expectedTotalMinor: totalMinor, currency: 'USD' }
    const begun = await ask(by, 'POST', `/api/baskets/${id}/payment`, shown)
    if (begun === null) throw new Error(`basket ${id} cannot be paid`)
    const { paymentId } = begun.payment as { paymentId: string }
    if (outcome === 'leave' || outcome === 'late') for (const order of orders) said.ending.add(order)
    if (outcome !== 'leave') await ask(by, 'POST', `/api/payments/${paymentId}/sandbox`, { outcome })
    if (outcome === 'leave') said.baskets.set(id, { claimId, end: 'given-up' })
    else for (const order of orders) said.orders.set(order, outcome === 'late' ? 'promised' : 'paid')
    if (outcome === 'approve' || outcome === 'twice') said.baskets.set(id, { claimId, end: 'paid' })
  }

  const buy = async (by: Caller, n: number) => {
    const id = await place(by, n)
    if (id === null) return
    const act = PAYING[n % PAYING.length]!
    if (act !== 'cancel') return pay(by, id, act)
    // The answer to the first asking may be lost: then the second says that there is nothing to cancel any more.
    const left = (await ask(by, 'POST', `/api/orders/${id}/cancel`, {})) ?? (await ask(by, 'GET', `/api/orders/${id}`))
    if (left?.state === 'cancelled') said.orders.set(id, 'cancelled')
  }

  const give = async (by: Caller, user: string) => {
    const id = crypto.randomUUID()
    const wanted = { id, giftId: 'leaf', quantity: 1 + (said.gifts.size % 3) }
    const sent = await ask(by, 'POST', `/api/rooms/${goods.room}/gifts`, wanted)
    if (sent !== null) said.gifts.set(id, { user, coins: GIFT_COINS * wanted.quantity })
    else if (await ask(by, 'POST', '/api/wallet/top-ups', { id, coins: TOP_UP_COINS }))
      said.topUps.set(id, { user, coins: TOP_UP_COINS })
  }

  const take = async (by: Caller, user: string, claims: string[]) => {
    const id = crypto.randomUUID()
    const path = `/api/rooms/${goods.room}/drops/${drop}/claims`
    if (drop === '' || !(await ask(by, 'POST', path, { id }))) return
    said.claims.set(id, user)
    claims.push(id)
  }

  const shop = async (by: Caller, who: number) => {
    const me = await ask(by, 'GET', '/api/session')
    const user = (me as { you: { person: { id: string } } }).you.person.id
    const claims: string[] = []
    for (let n = who * 7; open; n++) {
      if (n % 3 === 0) await buyTogether(by, n, claims)
      else await buy(by, n)
      await give(by, user)
      if (n % 2 === 0) await take(by, user, claims)
    }
  }

  /** Drops coupons, and pays back. */
  const keepShop = async () => {
    const refunded = new Set<string>()
    while (open) {
      const lasts = { couponId: goods.couponId, quantity: 40, lastsMs: 600_000 }
      const opened = await ask(owner, 'POST', `/api/rooms/${goods.room}/drops`, lasts)
      drop = String(opened?.id ?? drop)
      for (let i = 0; i < 8 && open; i++) {
        await Bun.sleep(100)
        const paid = [...said.orders].find(([id, state]) => state === 'paid' && !refunded.has(id))
        if (!paid) continue
        refunded.add(paid[0])
        // Never more than a piece with a coupon cost.
        const amountMinor = PRICE_MINOR - COUPON_MINOR
        const back = { id: crypto.randomUUID(), amountMinor, restock: false }
        if (await ask(owner, 'POST', `/api/orders/${paid[0]}/refund`, back)) said.refunds.set(back.id, paid[0])
      }
      if (drop !== '') await ask(owner, 'DELETE', `/api/rooms/${goods.room}/drops/${drop}`)
    }
  }

  const everybody = Promise.all([keepShop(), ...buyers.map(shop)])
  // Said at once: whoever waits for the sale to go on ends by his own limit, and only then asks why.
  everybody.catch((error) => {
    open = false
    console.error(error)
  })
  return {
    said,
    close: async () => {
      open = false
      await everybody
    },
  }
}
