// What a room looks like, from what was heard of it. Pure: (state, heard) → state; what did not change keeps its identity.
import type {
  Auction,
  AuctionStanding,
  CouponDrop,
  LatestValues,
  Launch,
  LossyEvent,
  OrderedEvent,
  PinnedComment,
  Placed,
  PlayAddresses,
  PublicPerson,
  RoomFacts,
  ShelfItem,
  Sku,
  Snapshot,
} from '@hawker/protocol'

type Ordered<T extends OrderedEvent['type']> = Extract<OrderedEvent, { type: T }>
type Lossy<T extends LossyEvent['type']> = Extract<LossyEvent, { type: T }>

/** Lines of chat kept; the oldest go first. */
export const CHAT_KEPT = 200
/** Gifts, and purchases, kept. */
export const NOTICES_KEPT = 50

/** Drops that are over, remembered; the oldest go first. */
export const CLOSED_DROPS_KEPT = 20

/** An event with its place in the log: `offset` is unique within the room and makes a good key. */
export type At<E> = E & { readonly offset: number }

/** How the last launch came to an end. */
export interface Closed {
  readonly launchId: string
  readonly productId: string
  readonly reason: 'retracted' | 'replaced' | 'ended' | 'sold-out' | 'undone'
}

/** A drop that is over, and why. */
export interface ClosedDrop {
  readonly dropId: string
  readonly reason: 'ended' | 'taken' | 'retracted'
}

export interface RoomState {
  /** Null until the first snapshot. */
  readonly room: RoomFacts | null
  /** Who you are here; null for somebody who only watches. */
  readonly you: PublicPerson | null
  readonly play: PlayAddresses
  readonly shelf: readonly ShelfItem[]
  /** What the host is explaining now, whatever is being shown. */
  readonly explaining: string | null
  readonly shelfVersion: number
  /** What is being shown now. */
  readonly launch: Launch | null
  readonly launchVersion: number
  readonly lastClosed: Closed | null
  readonly viewers: number
  readonly likes: number
  readonly chat: readonly At<Ordered<'chat.said'>>[]
  readonly gifts: readonly At<Ordered<'gift.sent'>>[]
  readonly purchases: readonly At<Ordered<'purchase.made'>>[]
  /** The newest merged notice of who came, and how many have come since this page did. */
  readonly joins: { readonly latest: Lossy<'members.joined'> | null; readonly count: number }
  readonly follows: { readonly latest: Lossy<'follow.added'> | null; readonly count: number }
  readonly giftCatalogueVersion: number
  /** Coupons that can be taken now, with what is left of each. */
  readonly drops: readonly CouponDrop[]
  /** Version of the last snapshot's drops; each drop has its own besides. */
  readonly dropsVersion: number
  readonly closedDrops: readonly ClosedDrop[]
  /** The auction that is open, as its bidding stands. */
  readonly auction: Auction | null
  readonly auctionVersion: number
  /** The last auction that ended here, and who won it. */
  readonly lastAuction: Pick<Ordered<'auction.closed'>, 'auction' | 'winnerName'> | null
  /** The newest merged notice of who took a coupon, and how many were taken since this page came. */
  readonly claims: { readonly latest: Lossy<'coupon.claimed'> | null; readonly count: number }
  /** The comment above the chat. */
  readonly pinned: PinnedComment | null
  readonly pinnedVersion: number
  /** What the shop told since the last snapshot, newest last. */
  readonly notices: readonly At<Ordered<'notice.told'>>[]
  /** Custom fields that everybody may read. */
  readonly fields: Readonly<Record<string, string>>
  readonly fieldsVersion: number
  readonly attributes: Readonly<Record<string, string>>
  readonly attributesVersion: number
  /** Decimal digits of 64-bit numbers: `BigInt(counters.votes)`. */
  readonly counters: Readonly<Record<string, string>>
  /** Until when you may not speak; null: you may. */
  readonly mutedUntil: number | null
}

/** Everything the reducer understands. */
export type Heard =
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly type: 'you'; readonly you: PublicPerson | null; readonly mutedUntil: number | null }
  | { readonly type: 'standing'; readonly mutedUntil: number | null }
  | { readonly type: 'placed'; readonly placed: Placed }
  | { readonly type: 'latest'; readonly latest: LatestValues }
  | { readonly type: 'lossy'; readonly event: LossyEvent }

export const EMPTY_ROOM: RoomState = {
  room: null,
  you: null,
  play: { hls: null },
  shelf: [],
  explaining: null,
  shelfVersion: 0,
  launch: null,
  launchVersion: 0,
  lastClosed: null,
  viewers: 0,
  likes: 0,
  chat: [],
  gifts: [],
  purchases: [],
  joins: { latest: null, count: 0 },
  follows: { latest: null, count: 0 },
  giftCatalogueVersion: 0,
  drops: [],
  dropsVersion: 0,
  closedDrops: [],
  auction: null,
  auctionVersion: 0,
  lastAuction: null,
  claims: { latest: null, count: 0 },
  pinned: null,
  pinnedVersion: 0,
  notices: [],
  fields: {},
  fieldsVersion: 0,
  attributes: {},
  attributesVersion: 0,
  counters: {},
  mutedUntil: null,
}

const kept = <T>(list: readonly T[], next: T, max: number): readonly T[] =>
  list.length < max ? [...list, next] : [...list.slice(list.length - max + 1), next]

const at = <E extends OrderedEvent>(event: E, offset: number): At<E> => ({ ...event, offset })

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

const withItem = (shelf: readonly ShelfItem[], item: ShelfItem): readonly ShelfItem[] => {
  const known = shelf.some(({ productId }) => productId === item.productId)
  if (known) return shelf.map((other) => (other.productId === item.productId ? item : other))
  return [...shelf, item].sort((a, b) => a.number - b.number)
}

const withAttributes = (
  attributes: Readonly<Record<string, string>>,
  { set, removed }: Ordered<'attributes.changed'>,
): Readonly<Record<string, string>> => {
  const next = { ...attributes, ...set }
  for (const key of removed) delete next[key]
  return next
}

/** What is left of a drop only falls: of two numbers the smaller is the newer. */
const withLeft = (drops: readonly CouponDrop[], left: Readonly<Record<string, number>>): readonly CouponDrop[] => {
  const fewer = ({ id, left: known }: CouponDrop): boolean => (left[id] ?? known) < known
  return drops.some(fewer) ? drops.map((drop) => (fewer(drop) ? { ...drop, left: left[drop.id]! } : drop)) : drops
}

// Drops of a room come and go beside each other, and their tellings may overtake: each is judged by itself.
const withDrop = (state: RoomState, drop: CouponDrop): RoomState => {
  const known = [...state.drops.map(({ id }) => id), ...state.closedDrops.map(({ dropId }) => dropId)]
  if (drop.version <= state.dropsVersion || known.includes(drop.id)) return state
  return { ...state, drops: [...state.drops, drop] }
}

const withoutDrop = (state: RoomState, { dropId, reason, version }: Ordered<'coupon.closed'>): RoomState => {
  if (version <= state.dropsVersion || state.closedDrops.some((closed) => closed.dropId === dropId)) return state
  const closedDrops = kept(state.closedDrops, { dropId, reason }, CLOSED_DROPS_KEPT)
  return { ...state, closedDrops, drops: state.drops.filter(({ id }) => id !== dropId) }
}

/** A snapshot is shared for a second: what was heard here since may be newer than it. */
const dropsFrom = (state: RoomState, { open, version }: Snapshot['drops']): readonly CouponDrop[] => {
  const over = new Set(state.closedDrops.map(({ dropId }) => dropId))
  const left = Object.fromEntries(state.drops.map((drop) => [drop.id, drop.left]))
  const stillOpen = open.filter(({ id }) => !over.has(id))
  return [...withLeft(stillOpen, left), ...state.drops.filter((drop) => drop.version > version)]
}

/** Forgets a line that was taken back, wherever it is shown. */
const without = (state: RoomState, messageId: string): RoomState => {
  const pinned = state.pinned?.id === messageId ? null : state.pinned
  const said = state.chat.some(({ id }) => id === messageId)
  if (!said && pinned === state.pinned) return state
  return { ...state, pinned, chat: said ? state.chat.filter(({ id }) => id !== messageId) : state.chat }
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

const place = (state: RoomState, { offset, event }: Placed): RoomState => {
  switch (event.type) {
    case 'chat.said':
      return { ...state, chat: kept(state.chat, at(event, offset), CHAT_KEPT) }
    case 'gift.sent':
      return { ...state, gifts: kept(state.gifts, at(event, offset), NOTICES_KEPT) }
    case 'purchase.made':
      return { ...state, purchases: kept(state.purchases, at(event, offset), NOTICES_KEPT) }
    case 'room.changed':
      return state.room && event.room.version <= state.room.version ? state : { ...state, room: event.room }
    case 'launch.opened': {
      const { launch, item } = event
      if (launch.version <= state.launchVersion) return state
      return { ...state, launch, launchVersion: launch.version, shelf: withItem(state.shelf, item) }
    }
    case 'launch.closed': {
      const { launchId, productId, reason, version } = event
      if (version <= state.launchVersion) return state
      return { ...state, launch: null, launchVersion: version, lastClosed: { launchId, productId, reason } }
    }
    case 'shelf.changed':
      if (event.version <= state.shelfVersion) return state
      return { ...state, shelf: event.items, explaining: event.explaining ?? null, shelfVersion: event.version }
    case 'gift.catalogue':
      if (event.version <= state.giftCatalogueVersion) return state
      return { ...state, giftCatalogueVersion: event.version }
    case 'chat.recalled':
      return without(state, event.messageId)
    case 'message.removed':
      return without(state, event.id)
    case 'comment.pinned':
      if (event.version <= state.pinnedVersion) return state
      return { ...state, pinned: event.pinned, pinnedVersion: event.version }
    case 'notice.told':
      return { ...state, notices: kept(state.notices, at(event, offset), NOTICES_KEPT) }
    case 'fields.changed':
      if (event.version <= state.fieldsVersion) return state
      return { ...state, fields: { ...state.fields, ...event.fields }, fieldsVersion: event.version }
    case 'attributes.changed':
      if (event.version <= state.attributesVersion) return state
      return { ...state, attributes: withAttributes(state.attributes, event), attributesVersion: event.version }
    case 'coupon.dropped':
      return withDrop(state, event.drop)
    case 'coupon.closed':
      return withoutDrop(state, event)
    case 'auction.opened':
    case 'auction.closed': {
      const { auction } = event
      if (auction.version <= state.auctionVersion) return state
      if (event.type === 'auction.opened') return { ...state, auction, auctionVersion: auction.version }
      const lastAuction = { auction, winnerName: event.winnerName }
      return { ...state, auction: null, auctionVersion: auction.version, lastAuction }
    }
    case 'custom.said':
    case 'member.moderated': // your own standing is told by `own.standing`, which knows of mutes in all rooms as well
      return state
    default:
      event satisfies never
      return state // an event of a newer server
  }
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

const withLatest = (
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

const lossy = (state: RoomState, event: LossyEvent): RoomState => {
  if (event.type === 'members.joined')
    return { ...state, joins: { latest: event, count: state.joins.count + event.count } }
  if (event.type === 'follow.added')
    return { ...state, follows: { latest: event, count: state.follows.count + event.count } }
  if (event.type === 'coupon.claimed')
    return { ...state, claims: { latest: event, count: state.claims.count + event.count } }
  return state
}

const fromSnapshot = (state: RoomState, snapshot: Snapshot): RoomState => {
  const { room, play, shelf, launch, launchVersion, latest, recent, pinned, fields, attributes } = snapshot
  const told = recent
    .filter(({ event: { type } }) => type === 'chat.said' || type === 'gift.sent' || type === 'purchase.made')
    .reduce(place, { ...state, chat: [], gifts: [], purchases: [], notices: [] })
  // A snapshot is shared by all who enter within a second, so what is here may be newer.
  const newRoom = state.room === null || room.version >= state.room.version
  const newShelf = shelf.version >= state.shelfVersion
  const newLaunch = launchVersion >= state.launchVersion
  return withLatest(
    {
      ...told,
      play,
      counters: {},
      room: newRoom ? room : state.room,
      ...(newShelf ? { shelf: shelf.items, explaining: shelf.explaining ?? null, shelfVersion: shelf.version } : {}),
      ...(snapshot.drops.version >= state.dropsVersion
        ? { drops: dropsFrom(state, snapshot.drops), dropsVersion: snapshot.drops.version }
        : {}),
      ...(newLaunch ? { launch, launchVersion } : {}),
      ...(snapshot.auctionVersion >= state.auctionVersion
        ? { auction: snapshot.auction, auctionVersion: snapshot.auctionVersion }
        : {}),
      ...(pinned.version >= state.pinnedVersion ? { pinned: pinned.comment, pinnedVersion: pinned.version } : {}),
      ...(fields.version >= state.fieldsVersion ? { fields: fields.values, fieldsVersion: fields.version } : {}),
      ...(attributes.version >= state.attributesVersion
        ? { attributes: attributes.values, attributesVersion: attributes.version }
        : {}),
    },
    latest,
  )
}

/**
 * The next state of a room.
 * @example
 * const state = [...heard].reduce(reduceRoom, EMPTY_ROOM)
 */
export const reduceRoom = (state: RoomState, heard: Heard): RoomState => {
  switch (heard.type) {
    case 'snapshot':
      return fromSnapshot(state, heard.snapshot)
    case 'you':
      return { ...state, you: heard.you, mutedUntil: heard.mutedUntil }
    case 'standing':
      return { ...state, mutedUntil: heard.mutedUntil }
    case 'placed':
      return place(state, heard.placed)
    case 'latest':
      return withLatest(state, heard.latest)
    case 'lossy':
      return lossy(state, heard.event)
    default:
      heard satisfies never
      return state
  }
}
