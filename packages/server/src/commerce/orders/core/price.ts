// What an order costs: whole minor units, computed here and never taken from a body.
import { type AmountMinor, MAX_AMOUNT_MINOR, QUANTITY_MAX } from '@hawker/protocol'

/** Unit price times quantity, exact; null where a quantity is not for sale or the sum leaves the range of money. */
export const totalOf = (unitMinor: AmountMinor, quantity: number): AmountMinor | null => {
  if (!Number.isSafeInteger(unitMinor) || unitMinor < 0) return null
  if (!Number.isSafeInteger(quantity) || quantity < 1 || quantity > QUANTITY_MAX) return null
  const total = unitMinor * quantity
  return total <= MAX_AMOUNT_MINOR ? total : null
}
