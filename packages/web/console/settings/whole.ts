// Whole numbers of 64 bits as they are typed. Pure.
const MIN = -(2n ** 63n)
const MAX = 2n ** 63n - 1n

/** `1 200`, `+5`, `-3` → decimal digits as the protocol takes them; null when it is no whole number of 64 bits. */
export const wholeNumber = (typed: string): string | null => {
  const digits = typed.replace(/[\s,_]/g, '').replace(/^\+/, '')
  if (!/^-?\d{1,19}$/.test(digits)) return null
  const value = BigInt(digits)
  return value >= MIN && value <= MAX ? String(value) : null
}
