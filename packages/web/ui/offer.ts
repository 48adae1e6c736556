// What a launch makes of a price, and from when. The server decides; this is what a page may show and ask for. Pure.
import type { Launch, ShelfItem } from '@hawker/sdk'

/** A countdown is running: it is shown, and cannot be bought yet. */
export const isTeaser = (launch: Pick<Launch, 'opensAt'> | null, now: number): boolean =>
  launch != null && launch.opensAt !== null && now < launch.opensAt

/** The flash price of so many pieces at once, while there are as many at it; null: the price of the shelf. */
export const flashMinorOf = (
  launch: Pick<Launch, 'opensAt' | 'endsAt' | 'flash'> | null,
  priceMinor: number,
  now: number,
  quantity = 1,
): number | null => {
  const flash = launch?.flash
  if (!launch || !flash || flash.priceMinor >= priceMinor || flash.left < quantity) return null
  if (flash.perBuyerLimit !== null && quantity > flash.perBuyerLimit) return null
  return launch.endsAt !== null && now >= launch.endsAt ? null : flash.priceMinor
}

/** What a price is shown beside. One that was charged is struck out, one that is only recommended is named as that (N13). */
export interface Beside {
  readonly minor: number
  readonly charged: boolean
}

type Listed = Pick<ShelfItem, 'listPriceMinor' | 'listPriceCharged'>

/** Null: beside nothing. A flash price is shown beside that of the shelf, which everybody is charged but for it. */
export const besideOf = (
  { listPriceMinor, listPriceCharged }: Listed,
  shelfMinor: number,
  flashMinor: number | null = null,
): Beside | null => {
  if (flashMinor !== null) return { minor: shelfMinor, charged: true }
  if (listPriceMinor === null || listPriceMinor <= shelfMinor) return null
  return { minor: listPriceMinor, charged: listPriceCharged === true }
}
