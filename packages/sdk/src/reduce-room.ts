// What follows for a room from what was heard of it. Pure: (state, heard) → state; what did not change keeps its identity.
import type { CouponDrop, LossyEvent, OrderedEvent, Placed, ShelfItem, Snapshot } from '@hawker/protocol'
import { withLatest, withLeft } from './latest-values.ts'
import {
  type At,
  CHAT_KEPT,
  CLOSED_DROPS_KEPT,
  type Heard,
  NOTICES_KEPT,
  type Ordered,
  type RoomState,
} from './room-state.ts'

const kept = <T>(list: readonly T[], next: T, max: number): readonly T[] =>
  list.length < max ? [...list, next] : [...list.slice(list.length - max + 1), next]

const at = <E extends OrderedEvent>(event: E, offset: number): At<E> => ({ ...event, offset })

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
