// An order as a line of the table it is packed by.
import type { api } from '@hawker/protocol'

export const ORDER_COLUMNS = [
  ...['order_id', 'basket_id', 'state', 'placed_at', 'paid_at', 'room_id'],
  ...['product_id', 'sku_id', 'title', 'label', 'quantity'],
  ...['currency', 'unit_price', 'discount', 'delivery_price', 'total', 'refunded', 'test'],
  ...['buyer_id', 'buyer_name', 'delivery'],
  ...['name', 'phone', 'country', 'region', 'city', 'line1', 'line2', 'postcode'],
  ...['carrier', 'tracking_code', 'tracking_url', 'shipped_at'],
] as const
export type OrderColumn = (typeof ORDER_COLUMNS)[number]

const timeOf = (at: number | null | undefined): string => (at == null ? '' : new Date(at).toISOString())

/** Cells in the order of the columns, as they stand; `money` writes an amount. */
export const lineOf = (
  order: api.fulfilment.ShopOrder,
  money: (minor: number, currency: string) => string,
): string[] => {
  const { address, shipment, currency } = order
  const amount = (minor = 0) => money(minor, currency)
  const cells: Record<OrderColumn, string> = {
    ...{ order_id: order.id, basket_id: order.basketId ?? '', state: order.state, room_id: order.roomId },
    ...{ placed_at: timeOf(order.placedAt), paid_at: timeOf(order.paidAt) },
    ...{ product_id: order.productId, sku_id: order.skuId, title: order.title, label: order.skuLabel },
    ...{ quantity: String(order.quantity), currency, unit_price: amount(order.unitPriceMinor) },
    ...{ discount: amount(order.discountMinor), delivery_price: amount(order.deliveryMinor) },
    ...{ total: amount(order.totalMinor), refunded: amount(order.refundedMinor), test: order.test ? 'yes' : 'no' },
    ...{ buyer_id: order.buyerId, buyer_name: order.buyerName, delivery: order.deliveryName ?? '' },
    ...{ name: address?.name ?? '', phone: address?.phone ?? '', country: address?.country ?? '' },
    ...{ region: address?.region ?? '', city: address?.city ?? '', postcode: address?.postcode ?? '' },
    ...{ line1: address?.line1 ?? '', line2: address?.line2 ?? '' },
    ...{ carrier: shipment?.carrier ?? '', tracking_code: shipment?.trackingCode ?? '' },
    ...{ tracking_url: shipment?.trackingUrl ?? '', shipped_at: timeOf(shipment?.shippedAt) },
  }
  return ORDER_COLUMNS.map((column) => cells[column])
}
