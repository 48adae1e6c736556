// What happened in a room, as lines of one list. Pure.
import type { StaffAct } from '@hawker/sdk'

type ModerationAct = StaffAct['act']

export type DeedKind = 'bought' | 'gift' | 'claimed' | 'came' | 'left' | 'followed' | ModerationAct['act']

export interface Deed {
  readonly key: string
  readonly at: number
  readonly kind: DeedKind
  readonly name: string
  readonly words: Readonly<Record<string, string | number>>
  /** A gift that grows: its newest count takes the place of the one before. */
  readonly combo?: string
}

/** A gift that grew within this time is the same line still. */
export const COMBO_MS = 10_000

export const DEED_FILTERS = ['all', 'sales', 'people', 'order'] as const
export type DeedFilter = (typeof DEED_FILTERS)[number]

const SALES: readonly DeedKind[] = ['bought', 'gift', 'claimed']
const COMINGS: readonly DeedKind[] = ['came', 'left', 'followed']

export const showsDeed = ({ kind }: Pick<Deed, 'kind'>, filter: DeedFilter): boolean => {
  if (filter === 'all') return true
  if (filter === 'sales') return SALES.includes(kind)
  if (filter === 'people') return COMINGS.includes(kind)
  return !SALES.includes(kind) && !COMINGS.includes(kind)
}

/** Newest first, each once, at most `kept`. */
export const withDeeds = (known: readonly Deed[], fresh: readonly Deed[], kept: number): readonly Deed[] => {
  const keys = new Set(known.map(({ key }) => key))
  const unknown = fresh.filter(({ key }) => !keys.has(key))
  if (unknown.length === 0) return known
  const sorted = [...unknown, ...known].sort((a, b) => b.at - a.at)
  const seen = new Map<string, number>()
  const grown = sorted.filter(({ combo, at }) => {
    if (combo === undefined) return true
    const next = seen.get(combo)
    seen.set(combo, at)
    return next === undefined || next - at > COMBO_MS
  })
  return grown.slice(0, kept)
}
