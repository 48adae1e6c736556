// What a launch makes of a price, and from when. The server decides; this is what a page may show and ask for. Pure.
import type { Launch } from '@hawker/sdk'

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
