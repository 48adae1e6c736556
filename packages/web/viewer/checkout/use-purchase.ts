// Runs a purchase: asks the server at each step, and listens to what it tells of the order meanwhile.
import { isRefusal, newId, type Order } from '@hawker/sdk'
import { useCallback, useEffect, useReducer, useRef } from 'react'
import { useLiveRoom, useRoomEvent } from '../../ui/live-room.ts'
import { type Outcome, PLACING, type Purchase, turnPurchase } from './purchase.ts'

/** An answer later than this is said to be looked for. */
const LATE_MS = 2500
/** How often an open question is asked again. */
const ASK_AGAIN_MS = 3000

export interface NewPurchase {
  readonly skuId: string
  readonly quantity: number
  readonly expectedTotalMinor: number
  readonly currency: string
}

type PlaceBody = Parameters<ReturnType<typeof useLiveRoom>['hawker']['orders']['place']>[0]

export const usePurchase = (start: NewPurchase | Order) => {
  const { hawker, id: roomId } = useLiveRoom()
  const placing = useRef('id' in start ? null : start).current
  const orderId = useRef('id' in start ? start.id : newId(Date.now())).current
  const [purchase, turn] = useReducer(
    turnPurchase,
    'id' in start ? turnPurchase(PLACING, { type: 'placed', answer: start }) : PLACING,
  )
  const { step } = purchase

  useRoomEvent('own.order', (order) => {
    if (order.id === orderId) turn({ type: 'told', order })
  })

  const place = useCallback(async () => {
    if (placing === null) return
    // The same id every time: however often this is asked, it is one order.
    const answer = await hawker.orders.place({ id: orderId, roomId, ...placing } as PlaceBody)
    turn({ type: 'placed', answer })
  }, [hawker, orderId, placing, roomId])

  useEffect(() => void place(), [place])

  useEffect(() => {
    if (step !== 'placing' && step !== 'settling') return
    const timer = window.setTimeout(() => turn({ type: 'late' }), LATE_MS)
    return () => window.clearTimeout(timer)
  }, [step])

  // An open question: placing is asked again under its id, a payment is looked up on its order.
  const look = useCallback(async () => {
    const answer = await hawker.orders.read(orderId)
    if (!isRefusal(answer)) turn({ type: 'told', order: answer })
  }, [hawker, orderId])
  const asksAgain = step === 'unknown' || (step === 'settling' && purchase.slow)
  useEffect(() => {
    if (!asksAgain) return
    const ask = step === 'unknown' ? place : look
    const timer = window.setInterval(() => void ask(), ASK_AGAIN_MS)
    return () => window.clearInterval(timer)
  }, [asksAgain, step, place, look])

  const pay = useCallback(async () => {
    turn({ type: 'pay' })
    turn({ type: 'payment', answer: await hawker.orders.beginPayment(orderId) })
  }, [hawker, orderId])

  const act = useCallback(
    async (paymentId: string, outcome: Outcome) => {
      turn({ type: 'act', outcome })
      // A card was confirmed with Stripe itself: only the order can say more.
      if (outcome === 'confirmed') return
      turn({ type: 'settled', answer: await hawker.orders.payInSandbox(paymentId, outcome) })
    },
    [hawker],
  )

  return { purchase: purchase as Purchase, pay, act, look }
}
