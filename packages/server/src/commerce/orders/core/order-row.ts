// An order as its row stands, and as it is told: what it has not is left out.
import type { AmountMinor, Order, Shipment } from '@hawker/protocol'

interface InBasket {
  readonly discountMinor: AmountMinor
  readonly deliveryMinor: AmountMinor
  readonly basketId: string | null
}

type Always = Omit<Order, 'discountMinor' | 'deliveryMinor' | 'basketId' | 'turn' | 'auctionId' | 'shipment'>

export type OrderRow = Always &
  InBasket & { [K in keyof Shipment]: Shipment[K] | null } & {
    readonly turn: boolean
    readonly auctionId: NonNullable<Order['auctionId']> | null
  }

/** What its basket makes of an order. */
export const inBasketOf = ({ discountMinor, deliveryMinor, basketId }: InBasket): Partial<Order> => ({
  ...(discountMinor > 0 ? { discountMinor } : {}),
  ...(deliveryMinor > 0 ? { deliveryMinor } : {}),
  ...(basketId === null ? {} : { basketId: basketId as NonNullable<Order['basketId']> }),
})

/** An order as its buyer and the shop see it. */
export const orderOf = (row: OrderRow): Order => {
  const { turn, auctionId, discountMinor, deliveryMinor, basketId, ...sent } = row
  const { carrier, trackingCode, trackingUrl, shippedAt, ...order } = sent
  const isSent = carrier !== null && trackingCode !== null && shippedAt !== null
  return {
    ...order,
    ...inBasketOf({ discountMinor, deliveryMinor, basketId }),
    ...(turn ? { turn } : {}),
    ...(auctionId === null ? {} : { auctionId }),
    ...(isSent ? { shipment: { carrier, trackingCode, trackingUrl, shippedAt } } : {}),
  }
}
