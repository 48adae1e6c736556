// How each message may be delayed, merged or dropped on its way to a viewer. Free of the schema library.

/** ordered: has an offset and is replayed; latest: only the newest counts; lossy: merged or dropped under load. */
export type Delivery = 'ordered' | 'latest' | 'lossy'

/** P0 state, never dropped · P1 gifts, purchases, staff speech · P2 chat · P3 likes, joins, follows. */
export type Priority = 0 | 1 | 2 | 3

/** Messages a second and room within which P1–P3 are admitted, and what P1 has besides for itself. */
export const ROOM_BUDGET_PER_S = 40
export const P1_HEADROOM_PER_S = 40

export const DELIVERY = {
  'room.changed': { delivery: 'ordered', priority: 0 },
  'launch.opened': { delivery: 'ordered', priority: 0 },
  'launch.closed': { delivery: 'ordered', priority: 0 },
  'shelf.changed': { delivery: 'ordered', priority: 0 },
  'gift.catalogue': { delivery: 'ordered', priority: 0 },
  'chat.recalled': { delivery: 'ordered', priority: 0 },
  'message.removed': { delivery: 'ordered', priority: 0 },
  'comment.pinned': { delivery: 'ordered', priority: 0 },
  'notice.told': { delivery: 'ordered', priority: 0 },
  'member.moderated': { delivery: 'ordered', priority: 0 },
  'fields.changed': { delivery: 'ordered', priority: 0 },
  'attributes.changed': { delivery: 'ordered', priority: 0 },
  'coupon.dropped': { delivery: 'ordered', priority: 0 },
  'coupon.closed': { delivery: 'ordered', priority: 0 },
  'auction.opened': { delivery: 'ordered', priority: 0 },
  'auction.closed': { delivery: 'ordered', priority: 0 },
  'gift.sent': { delivery: 'ordered', priority: 1 },
  'purchase.made': { delivery: 'ordered', priority: 1 },
  'chat.said': { delivery: 'ordered', priority: 2 },
  'custom.said': { delivery: 'ordered', priority: 2 },
  'follow.added': { delivery: 'lossy', priority: 3 },
  'members.joined': { delivery: 'lossy', priority: 3 },
  'members.left': { delivery: 'lossy', priority: 3 },
  'coupon.claimed': { delivery: 'lossy', priority: 3 },
  'hearts.burst': { delivery: 'lossy', priority: 3 },
  viewers: { delivery: 'latest', priority: 0 },
  likes: { delivery: 'latest', priority: 0 },
  stock: { delivery: 'latest', priority: 0 },
  waiting: { delivery: 'latest', priority: 0 },
  flashLeft: { delivery: 'latest', priority: 0 },
  couponsLeft: { delivery: 'latest', priority: 0 },
  bidding: { delivery: 'latest', priority: 0 },
  counters: { delivery: 'latest', priority: 0 },
} as const satisfies Record<string, { delivery: Delivery; priority: Priority }>

export type EventType = keyof typeof DELIVERY
