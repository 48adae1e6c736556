// A refund while it is typed: how much can go back, and what the server is sent. Pure.
import type { Order } from '@hawker/sdk'
import { parseMoney } from '../../staff/money.ts'

export const REASON_MAX = 240

type Paid = Pick<Order, 'state' | 'totalMinor' | 'refundedMinor' | 'currency'>

/** What was paid and not paid back yet; 0 for what was not paid or is all back. */
export const refundableOf = ({ state, totalMinor, refundedMinor }: Paid): number =>
  state === 'paid' || state === 'shipped' ? Math.max(0, totalMinor - refundedMinor) : 0

export interface RefundDraft {
  readonly amount: string
  readonly restock: boolean
  readonly reason: string
}

/** Whether something of it can be given back: money, or an order that a coupon made cost nothing. */
export const mayGiveBack = (order: Paid): boolean =>
  (order.state === 'paid' || order.state === 'shipped') && (order.totalMinor === 0 || refundableOf(order) > 0)

/** What is asked, but for its id; or why nothing can be yet. Pieces go back on sale only with all of the money. */
export const refundOf = (order: Paid, { amount, restock, reason }: RefundDraft) => {
  const left = refundableOf(order)
  const amountMinor = parseMoney(amount, order.currency)
  if (amountMinor === null || (amountMinor === 0 && order.totalMinor > 0)) return 'amount'
  if (amountMinor > left) return 'much'
  return { amountMinor, restock: restock && amountMinor === left, reason: reason.trim() }
}
