// Stripe counts in ISO 4217's minor units, with exceptions of its own (docs.stripe.com/currencies). HUF and TWD are an
// exception of payouts alone, which are not ours: they are charged and paid back in hundredths, as ISO has them.

/** Without decimals by ISO, with two at Stripe. */
const TWO_DECIMALS = new Set(['ISK', 'UGX'])
/** Three decimals, of which the last must be 0: 5.124 KWD cannot be said, 5.120 is 5120. */
const TENS_ONLY = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND'])
/** Two decimals by ISO, none at Stripe. */
const NO_DECIMALS = new Set(['MGA'])

/** Our minor units as Stripe counts them; null: this amount cannot be said. */
export const toStripe = (amountMinor: number, currency: string): number | null => {
  if (TWO_DECIMALS.has(currency)) return amountMinor * 100
  if (NO_DECIMALS.has(currency)) return amountMinor % 100 === 0 ? amountMinor / 100 : null
  return TENS_ONLY.has(currency) && amountMinor % 10 !== 0 ? null : amountMinor
}

/** And back; what cannot be ours is NaN, which equals nothing. */
export const fromStripe = (amount: number, currency: string): number => {
  if (TWO_DECIMALS.has(currency)) return amount % 100 === 0 ? amount / 100 : Number.NaN
  return NO_DECIMALS.has(currency) ? amount * 100 : amount
}

/** Why Stripe takes no such amount, neither to charge nor to pay back; null: it does. */
export const stripeFault = (amountMinor: number, currency: string): string | null => {
  if (toStripe(amountMinor, currency) !== null) return null
  const step = NO_DECIMALS.has(currency) ? `whole ${currency}` : `steps of 0.010 ${currency}`
  return `Cards are charged and paid back in ${step}: this amount lies between two of them.`
}
