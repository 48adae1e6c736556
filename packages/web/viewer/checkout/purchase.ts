// One purchase from the tap on Buy to "paid", as a machine. Pure: the hook beside it does the asking.
import type { Answer, Ask, Order, Refusal } from '@hawker/sdk'

export type PaymentSheet = Answer<'commerce.beginPayment'>

/** What the sandbox is told to do; `confirmed`: a card form was. */
export type Outcome = Ask<'commerce.actInSandbox'>['body']['outcome'] | 'confirmed'

/** The answer to these comes by itself, sooner or later. */
const COMES_LATER: readonly Outcome[] = ['confirmed', 'late', 'never']

export type Purchase =
  /** The server is asked to take the pieces. `slow`: the answer is late, so the page says that it is checking. */
  | { readonly step: 'placing'; readonly slow: boolean }
  /** Nobody knows whether it was placed: the same id is asked again until somebody does. */
  | { readonly step: 'unknown' }
  | { readonly step: 'refused'; readonly refusal: Refusal }
  | { readonly step: 'held'; readonly order: Order; readonly note: 'declined' | Refusal | null }
  | { readonly step: 'opening'; readonly order: Order }
  | { readonly step: 'paying'; readonly order: Order; readonly payment: PaymentSheet }
  /** `waits`: held is no answer yet. */
  | {
      readonly step: 'settling'
      readonly order: Order
      readonly payment: PaymentSheet
      readonly slow: boolean
      readonly waits: boolean
    }
  | { readonly step: 'paid'; readonly order: Order }
  /** Expired, cancelled or refunded: the pieces are on sale again. */
  | { readonly step: 'over'; readonly order: Order }

export type PurchaseTurn =
  | { readonly type: 'placed'; readonly answer: Order | Refusal }
  | { readonly type: 'late' }
  | { readonly type: 'pay' }
  | { readonly type: 'payment'; readonly answer: PaymentSheet | Refusal }
  | { readonly type: 'act'; readonly outcome: Outcome }
  | { readonly type: 'settled'; readonly answer: Order | Refusal }
  /** The server said how the order stands: over the socket, or asked. */
  | { readonly type: 'told'; readonly order: Order }

export const PLACING: Purchase = { step: 'placing', slow: false }

const UNKNOWN_OUTCOME = ['busy', 'unavailable', 'failed']

const refused = (answer: object): answer is Refusal => 'refused' in answer

/** What an order's state means for the page. */
const fromOrder = (order: Order, note: 'declined' | null = null): Purchase => {
  if (order.state === 'paid') return { step: 'paid', order }
  if (order.state === 'held') return { step: 'held', order, note }
  return { step: 'over', order }
}

export const turnPurchase = (state: Purchase, turn: PurchaseTurn): Purchase => {
  switch (turn.type) {
    case 'placed': {
      if (state.step !== 'placing' && state.step !== 'unknown') return state
      const { answer } = turn
      if (!refused(answer)) return fromOrder(answer)
      return UNKNOWN_OUTCOME.includes(answer.refused) ? { step: 'unknown' } : { step: 'refused', refusal: answer }
    }
    case 'late':
      return state.step === 'placing' || state.step === 'settling' ? { ...state, slow: true } : state
    case 'pay':
      return state.step === 'held' ? { step: 'opening', order: state.order } : state
    case 'payment': {
      if (state.step !== 'opening') return state
      const { answer } = turn
      if (refused(answer)) return { step: 'held', order: state.order, note: answer }
      return { step: 'paying', order: state.order, payment: answer }
    }
    case 'act':
      if (state.step !== 'paying') return state
      return { ...state, step: 'settling', slow: false, waits: COMES_LATER.includes(turn.outcome) }
    case 'settled': {
      if (state.step !== 'settling') return state
      const { answer } = turn
      if (!refused(answer)) return state.waits && answer.state === 'held' ? state : fromOrder(answer, 'declined')
      // The money may have been taken: the order is looked at until it says.
      if (UNKNOWN_OUTCOME.includes(answer.refused)) return { ...state, slow: true }
      return { step: 'held', order: state.order, note: answer }
    }
    case 'told': {
      const { order } = turn
      if (state.step === 'paid') return state
      if (order.state !== 'held') return fromOrder(order)
      return state.step === 'unknown' || state.step === 'placing' ? fromOrder(order) : state
    }
    default:
      turn satisfies never
      return state
  }
}

/** Whether closing the sheet now would leave a question open. */
export const isUndecided = (state: Purchase): boolean =>
  state.step === 'placing' || state.step === 'unknown' || state.step === 'settling'
