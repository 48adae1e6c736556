import { describe, expect, test } from 'bun:test'
import { type Basket, type Order, REFUSALS, type Refusal, type RefusalCode } from '@hawker/sdk'
import {
  canPay,
  goOn,
  type Held,
  holdEndsAt,
  isChecking,
  isUndecided,
  type PaymentSheet,
  type Purchase,
  type PurchaseTurn,
  startPlacing,
  turnPurchase,
  type Wanted,
} from './purchase.ts'

const order = (state: Order['state'] = 'held', id = 'o1'): Order => ({ id, state, totalMinor: 4800 }) as Order
const no = (code: RefusalCode): Refusal => ({ refused: code, message: REFUSALS[code].message })
const wanted = (id = 'o1', unitMinor = 4800): Wanted => ({ id, unitMinor, quantity: 1 }) as Wanted
const payment = { paymentId: 'pay-1', provider: 'sandbox', amountMinor: 4800, currency: 'USD' } as PaymentSheet
const basket = (orders: Order[], more: Partial<Basket> = {}): Basket =>
  ({ id: 'b1', orders, needsDelivery: false, address: null, delivery: null, coupon: null, ...more }) as Basket
const from = (state: Purchase, ...turns: PurchaseTurn[]): Purchase => turns.reduce(turnPurchase, state)
const walk = (...turns: PurchaseTurn[]): Purchase => from(startPlacing([wanted()]), ...turns)
const placed = (answer: Order | Refusal, id = 'o1'): PurchaseTurn => ({ type: 'placed', id, answer })
const paying: PurchaseTurn[] = [
  placed(order()),
  { type: 'pay' },
  { type: 'payment', answer: { payment, orders: [] } },
  { type: 'act', outcome: 'approve' },
]

describe('a purchase of one thing', () => {
  test('S4 from held to paid without leaving the room', () => {
    expect(walk(placed(order())).step).toBe('held')
    expect(walk(...paying, { type: 'settled', answer: [order('paid')] }).step).toBe('paid')
  })

  test('sold out between the tap and the answer is said in place', () => {
    expect(walk(placed(no('sold-out')))).toMatchObject({ step: 'refused', lines: [{ answer: no('sold-out') }] })
  })

  test('another price is offered in place, under the same id', () => {
    const refused = walk(placed(no('price-changed')))
    const again = turnPurchase(refused, { type: 'again', wanted: wanted('o1', 4200) })
    expect(again).toMatchObject({
      step: 'placing',
      lines: [{ wanted: { id: 'o1', unitMinor: 4200 }, answer: 'asked' }],
    })
    expect(turnPurchase(again, placed(order())).step).toBe('held')
  })

  test('an order nobody answered is unknown, never an error, until the server says', () => {
    const unknown = walk(placed(no('unavailable')))
    expect(unknown).toMatchObject({ step: 'placing', lines: [{ answer: 'unknown' }] })
    expect(isChecking(unknown)).toBe(true)
    expect(isUndecided(unknown)).toBe(true)
    expect(turnPurchase(unknown, placed(order())).step).toBe('held')
    expect(walk(placed(no('failed')), { type: 'told', order: order() }).step).toBe('held')
  })

  test('a payment nobody answered is checked, not offered again', () => {
    const state = walk(...paying, { type: 'settled', answer: no('unavailable') })
    expect(state).toMatchObject({ step: 'settling', slow: true })
    expect(turnPurchase(state, { type: 'pay' })).toBe(state)
    expect(turnPurchase(state, { type: 'told', order: order('paid') }).step).toBe('paid')
  })

  test('a declined payment leaves the pieces held and says so', () => {
    expect(walk(...paying, { type: 'settled', answer: [order('held')] })).toMatchObject({
      step: 'held',
      note: { about: 'payment', refusal: 'declined' },
    })
  })

  test('C8 an answer that comes later is waited for: held is no refusal', () => {
    for (const outcome of ['late', 'never', 'confirmed'] as const) {
      const state = walk(...paying.slice(0, 3), { type: 'act', outcome }, { type: 'settled', answer: [order('held')] })
      expect(state).toMatchObject({ step: 'settling', waits: true })
      expect(turnPurchase(state, { type: 'late' })).toMatchObject({ step: 'settling', slow: true })
      expect(turnPurchase(state, { type: 'told', order: order('paid') }).step).toBe('paid')
      expect(turnPurchase(state, { type: 'told', order: order('refunded') }).step).toBe('over')
    }
  })

  test('a hold that ended ends the purchase, whatever the page was doing', () => {
    expect(walk(...paying.slice(0, 3), { type: 'told', order: order('expired') }).step).toBe('over')
    expect(walk(placed(order()), { type: 'told', order: order('expired') }).step).toBe('over')
  })

  test('what is paid stays paid', () => {
    const paid = walk(...paying, { type: 'settled', answer: [order('paid')] })
    expect(turnPurchase(paid, { type: 'told', order: order('shipped') }).step).toBe('paid')
    expect(turnPurchase(paid, { type: 'told', order: order('expired', 'other') })).toBe(paid)
  })
})

describe('a purchase of several things', () => {
  const two = startPlacing([wanted('a'), wanted('b')])
  const [a, b] = [order('held', 'a'), order('held', 'b')]

  test('it is held when the last of them is', () => {
    const one = turnPurchase(two, placed(a, 'a'))
    expect(one.step).toBe('placing')
    expect(turnPurchase(one, placed(b, 'b'))).toMatchObject({ step: 'held', orders: [{ id: 'a' }, { id: 'b' }] })
  })

  test('a refused line stands beside those that are held, and the buyer decides', () => {
    const partly = from(two, placed(a, 'a'), placed(no('sold-out'), 'b'))
    expect(partly.step).toBe('partly')
    expect(turnPurchase(partly, { type: 'go-on' })).toMatchObject({ step: 'held', orders: [{ id: 'a' }] })
  })

  test('none held: nothing to decide', () => {
    expect(from(two, placed(no('sold-out'), 'a'), placed(no('buyer-limit'), 'b')).step).toBe('refused')
  })

  test('given back while it was decided: nothing is held any more', () => {
    const partly = from(two, placed(a, 'a'), placed(no('sold-out'), 'b'))
    expect(turnPurchase(partly, { type: 'told', order: order('cancelled', 'a') }).step).toBe('refused')
  })

  test('one that ends leaves the others, at prices of their own', () => {
    const held = from(
      goOn([a, b]),
      { type: 'choose', choice: {} },
      { type: 'priced', asked: 1, answer: basket([a, b]) },
    )
    const rest = turnPurchase(held, { type: 'told', order: order('expired', 'b') })
    expect(rest).toMatchObject({ step: 'held', orders: [{ id: 'a' }], quote: 'asking', asked: 2 })
  })

  test('paid is said once all are answered for', () => {
    const settling = from(
      goOn([a, b]),
      { type: 'pay' },
      { type: 'payment', answer: { payment, orders: [] } },
      { type: 'act', outcome: 'confirmed' },
    )
    const one = turnPurchase(settling, { type: 'told', order: order('paid', 'a') })
    expect(one.step).toBe('settling')
    expect(turnPurchase(one, { type: 'told', order: order('paid', 'b') }).step).toBe('paid')
  })
})

describe('what is said about it', () => {
  const start = goOn([order()])
  const chosen: PurchaseTurn = { type: 'choose', choice: { claimId: 'c1', addressId: 'a1' } }
  const shown = (more: Partial<Basket> = {}) =>
    from(start, chosen, { type: 'priced', asked: 1, answer: basket([order()], more) }) as Held

  test('nothing to say: it may be paid as it is', () => {
    expect(canPay(start as Held)).toBe(true)
  })

  test('while prices are on their way nothing can be paid', () => {
    const asked = turnPurchase(start, chosen) as Held
    expect(asked).toMatchObject({ quote: 'asking', choice: { claimId: 'c1', addressId: 'a1', deliveryId: null } })
    expect(canPay(asked)).toBe(false)
    expect(turnPurchase(asked, { type: 'pay' })).toBe(asked)
    expect(canPay(shown())).toBe(true)
  })

  test('the answer to an earlier question is not shown', () => {
    const twice = from(start, chosen, { type: 'choose', choice: { claimId: 'c2' } })
    expect(turnPurchase(twice, { type: 'priced', asked: 1, answer: basket([order()]) })).toBe(twice)
  })

  test('a coupon that cannot be used says so, and the rest of what was said stays', () => {
    const without = from(start, chosen, { type: 'priced', asked: 1, answer: no('coupon-invalid') })
    expect(without).toMatchObject({
      choice: { claimId: null, addressId: 'a1' },
      quote: 'asking',
      note: { about: 'coupon' },
    })
    const priced = turnPurchase(without, { type: 'priced', asked: 2, answer: basket([order()]) })
    expect(priced).toMatchObject({ quote: 'shown', note: { about: 'coupon' } })
  })

  test('no line moves because its price came', () => {
    const [a, b] = [order('held', 'a'), order('held', 'b')]
    const priced = from(goOn([b, a]), chosen, { type: 'priced', asked: 1, answer: basket([a, b]) })
    expect(priced).toMatchObject({ orders: [{ id: 'b' }, { id: 'a' }] })
  })

  test('what is sent needs an address and a way before it can be paid', () => {
    expect(canPay(shown({ needsDelivery: true }))).toBe(false)
    const complete = { needsDelivery: true, address: {}, delivery: { id: 'post' } } as unknown as Partial<Basket>
    expect(canPay(shown(complete))).toBe(true)
    const refused = from(start, chosen, { type: 'priced', asked: 1, answer: no('delivery-needed') })
    expect(refused).toMatchObject({ quote: 'failed', note: { about: 'delivery' }, choice: { addressId: 'a1' } })
  })

  test('an address that was removed on another page is asked for again, once', () => {
    const asked = from(start, chosen, { type: 'priced', asked: 1, answer: no('not-found') })
    expect(asked).toMatchObject({ quote: 'asking', choice: { addressId: null, claimId: 'c1' } })
    expect(turnPurchase(asked, { type: 'priced', asked: 2, answer: no('not-found') })).toMatchObject({
      quote: 'failed',
    })
  })

  test('a total that changed is shown before it is paid', () => {
    const opening = turnPurchase(shown(), { type: 'pay' })
    const again = turnPurchase(opening, { type: 'payment', answer: no('price-changed') })
    expect(again).toMatchObject({ step: 'held', quote: 'asking', asked: 2, choice: { claimId: 'c1' } })
    expect(again).toMatchObject({ note: { about: 'payment', refusal: no('price-changed') } })
  })

  test('where nothing is to be paid, confirming pays it', () => {
    const opening = turnPurchase(shown(), { type: 'pay' })
    const done = turnPurchase(opening, { type: 'payment', answer: { payment: null, orders: [order('paid')] } })
    expect(done.step).toBe('paid')
  })

  test('a payment that does not open keeps all that was said', () => {
    const opening = turnPurchase(shown(), { type: 'pay' })
    const held = turnPurchase(opening, { type: 'payment', answer: no('unavailable') })
    expect(held).toMatchObject({ step: 'held', quote: 'shown', choice: { claimId: 'c1' } })
  })
})

test('a late answer that an order is held takes nothing back of what became of it', () => {
  const held: PurchaseTurn = { type: 'told', order: order() }
  expect(from(goOn([order()]), { type: 'told', order: order('paid') }, held)).toMatchObject({
    step: 'paid',
    orders: [{ state: 'paid' }],
  })
  expect(from(goOn([order()]), { type: 'told', order: order('expired') }, held).step).toBe('over')
  const two = from(startPlacing([wanted('a'), wanted('b')]), placed(order('expired', 'a'), 'a'))
  expect(turnPurchase(two, { type: 'told', order: order('held', 'a') })).toMatchObject({
    lines: [{ answer: { state: 'expired' } }, { answer: 'asked' }],
  })
})

test('the earliest hold decides how long there is', () => {
  const ending = (holdEndsAt: number | null) => ({ ...order(), holdEndsAt }) as Order
  expect(holdEndsAt([ending(9), ending(5), ending(null)])).toBe(5)
  expect(holdEndsAt([ending(null)])).toBeNull()
})
