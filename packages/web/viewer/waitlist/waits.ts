// What somebody waits for, and whose turn it is. Pure.
import type { Order, Wait } from '@hawker/sdk'

export type Waits = readonly Wait[]

export const waitFor = (waits: Waits, skuId: string): Wait | null => waits.find((wait) => wait.skuId === skuId) ?? null

/** Turns that run, the one that ends first before the others. */
export const turnsOf = (waits: Waits): readonly Order[] =>
  waits
    .flatMap(({ turn }) => (turn?.state === 'held' ? [turn] : []))
    .sort((a, b) => (a.holdEndsAt ?? 0) - (b.holdEndsAt ?? 0))

const waitOf = (turn: Order): Wait => ({
  skuId: turn.skuId,
  productId: turn.productId,
  roomId: turn.roomId,
  title: turn.title,
  skuLabel: turn.skuLabel,
  imageUrl: turn.imageUrl,
  joinedAt: turn.placedAt,
  ahead: 0,
  turn,
})

/** Of each SKU there is one. */
export const withWait = (waits: Waits, wait: Wait): Waits => [
  ...waits.filter(({ skuId }) => skuId !== wait.skuId),
  wait,
]

/** The server told of an order: a turn that begins, one that goes on, or one that is over, however it ended. */
export const withOrder = (waits: Waits, order: Order): Waits => {
  if (order.turn !== true || order.auctionId !== undefined) return waits
  const others = waits.filter(({ skuId }) => skuId !== order.skuId)
  const known = waitFor(waits, order.skuId)
  if (order.state !== 'held') return known?.turn?.id === order.id ? others : waits
  return [...others, known === null ? waitOf(order) : { ...known, ahead: 0, turn: order }]
}

/** `1st`, `2nd`: which plural the language takes is its own affair. */
export const placeOf = ({ ahead }: Wait): number => ahead + 1
