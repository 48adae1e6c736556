// Whether an amount can be charged is asked when a price is set, not only when it is paid. The rule is the provider's.
import { type AmountMinor, type Currency, type Refusal, refuse } from '@hawker/protocol'

/** Why so much can be neither charged nor paid back, in a sentence; null: it can. */
export type FaultOf = (amountMinor: AmountMinor, currency: Currency) => string | null

export const refuseAmount = (fault: string, path = 'amountMinor'): Refusal =>
  refuse('invalid', { message: fault, fields: [{ path, message: fault }] })

/** Refuses the first of these amounts that cannot be charged, by its name; null: all can. */
export const refuseUnchargeable = (
  faultOf: FaultOf,
  currency: Currency,
  amounts: readonly (readonly [path: string, amountMinor: AmountMinor])[],
): Refusal | null => {
  for (const [path, amountMinor] of amounts) {
    const fault = faultOf(amountMinor, currency)
    if (fault !== null) return refuseAmount(fault, path)
  }
  return null
}
