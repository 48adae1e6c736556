import { describe, expect, test } from 'bun:test'
import { type Order, REFUSALS, type Refusal, type RefusalCode } from '@hawker/sdk'
import { type PaymentSheet, PLACING, type Purchase, type PurchaseTurn, turnPurchase } from './purchase.ts'

const order = (state: Order['state'] = 'held'): Order => ({ id: 'o1', state, totalMinor: 4800 }) as Order
const no = (code: RefusalCode): Refusal => ({ refused: code, message: REFUSALS[code].message })
const payment = {
  paymentId: 'pay-1',
  provider: 'sandbox',
  clientSecret: null,
  publishableKey: null,
  amountMinor: 4800,
  currency: 'USD',
  test: true,
} as PaymentSheet
const walk = (...turns: PurchaseTurn[]): Purchase => turns.reduce(turnPurchase, PLACING)
const paying: PurchaseTurn[] = [
  { type: 'placed', answer: order() },
  { type: 'pay' },
  { type: 'payment', answer: payment },
  { type: 'act', outcome: 'approve' },
]

describe('a purchase', () => {
  test('S4 from held to paid without leaving the room', () => {
    expect(walk({ type: 'placed', answer: order() }).step).toBe('held')
    expect(walk(...paying, { type: 'settled', answer: order('paid') }).step).toBe('paid')
  })

  test('sold out between the tap and the answer is said in place', () => {
    expect(walk({ type: 'placed', answer: no('sold-out') })).toMatchObject({ refusal: { refused: 'sold-out' } })
  })

  test('an order nobody answered is unknown, never an error, until the server says', () => {
    expect(walk({ type: 'placed', answer: no('unavailable') }).step).toBe('unknown')
    expect(walk({ type: 'placed', answer: no('unavailable') }, { type: 'placed', answer: order() }).step).toBe('held')
    expect(walk({ type: 'placed', answer: no('failed') }, { type: 'told', order: order() }).step).toBe('held')
  })

  test('a payment nobody answered is checked, not offered again', () => {
    const state = walk(...paying, { type: 'settled', answer: no('unavailable') })
    expect(state).toMatchObject({ step: 'settling', slow: true })
    expect(turnPurchase(state, { type: 'pay' })).toBe(state)
    expect(turnPurchase(state, { type: 'told', order: order('paid') }).step).toBe('paid')
  })

  test('a declined payment leaves the pieces held and says so', () => {
    expect(walk(...paying, { type: 'settled', answer: order('held') })).toMatchObject({
      step: 'held',
      note: 'declined',
    })
  })

  test('C8 an answer that comes later is waited for: held is no refusal', () => {
    for (const outcome of ['late', 'never', 'confirmed'] as const) {
      const state = walk(...paying.slice(0, 3), { type: 'act', outcome }, { type: 'settled', answer: order('held') })
      expect(state).toMatchObject({ step: 'settling', waits: true })
      expect(turnPurchase(state, { type: 'late' })).toMatchObject({ step: 'settling', slow: true })
      expect(turnPurchase(state, { type: 'told', order: order('paid') }).step).toBe('paid')
      expect(turnPurchase(state, { type: 'told', order: order('refunded') }).step).toBe('over')
    }
  })

  test('a hold that ended ends the purchase, whatever the page was doing', () => {
    expect(walk(...paying.slice(0, 3), { type: 'told', order: order('expired') }).step).toBe('over')
  })

  test('what is paid stays paid', () => {
    const paid = walk(...paying, { type: 'settled', answer: order('paid') })
    expect(turnPurchase(paid, { type: 'told', order: order('expired') })).toBe(paid)
  })
})
