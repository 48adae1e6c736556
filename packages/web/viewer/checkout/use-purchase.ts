// Runs a purchase: asks the server at each step, and listens to what it tells of the orders meanwhile.
import { isRefusal, newId, type Order } from '@hawker/sdk'
import { createCheckout } from '@hawker/sdk/checkout'
import { useCallback, useEffect, useMemo, useReducer, useRef } from 'react'
import { useLiveRoom, useRoomEvent } from '../../ui/live-room.ts'
import { useClock } from '../../ui/use-now.ts'
import {
  type Choice,
  goOn,
  isChecking,
  type Outcome,
  ordersOf,
  type Purchase,
  startPlacing,
  turnPurchase,
  type Wanted,
} from './purchase.ts'

/** An answer later than this is said to be looked for. */
const LATE_MS = 2500
/** How often an open question is asked again. */
const ASK_AGAIN_MS = 3000

/** What was chosen a moment ago, or what is held already. */
export type PurchaseStart = { readonly lines: readonly Wanted[] } | { readonly orders: readonly Order[] }

type PlaceBody = Parameters<ReturnType<typeof useLiveRoom>['hawker']['orders']['place']>[0]

const begin = (start: PurchaseStart): Purchase => ('lines' in start ? startPlacing(start.lines) : goOn(start.orders))

const idsOf = (purchase: Purchase): readonly string[] =>
  'lines' in purchase ? purchase.lines.map(({ wanted }) => wanted.id) : purchase.orders.map(({ id }) => id)

export const usePurchase = (start: PurchaseStart) => {
  const { hawker } = useLiveRoom()
  const clock = useClock()
  const { baskets } = useMemo(() => createCheckout(hawker), [hawker])
  const [purchase, turn] = useReducer(turnPurchase, start, begin)
  const { step } = purchase
  const latest = useRef(purchase)
  latest.current = purchase
  const ownBasket = useRef(newId(clock.now())).current
  const asked = useRef(new Set<string>()).current
  const puts = useRef<Promise<unknown>>(Promise.resolve())

  useRoomEvent('own.order', (order) => turn({ type: 'told', order }))

  const place = useCallback(
    async ({ id, roomId, skuId, quantity, unitMinor, currency }: Wanted) => {
      if (asked.has(id)) return
      asked.add(id)
      // The same id every time: however often this is asked, it is one order.
      const order = { id, roomId, skuId, quantity, expectedTotalMinor: unitMinor * quantity, currency }
      const answer = await hawker.orders.place(order as PlaceBody)
      asked.delete(id)
      turn({ type: 'placed', id, answer })
    },
    [hawker, asked],
  )
  useEffect(() => {
    if (purchase.step !== 'placing') return
    for (const { wanted, answer } of purchase.lines) if (answer === 'asked') void place(wanted)
  }, [purchase, place])

  useEffect(() => {
    if (step !== 'placing' && step !== 'settling') return
    const timer = window.setTimeout(() => turn({ type: 'late' }), LATE_MS)
    return () => window.clearTimeout(timer)
  }, [step])

  // An open question: placing is asked again under its id, a payment is looked up on its orders.
  const lookAll = useCallback(async () => {
    const answers = await Promise.all(idsOf(latest.current).map((id) => hawker.orders.read(id)))
    for (const answer of answers) if (!isRefusal(answer)) turn({ type: 'told', order: answer })
  }, [hawker])
  const look = useCallback(() => void lookAll(), [lookAll])
  const checking = isChecking(purchase)
  useEffect(() => {
    if (!checking) return
    const again = () => {
      const now = latest.current
      if (now.step !== 'placing') return look()
      for (const { wanted, answer } of now.lines) if (answer === 'unknown') void place(wanted)
    }
    const timer = window.setInterval(again, ASK_AGAIN_MS)
    return () => window.clearInterval(timer)
  }, [checking, place, look])

  // One after the other: what was said last must also be the last that the server hears.
  const wanted = purchase.step === 'held' && purchase.quote === 'asking' ? purchase.asked : 0
  useEffect(() => {
    if (wanted === 0) return
    puts.current = puts.current.then(async () => {
      const now = latest.current
      if (now.step !== 'held' || now.asked !== wanted) return
      const id = now.orders.find(({ basketId }) => basketId !== undefined)?.basketId ?? ownBasket
      const answer = await baskets.put({ id, orders: now.orders.map(({ id }) => id), ...now.choice } as never)
      turn({ type: 'priced', asked: wanted, answer })
      if (isRefusal(answer) && (answer.refused === 'hold-ended' || answer.refused === 'wrong-state')) look()
    })
  }, [wanted, baskets, ownBasket, look])

  const choose = useCallback((choice: Partial<Choice>) => turn({ type: 'choose', choice }), [])

  const pay = useCallback(async () => {
    const now = latest.current
    if (now.step !== 'held') return
    turn({ type: 'pay' })
    const answer =
      now.basket === null ? await hawker.orders.beginPayment(now.orders[0]!.id) : await baskets.beginPayment(now.basket)
    if (isRefusal(answer)) {
      turn({ type: 'payment', answer })
      if (answer.refused === 'hold-ended' || answer.refused === 'wrong-state') look()
    } else if ('basket' in answer)
      turn({ type: 'payment', answer: { payment: answer.payment, orders: answer.basket.orders } })
    else turn({ type: 'payment', answer: { payment: answer, orders: [] } })
  }, [hawker, baskets, look])

  const act = useCallback(
    async (paymentId: string, outcome: Outcome) => {
      const { basket } = (latest.current as Extract<Purchase, { step: 'paying' }>).held
      turn({ type: 'act', outcome })
      // A card was confirmed with Stripe itself: only the orders can say more.
      if (outcome === 'confirmed') return
      const answer = await hawker.orders.payInSandbox(paymentId, outcome)
      if (isRefusal(answer) || basket === null)
        return turn({ type: 'settled', answer: isRefusal(answer) ? answer : [answer] })
      const all = await baskets.read(basket.id)
      turn({ type: 'settled', answer: isRefusal(all) ? all : all.orders })
    },
    [hawker, baskets],
  )

  /** Everything that is held goes back on sale. Answers which orders did, and why others did not. */
  const giveBack = useCallback(async () => {
    const now = latest.current
    const held = ('lines' in now ? ordersOf(now.lines) : now.orders).filter(({ state }) => state === 'held')
    const answers = await Promise.all(held.map(({ id }) => hawker.orders.cancel(id)))
    const back = answers.flatMap((answer) => (isRefusal(answer) ? [] : [answer]))
    for (const order of back) turn({ type: 'told', order })
    return { back, refusal: answers.find(isRefusal) ?? null }
  }, [hawker])

  const tryAgain = useCallback((wanted: Wanted) => turn({ type: 'again', wanted }), [])
  const goOnWithRest = useCallback(() => turn({ type: 'go-on' }), [])

  return { purchase: purchase as Purchase, choose, pay, act, look, giveBack, tryAgain, goOnWithRest }
}
