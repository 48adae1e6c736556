// What a stock figure means to somebody who looks at it.

/** Below this share of what was put in, the bar says how many are left instead of how many are gone. */
export const LAST_FEW_SHARE = 0.1

export interface StockView {
  readonly kind: 'plenty' | 'last' | 'sold-out'
  readonly left: number
  /** 0 to 100; 100 only when nothing is left. */
  readonly soldPercent: number
}

export const stockView = (free: number, stocked: number): StockView => {
  if (free <= 0) return { kind: 'sold-out', left: 0, soldPercent: 100 }
  const base = Math.max(stocked, free)
  const soldPercent = Math.min(99, Math.round(((base - free) / base) * 100))
  return { kind: free / base <= LAST_FEW_SHARE ? 'last' : 'plenty', left: free, soldPercent }
}
