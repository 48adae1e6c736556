// The text of a snapshot, read once a second at most and shared by all who come in that second.
import type {
  AuctionId,
  AuctionStanding,
  CouponDrop,
  DropId,
  LaunchId,
  PinnedComment,
  PlayAddresses,
  Position,
  RoomFacts,
  SkuId,
} from '@hawker/protocol'
import type { RoomKey, RoomLog } from '#bus'
import type { Clock } from '#kernel/clock'
import type { SnapshotSource } from './door.ts'
import { withoutRecalled } from './messages.ts'

const RECENT_MAX = 50
/** State events stand between chat lines; this many are looked through to find the recent ones. */
const TAIL_MAX = 120
const RECENT_TYPES = ['"type":"chat.said"', '"type":"gift.sent"', '"type":"purchase.made"']

type Kept = Awaited<ReturnType<NonNullable<SnapshotSource['kept']>>>
type OpenAuction = Awaited<ReturnType<NonNullable<SnapshotSource['auction']>>>
type Shelf = Awaited<ReturnType<NonNullable<SnapshotSource['shelf']>>>

const NO_SHELF: Shelf = { items: [], explaining: null, version: 0, launch: null, launchVersion: 0, stock: {} }
const NOTHING_KEPT: Kept = { fields: { values: {}, version: 0 }, attributes: { values: {}, version: 0 }, counters: {} }
const NO_AUCTION: OpenAuction = { open: null, version: 0 }
const NOWHERE: PlayAddresses = { hls: null }

export interface SnapshotDeps {
  readonly log: RoomLog
  readonly clock: Clock
  readonly sources: readonly SnapshotSource[]
}

/** What the room itself is, from its row. */
export interface SnapshotState {
  readonly facts: RoomFacts
  readonly pinned: { readonly comment: PinnedComment | null; readonly version: number }
}

/** All but the latest values, which are told more often than a snapshot is built. */
export interface BuiltSnapshot {
  readonly position: Position
  readonly stateJson: string
  readonly recentJson: string
  readonly stock: Readonly<Record<SkuId, number>>
  readonly waiting: Readonly<Record<SkuId, number>>
  readonly flashLeft: Readonly<Record<LaunchId, number>>
  readonly couponsLeft: Readonly<Record<DropId, number>>
  readonly bidding: Readonly<Record<AuctionId, AuctionStanding>>
  readonly counters: Readonly<Record<string, string>>
}

export const readShelf = async (sources: readonly SnapshotSource[], { app, room }: RoomKey): Promise<Shelf> => {
  for (const source of sources) if (source.shelf) return source.shelf(app, room)
  return NO_SHELF
}

const readDrops = async (
  sources: readonly SnapshotSource[],
  { app, room }: RoomKey,
): Promise<{ open: CouponDrop[]; version: number }> => {
  for (const source of sources) if (source.drops) return source.drops(app, room)
  return { open: [], version: 0 }
}

const readAuction = async (sources: readonly SnapshotSource[], { app, room }: RoomKey): Promise<OpenAuction> => {
  for (const source of sources) if (source.auction) return source.auction(app, room)
  return NO_AUCTION
}

const readKept = async (sources: readonly SnapshotSource[], { app, room }: RoomKey): Promise<Kept> => {
  for (const source of sources) if (source.kept) return source.kept(app, room)
  return NOTHING_KEPT
}

export const readPlay = (sources: readonly SnapshotSource[], { app, room }: RoomKey): PlayAddresses => {
  for (const source of sources) if (source.play) return source.play(app, room)
  return NOWHERE
}

export const placedJson = ({ offset, json }: { offset: number; json: string }): string =>
  `{"offset":${offset},"event":${json}}`

/**
 * The position is taken before the state is read. What changes in between is in both, and the higher version wins;
 * the other way round it could be in neither.
 */
export const buildSnapshot = async (
  { log, clock, sources }: SnapshotDeps,
  key: RoomKey,
  readState: () => Promise<SnapshotState | null>,
): Promise<BuiltSnapshot | null> => {
  const position = await log.position(key)
  const [state, read, kept, drops, auction, tail] = await Promise.all([
    readState(),
    readShelf(sources, key),
    readKept(sources, key),
    readDrops(sources, key),
    readAuction(sources, key),
    log.tail(key, TAIL_MAX),
  ])
  if (state === null) return null
  const { facts: room, pinned } = state
  const recent = withoutRecalled(tail)
    .filter(({ offset, json }) => offset <= position.offset && RECENT_TYPES.some((type) => json.includes(type)))
    .slice(-RECENT_MAX)
  const { items, explaining, version, launch, launchVersion, stock } = read
  const play = readPlay(sources, key)
  const shelf = { items, explaining, version }
  return {
    position,
    stateJson: JSON.stringify({
      ...{ position, serverAt: clock.now(), room, play, shelf, launch, launchVersion, drops, pinned },
      ...{ auction: auction.open, auctionVersion: auction.version },
      ...{ fields: kept.fields, attributes: kept.attributes },
    }),
    recentJson: `[${recent.map(placedJson).join(',')}]`,
    stock: stock as Record<SkuId, number>,
    waiting: Object.fromEntries(items.flatMap(({ skus }) => skus.map((sku) => [sku.id, sku.waiting ?? 0]))),
    flashLeft: launch?.flash ? { [launch.id]: launch.flash.left } : {},
    couponsLeft: Object.fromEntries(drops.open.map(({ id, left }) => [id, left])),
    bidding: auction.open ? { [auction.open.id]: auction.open.standing } : {},
    counters: kept.counters,
  }
}
