// An amount as people type it → whole minor units. Pure.
export const minorDigits = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2

/** `48`, `48.5`, `48,50` → minor units; null when it is no amount of that currency. */
export const parseMoney = (typed: string, currency: string): number | null => {
  const match = /^\s*(\d{1,11})(?:[.,](\d+))?\s*$/.exec(typed)
  if (!match) return null
  const digits = minorDigits(currency)
  const [, whole = '', cents = ''] = match
  if (cents.length > digits) return null
  return Number(whole) * 10 ** digits + Number(cents.padEnd(digits, '0') || 0)
}

/** Minor units as one types them: `48`, `48.50`; what `parseMoney` reads back. */
export const typedMoney = (amountMinor: number, currency: string): string => {
  const digits = minorDigits(currency)
  const unit = 10 ** digits
  const whole = Math.floor(amountMinor / unit)
  const cents = amountMinor % unit
  return cents === 0 ? `${whole}` : `${whole}.${String(cents).padStart(digits, '0')}`
}

/** Totals are read at a glance: cents are left out. */
export const withoutCents = (amountMinor: number, currency: string): number => {
  const unit = 10 ** minorDigits(currency)
  return Math.floor(amountMinor / unit) * unit
}
