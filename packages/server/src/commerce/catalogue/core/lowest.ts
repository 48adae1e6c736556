// What a reduction may be measured by: the lowest price of the 30 days before the present one began (N13).
import type { Millis, SkuId } from '@hawker/protocol'

export interface PriceSpan {
  readonly skuId: SkuId
  readonly kind: 'price' | 'flash'
  readonly priceMinor: number
  readonly from: Millis
  /** Null: it holds now. */
  readonly until: Millis | null
}

export const LOOKED_BACK_MS = 30 * 24 * 60 * 60 * 1_000

/** By SKU; a SKU that never had another price gives its own. */
export const lowestBefore = (spans: readonly PriceSpan[]): Record<SkuId, number> => {
  const bySku = Map.groupBy(spans, (span) => span.skuId)
  return Object.fromEntries(
    [...bySku].flatMap(([sku, all]) => {
      const present = all.filter((span) => span.until === null).sort((a, b) => b.from - a.from)[0]
      if (!present) return []
      const since = present.from - LOOKED_BACK_MS
      const before = all.filter((span) => span.from < present.from && (span.until === null || span.until > since))
      return [[sku, Math.min(...(before.length > 0 ? before : [present]).map((span) => span.priceMinor))]]
    }),
  ) as Record<SkuId, number>
}
