// Divides a whole amount in proportion, exactly: nothing is lost and nothing is made by rounding.

/**
 * Shares of `amount` by the weights; their sum is the amount. What rounding leaves goes to those it took most from, the
 * first of equals first. Weights are not below zero, and not all zero unless the amount is.
 */
export const spread = (amount: bigint, weights: readonly bigint[]): bigint[] => {
  const sum = weights.reduce((total, weight) => total + weight, 0n)
  if (amount === 0n) return weights.map(() => 0n)
  if (amount < 0n || sum <= 0n || weights.some((weight) => weight < 0n)) throw new Error('this cannot be divided')
  const shares = weights.map((weight) => (amount * weight) / sum)
  const rests = weights.map((weight, i) => ({ i, rest: (amount * weight) % sum }))
  rests.sort((a, b) => (a.rest === b.rest ? a.i - b.i : a.rest > b.rest ? -1 : 1))
  const left = Number(amount - shares.reduce((total, share) => total + share, 0n))
  for (const { i } of rests.slice(0, left)) shares[i]! += 1n
  return shares
}
