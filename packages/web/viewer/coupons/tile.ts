// Which drop the tile beside the product shows, and what it says of it. Pure; time is handed in.
import type { ClosedDrop, CouponDrop } from '@hawker/sdk'

/** How long the tile says that a drop is over. */
export const OVER_HOLDS_MS = 4_000

export interface Tile {
  readonly drop: CouponDrop
  /** Null while it is open. */
  readonly over: ClosedDrop['reason'] | null
  /** Until when it is still shown after its end. */
  readonly until: number
}

/** What somebody can do with a drop: `checking` while only the server can say that it is over. */
export type DropLook = 'claim' | 'claiming' | 'yours' | 'gone' | 'checking' | 'over'

/** What this page knows of its person and drops. */
export interface Mine {
  readonly taken: ReadonlySet<string>
  readonly gone: ReadonlySet<string>
  readonly claiming: string | null
}

export const lookOf = (drop: CouponDrop, mine: Mine, now: number, over: Tile['over'] = null): DropLook => {
  if (mine.taken.has(drop.id)) return 'yours'
  if (mine.claiming === drop.id) return 'claiming'
  if (over === 'ended' || over === 'retracted') return 'over'
  if (over === 'taken' || drop.left === 0 || mine.gone.has(drop.id)) return 'gone'
  return now >= drop.endsAt ? 'checking' : 'claim'
}

/** The nearest deadline wins; one that can still be had comes before one that was. */
export const inOrder = (drops: readonly CouponDrop[], mine: Mine, now: number): readonly CouponDrop[] => {
  const rank = (drop: CouponDrop) => (['claim', 'claiming'].includes(lookOf(drop, mine, now)) ? 0 : 1)
  return [...drops].sort((a, b) => rank(a) - rank(b) || a.endsAt - b.endsAt)
}

/** A drop that ended while it was shown stays a moment and says so; one that staff took away just goes. */
export const nextTile = (
  shown: Tile | null,
  { drops, closed, mine }: { drops: readonly CouponDrop[]; closed: readonly ClosedDrop[]; mine: Mine },
  now: number,
): Tile | null => {
  const first = inOrder(drops, mine, now)[0]
  const open: Tile | null = first ? { drop: first, over: null, until: 0 } : null
  if (shown === null) return open
  if (shown.over !== null) return shown.until > now ? shown : open
  const current = drops.find(({ id }) => id === shown.drop.id)
  if (current) return current === first ? (first === shown.drop ? shown : open) : open
  const reason = closed.find(({ dropId }) => dropId === shown.drop.id)?.reason
  if (reason === undefined || reason === 'retracted') return open
  return { ...shown, over: reason, until: now + OVER_HOLDS_MS }
}
