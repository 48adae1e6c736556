// The states of an order as a table of allowed moves. What is not here does not happen.
import type { OrderState } from '@hawker/protocol'

/**
 * `pay`: money came while the pieces were held. `pay-late`: money came after the hold had ended and the pieces were
 * still free. `ship`: it is on its way. `refund`: money goes back, because the pieces are gone or the shop says so.
 */
export const ORDER_MOVES = {
  pay: { from: ['held'], to: 'paid' },
  'pay-late': { from: ['expired'], to: 'paid' },
  cancel: { from: ['held'], to: 'cancelled' },
  expire: { from: ['held'], to: 'expired' },
  ship: { from: ['paid'], to: 'shipped' },
  refund: { from: ['paid', 'shipped', 'expired', 'cancelled'], to: 'refunded' },
} as const satisfies Record<string, { from: readonly OrderState[]; to: OrderState }>

export type OrderMove = keyof typeof ORDER_MOVES

/** The state after a move, or null where the move is not allowed. */
export const moved = (state: OrderState, move: OrderMove): OrderState | null =>
  (ORDER_MOVES[move].from as readonly OrderState[]).includes(state) ? ORDER_MOVES[move].to : null

/** What each state means for the pieces: still held, gone for good, or back on the shelf. */
export const PIECES = {
  held: 'held',
  paid: 'sold',
  shipped: 'sold',
  cancelled: 'free',
  expired: 'free',
  refunded: 'free',
} as const satisfies Record<OrderState, 'held' | 'sold' | 'free'>

/** What to do with money that arrived, from the order's state and whether enough pieces are free for it. */
export const onMoney = (state: OrderState, enoughFree: boolean): OrderMove | 'nothing' => {
  switch (state) {
    case 'held':
      return 'pay'
    case 'expired':
      return enoughFree ? 'pay-late' : 'refund'
    // The buyer gave it back himself: he does not want it any more.
    case 'cancelled':
      return 'refund'
    case 'paid':
    case 'shipped':
    case 'refunded':
      return 'nothing'
    default:
      return state satisfies never
  }
}
