// Values of which only the newest counts, as each frame brings them: numbers, pieces, bids. Pure.
import type { Auction, AuctionStanding, CouponDrop, LatestValues, Launch, ShelfItem, Sku } from '@hawker/protocol'
import type { RoomState } from './room-state.ts'

/** Pieces left and people waiting, by SKU, put into the shelf; items of which nothing changed stay the same objects. */
const withStock = (
  shelf: readonly ShelfItem[],
  { stock = {}, waiting = {} }: { stock: LatestValues['stock']; waiting: LatestValues['waiting'] },
): readonly ShelfItem[] => {
  const now = (sku: Sku) => ({ stock: stock[sku.id] ?? sku.stock, waiting: waiting[sku.id] ?? sku.waiting ?? 0 })
  const differs = (sku: Sku): boolean => now(sku).stock !== sku.stock || now(sku).waiting !== (sku.waiting ?? 0)
  let changed = false
  const next = shelf.map((item) => {
    if (!item.skus.some(differs)) return item
    changed = true
    return { ...item, skus: item.skus.map((sku) => ({ ...sku, ...now(sku) })) }
  })
  return changed ? next : shelf
}

/** What is left of a drop only falls: of two numbers the smaller is the newer. */
export const withLeft = (
  drops: readonly CouponDrop[],
  left: Readonly<Record<string, number>>,
): readonly CouponDrop[] => {
  const fewer = ({ id, left: known }: CouponDrop): boolean => (left[id] ?? known) < known
  return drops.some(fewer) ? drops.map((drop) => (fewer(drop) ? { ...drop, left: left[drop.id]! } : drop)) : drops
}

const withCounters = (
  counters: Readonly<Record<string, string>>,
  changed: Readonly<Record<string, string | null>>,
): Readonly<Record<string, string>> => {
  const next = { ...counters }
  for (const [key, value] of Object.entries(changed))
    if (value === null) delete next[key]
    else next[key] = value
  return next
}

type Bidding = Readonly<Record<string, AuctionStanding>>

/** Of two standings the one with more bids is the newer. */
const newerBidding = (known: Bidding, told: Bidding): Bidding => {
  const next: Record<string, AuctionStanding> = { ...known }
  for (const [id, standing] of Object.entries(told)) if ((next[id]?.bids ?? -1) < standing.bids) next[id] = standing
  return next
}

const withBidding = (auction: Auction | null, bidding: Bidding): Auction | null => {
  const told = auction && bidding[auction.id]
  return told && told.bids > auction.standing.bids ? { ...auction, standing: told } : auction
}

const fewest = (left: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>) => ({
  ...left,
  ...Object.fromEntries(Object.entries(other).map(([drop, count]) => [drop, Math.min(count, left[drop] ?? count)])),
})

/** Two tellings as one: the later value of each counts. */
export const newest = (before: LatestValues, later: LatestValues): LatestValues => ({
  ...before,
  ...later,
  ...(before.stock && later.stock ? { stock: { ...before.stock, ...later.stock } } : {}),
  ...(before.waiting && later.waiting ? { waiting: { ...before.waiting, ...later.waiting } } : {}),
  ...(before.flashLeft && later.flashLeft ? { flashLeft: { ...before.flashLeft, ...later.flashLeft } } : {}),
  ...(before.couponsLeft && later.couponsLeft ? { couponsLeft: fewest(before.couponsLeft, later.couponsLeft) } : {}),
  ...(before.bidding && later.bidding ? { bidding: newerBidding(before.bidding, later.bidding) } : {}),
  ...(before.counters && later.counters ? { counters: { ...before.counters, ...later.counters } } : {}),
})

/** Pieces left at the flash price of what is being shown. */
const withFlashLeft = (launch: Launch | null, flashLeft: Readonly<Record<string, number>>): Launch | null => {
  const left = launch?.flash ? flashLeft[launch.id] : undefined
  if (!launch?.flash || left === undefined || left === launch.flash.left) return launch
  return { ...launch, flash: { ...launch.flash, left } }
}

/** What is told in the newest frame alone: each value replaces the one before it. */
export const withLatest = (
  state: RoomState,
  { viewers, likes, stock, waiting, flashLeft, couponsLeft, bidding, counters }: LatestValues,
): RoomState => ({
  ...state,
  viewers: viewers ?? state.viewers,
  likes: likes ?? state.likes,
  shelf: stock || waiting ? withStock(state.shelf, { stock, waiting }) : state.shelf,
  launch: flashLeft ? withFlashLeft(state.launch, flashLeft) : state.launch,
  drops: couponsLeft ? withLeft(state.drops, couponsLeft) : state.drops,
  auction: bidding ? withBidding(state.auction, bidding) : state.auction,
  counters: counters ? withCounters(state.counters, counters) : state.counters,
})
