// How far somebody is between two levels.
export interface Progress {
  /** 0…1 of the way from where this level began. */
  readonly share: number
  /** Points that are missing; null: there is no level above. */
  readonly missing: number | null
}

export const progressOf = (
  { points, level, nextAt }: { points: number; level: number; nextAt: number | null },
  thresholds: readonly number[],
): Progress => {
  if (nextAt === null) return { share: 1, missing: null }
  const from = level === 0 ? 0 : (thresholds[level - 1] ?? 0)
  const share = (points - from) / Math.max(1, nextAt - from)
  return { share: Math.min(1, Math.max(0, share)), missing: Math.max(0, nextAt - points) }
}
