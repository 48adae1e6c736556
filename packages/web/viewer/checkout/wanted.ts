// What a tap on Buy asks for: pieces of a SKU at the price that was shown. Pure; the server computes its own.
import type { Launch, ShelfItem, Sku } from '@hawker/sdk'
import { besideOf, flashMinorOf } from '../../ui/offer.ts'
import type { Wanted } from './purchase.ts'

export type PriceNow = Pick<Wanted, 'unitMinor' | 'listMinor' | 'flash'>

export const priceNow = (item: ShelfItem, sku: Sku, launch: Launch | null, quantity: number, now: number): PriceNow => {
  const flash = flashMinorOf(launch?.productId === item.productId ? launch : null, sku.priceMinor, now, quantity)
  const beside = besideOf(item, sku.priceMinor, flash)
  return {
    unitMinor: flash ?? sku.priceMinor,
    // Nothing is saved against a price that nobody was charged.
    listMinor: beside?.charged ? beside.minor : null,
    flash: flash !== null,
  }
}

export const wantedFrom = (
  item: ShelfItem,
  sku: Sku,
  quantity: number,
  price: PriceNow,
  { id, roomId }: Pick<Wanted, 'id' | 'roomId'>,
): Wanted => ({
  id,
  roomId,
  productId: item.productId,
  skuId: sku.id,
  title: item.title,
  skuLabel: sku.label,
  imageUrl: item.imageUrl,
  quantity,
  ...price,
  currency: item.currency,
})
