// What was won at auctions and is held for its winner. Pure.
import type { Order } from '@hawker/sdk'

/** The server told of an order: one that was won, one that goes on, or one that is over, however it ended. */
export const withWon = (won: readonly Order[], order: Order): readonly Order[] => {
  if (order.auctionId === undefined) return won
  const others = won.filter(({ id }) => id !== order.id)
  if (order.state !== 'held') return others.length === won.length ? won : others
  return [...others, order].sort((a, b) => (a.holdEndsAt ?? 0) - (b.holdEndsAt ?? 0))
}
