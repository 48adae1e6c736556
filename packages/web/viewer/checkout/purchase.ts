// One purchase from the tap on Buy to "paid", as a machine. Pure: the hook beside it does the asking.
import type { Answer, Ask, Basket, Order, Refusal } from '@hawker/sdk'

export type PaymentSheet = Answer<'commerce.beginPayment'>

/** What the sandbox is told to do; `confirmed`: a card form was. */
export type Outcome = Ask<'commerce.actInSandbox'>['body']['outcome'] | 'confirmed'

/** The answer to these comes by itself, sooner or later. */
const COMES_LATER: readonly Outcome[] = ['confirmed', 'late', 'never']

/** What somebody wants to buy, as it was shown. The id becomes the order's: however often it is asked, it is one order. */
export interface Wanted {
  readonly id: string
  readonly roomId: string
  readonly productId: string
  readonly skuId: string
  readonly title: string
  readonly skuLabel: string
  readonly imageUrl: string | null
  readonly quantity: number
  readonly unitMinor: number
  /** What it costs at other times, where that is more. */
  readonly listMinor: number | null
  /** Shown at the flash price of a launch. */
  readonly flash: boolean
  readonly currency: string
}

/** `unknown`: nobody answered, so the same id is asked again until somebody does. */
export interface Line {
  readonly wanted: Wanted
  readonly answer: 'asked' | 'unknown' | Refusal | Order
}

export interface Choice {
  readonly addressId: string | null
  readonly deliveryId: string | null
  readonly claimId: string | null
}

/** What is to be said, and beside what. */
export interface Note {
  readonly about: 'payment' | 'coupon' | 'delivery' | 'basket'
  readonly refusal: Refusal | 'declined'
}

export interface Held {
  readonly step: 'held'
  readonly orders: readonly Order[]
  readonly choice: Choice
  readonly basket: Basket | null
  /** How the prices stand: none are asked for, they are on their way, they are those of `choice`, or they did not come. */
  readonly quote: 'none' | 'asking' | 'shown' | 'failed'
  /** Number of the last question for prices; an older answer is not looked at. */
  readonly asked: number
  readonly note: Note | null
}

interface Opened {
  readonly orders: readonly Order[]
  readonly held: Held
  readonly payment: PaymentSheet
}

export type Purchase =
  /** The server is asked to take the pieces. `slow`: the answer is late, so the page says that it is checking. */
  | { readonly step: 'placing'; readonly lines: readonly Line[]; readonly slow: boolean }
  /** Some are held and some are not: the buyer decides. */
  | { readonly step: 'partly'; readonly lines: readonly Line[] }
  | { readonly step: 'refused'; readonly lines: readonly Line[] }
  | Held
  | { readonly step: 'opening'; readonly orders: readonly Order[]; readonly held: Held }
  | ({ readonly step: 'paying' } & Opened)
  /** `waits`: held is no answer yet. */
  | ({ readonly step: 'settling'; readonly slow: boolean; readonly waits: boolean } & Opened)
  | { readonly step: 'paid'; readonly orders: readonly Order[] }
  /** Expired, cancelled or refunded: the pieces are on sale again. */
  | { readonly step: 'over'; readonly orders: readonly Order[] }

export type PurchaseTurn =
  | { readonly type: 'placed'; readonly id: string; readonly answer: Order | Refusal }
  | { readonly type: 'late' }
  /** Asks for a refused line again, at the price that counts now. */
  | { readonly type: 'again'; readonly wanted: Wanted }
  /** Goes on with the lines that are held. */
  | { readonly type: 'go-on' }
  /** Asks for the prices of what was chosen; nothing chosen: the same again. */
  | { readonly type: 'choose'; readonly choice: Partial<Choice> }
  | { readonly type: 'priced'; readonly asked: number; readonly answer: Basket | Refusal }
  | { readonly type: 'pay' }
  /** `payment` null: there was nothing to pay. */
  | {
      readonly type: 'payment'
      readonly answer: { readonly payment: PaymentSheet | null; readonly orders: readonly Order[] } | Refusal
    }
  | { readonly type: 'act'; readonly outcome: Outcome }
  | { readonly type: 'settled'; readonly answer: readonly Order[] | Refusal }
  /** The server said how an order stands: over the socket, or asked. */
  | { readonly type: 'told'; readonly order: Order }

export const NOTHING_CHOSEN: Choice = { addressId: null, deliveryId: null, claimId: null }

const UNKNOWN_OUTCOME = ['busy', 'unavailable', 'failed']

const isRefused = (answer: unknown): answer is Refusal =>
  typeof answer === 'object' && answer !== null && 'refused' in answer

export const ordersOf = (lines: readonly Line[]): readonly Order[] =>
  lines.flatMap(({ answer }) => (typeof answer === 'string' || isRefused(answer) ? [] : [answer]))

export const refusalOf = ({ answer }: Line): Refusal | null => (isRefused(answer) ? answer : null)

/** What the states of the orders mean for the page. */
const fromOrders = (orders: readonly Order[], note: Note | null = null): Purchase => {
  const held = orders.filter(({ state }) => state === 'held')
  if (held.length > 0)
    return { step: 'held', orders: held, choice: NOTHING_CHOSEN, basket: null, quote: 'none', asked: 0, note }
  const bought = orders.some(({ state }) => state === 'paid' || state === 'shipped')
  return { step: bought ? 'paid' : 'over', orders }
}

const fromLines = (lines: readonly Line[], slow: boolean): Purchase => {
  if (lines.some(({ answer }) => typeof answer === 'string')) return { step: 'placing', lines, slow }
  const orders = ordersOf(lines)
  if (orders.length === lines.length) return fromOrders(orders)
  return { step: orders.some(({ state }) => state === 'held') ? 'partly' : 'refused', lines }
}

export const startPlacing = (wanted: readonly Wanted[]): Purchase => ({
  step: 'placing',
  lines: wanted.map((wanted) => ({ wanted, answer: 'asked' })),
  slow: false,
})

/** Goes on with what is held, and with what was said about it. */
export const goOn = (orders: readonly Order[]): Purchase => fromOrders(orders)

/** The same with other prices to come: the answer to an earlier question does not count. */
const asking = (held: Held, more: Partial<Held> = {}): Held => ({
  ...held,
  ...more,
  quote: 'asking',
  asked: held.asked + 1,
})

const onPriced = (held: Held, answer: Basket | Refusal): Purchase => {
  if (!isRefused(answer)) {
    // As they stood before: no line moves because its price came.
    const place = new Map(held.orders.map(({ id }, i) => [id, i]))
    const now = fromOrders([...answer.orders].sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0)))
    return now.step === 'held' ? { ...held, orders: now.orders, basket: answer, quote: 'shown' } : now
  }
  // A coupon is optional: without it the purchase goes on, and it says so.
  if (answer.refused === 'coupon-invalid' && held.choice.claimId !== null)
    return asking(held, {
      choice: { ...held.choice, claimId: null },
      note: { about: 'coupon', refusal: answer },
    })
  // The address was removed meanwhile, on another page: it is asked for again.
  if (answer.refused === 'not-found' && held.choice.addressId !== null)
    return asking(held, { choice: { ...held.choice, addressId: null }, note: { about: 'basket', refusal: answer } })
  const about = answer.refused === 'delivery-needed' ? 'delivery' : 'basket'
  return { ...held, quote: 'failed', note: { about, refusal: answer } }
}

const onPayment = (held: Held, answer: Extract<PurchaseTurn, { type: 'payment' }>['answer']): Purchase => {
  if (!isRefused(answer)) {
    const { payment, orders } = answer
    return payment === null ? fromOrders(orders) : { step: 'paying', orders: held.orders, held, payment }
  }
  const note: Note = { about: answer.refused === 'delivery-needed' ? 'delivery' : 'payment', refusal: answer }
  // The prices that count now are fetched; what was chosen stays.
  return answer.refused === 'price-changed' && held.basket !== null ? asking(held, { note }) : { ...held, note }
}

/** Nothing is held again: an answer that says so of an order that went on was only late. */
const isStale = (known: Order, told: Order): boolean => told.state === 'held' && known.state !== 'held'

const newerOf = (known: Line['answer'], told: Order): Line['answer'] =>
  typeof known !== 'string' && !isRefused(known) && isStale(known, told) ? known : told

const put = (orders: readonly Order[], order: Order): readonly Order[] =>
  orders.map((other) => (other.id === order.id && !isStale(other, order) ? order : other))

const onTold = (state: Purchase, order: Order): Purchase => {
  if (state.step === 'placing' || state.step === 'partly' || state.step === 'refused') {
    if (!state.lines.some(({ wanted }) => wanted.id === order.id)) return state
    const lines = state.lines.map((line) =>
      line.wanted.id === order.id ? { ...line, answer: newerOf(line.answer, order) } : line,
    )
    return fromLines(lines, state.step === 'placing' && state.slow)
  }
  if (!state.orders.some(({ id }) => id === order.id)) return state
  const orders = put(state.orders, order)
  if (state.step === 'paid') return { step: 'paid', orders }
  const now = fromOrders(orders)
  if (now.step !== 'held' || state.step === 'over') return now
  if (state.step !== 'held') return { ...state, orders }
  // One of several ended: the others go on, at prices of their own.
  const fewer = now.orders.length < state.orders.length
  return fewer && state.basket !== null ? asking(state, { orders: now.orders }) : { ...state, orders: now.orders }
}

export const turnPurchase = (state: Purchase, turn: PurchaseTurn): Purchase => {
  switch (turn.type) {
    case 'placed': {
      if (state.step !== 'placing') return state
      const { id, answer } = turn
      const heard: Line['answer'] = isRefused(answer) && UNKNOWN_OUTCOME.includes(answer.refused) ? 'unknown' : answer
      const lines = state.lines.map((line) =>
        line.wanted.id === id && typeof line.answer === 'string' ? { ...line, answer: heard } : line,
      )
      return fromLines(lines, state.slow)
    }
    case 'late':
      return state.step === 'placing' || state.step === 'settling' ? { ...state, slow: true } : state
    case 'again': {
      if (state.step !== 'partly' && state.step !== 'refused') return state
      const { wanted } = turn
      const lines = state.lines.map((line): Line => (line.wanted.id === wanted.id ? { wanted, answer: 'asked' } : line))
      return { step: 'placing', lines, slow: false }
    }
    case 'go-on':
      return state.step === 'partly' ? fromOrders(ordersOf(state.lines)) : state
    case 'choose':
      if (state.step !== 'held') return state
      return asking(state, { choice: { ...state.choice, ...turn.choice }, note: null })
    case 'priced':
      return state.step === 'held' && state.asked === turn.asked ? onPriced(state, turn.answer) : state
    case 'pay':
      return state.step === 'held' && canPay(state) ? { step: 'opening', orders: state.orders, held: state } : state
    case 'payment':
      return state.step === 'opening' ? onPayment(state.held, turn.answer) : state
    case 'act':
      if (state.step !== 'paying') return state
      return { ...state, step: 'settling', slow: false, waits: COMES_LATER.includes(turn.outcome) }
    case 'settled': {
      if (state.step !== 'settling') return state
      const { answer } = turn
      const again = (refusal: Note['refusal']): Purchase => ({ ...state.held, note: { about: 'payment', refusal } })
      if (isRefused(answer))
        // The money may have been taken: the orders are looked at until they say.
        return UNKNOWN_OUTCOME.includes(answer.refused) ? { ...state, slow: true } : again(answer)
      const now = fromOrders(answer)
      if (now.step !== 'held') return now
      return state.waits ? state : again('declined')
    }
    case 'told':
      return onTold(state, turn.order)
    default:
      turn satisfies never
      return state
  }
}

/** Something of it is sent, and it is not said to where or how. */
export const lacksDelivery = ({ basket }: Held): boolean =>
  basket?.needsDelivery === true && (basket.address === null || basket.delivery === null)

/** Whether what is shown may be paid as it is shown. */
export const canPay = (held: Held): boolean => held.quote === 'none' || (held.quote === 'shown' && !lacksDelivery(held))

/** Whether closing the sheet now would leave a question open. */
export const isUndecided = (state: Purchase): boolean => state.step === 'placing' || state.step === 'settling'

/** An answer that is late: the page says that it is checking, and that nobody must pay again. */
export const isChecking = (state: Purchase): boolean =>
  (state.step === 'placing' && (state.slow || state.lines.some(({ answer }) => answer === 'unknown'))) ||
  (state.step === 'settling' && state.slow)

/** When the pieces go back on sale: the earliest end of all holds. */
export const holdEndsAt = (orders: readonly Order[]): number | null =>
  orders.reduce<number | null>((first, { holdEndsAt: at }) => {
    if (at === null) return first
    return first === null || at < first ? at : first
  }, null)
