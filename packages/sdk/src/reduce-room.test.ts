import { describe, expect, test } from 'bun:test'
import type { Launch, OrderedEvent } from '@hawker/protocol'
import { reduceRoom } from './reduce-room.ts'
import { CHAT_KEPT, EMPTY_ROOM, type Heard } from './room-state.ts'
import { chat, roomFacts, shelfItem, snapshot } from './testing.ts'

const at = { epoch: 'e', offset: 10 }
const placed = (offset: number, event: object): Heard => ({
  type: 'placed',
  placed: { offset, event: { id: `event ${offset}`, at: 1, ...event } as OrderedEvent },
})
const entered = reduceRoom(EMPTY_ROOM, { type: 'snapshot', snapshot: snapshot(at) })
const hear = (...heard: Heard[]) => heard.reduce(reduceRoom, entered)
const launch = (id: string, version: number, productId = 'cup') =>
  ({ id, productId, openedAt: 1, endsAt: null, version }) as unknown as Launch
const opened = (id: string, version: number) => ({
  type: 'launch.opened',
  launch: launch(id, version),
  item: shelfItem('cup', 1, 4),
})
const closed = (version: number) => ({
  type: 'launch.closed',
  launchId: 'l1',
  productId: 'cup',
  reason: 'retracted',
  version,
})

describe('an auction', () => {
  const standing = (bids: number, priceMinor: number) => ({ bids, priceMinor, leader: bids || null })
  const auction = (id: string, version: number, bids = 0) => ({ id, version, standing: standing(bids, 100 + bids) })
  const told = (bidding: object): Heard => ({ type: 'latest', latest: { bidding } as never })

  test('stands as it was told last, whichever telling came first, and is over with its winner', () => {
    const open = hear(placed(11, { type: 'auction.opened', auction: auction('a', 4) }))
    expect(open.auction?.standing.bids).toBe(0)
    const bid = [told({ a: standing(3, 130) }), told({ a: standing(2, 120) }), told({ other: standing(9, 1) })]
    const later = bid.reduce(reduceRoom, open)
    expect(later.auction?.standing).toMatchObject({ bids: 3, priceMinor: 130 })
    const over = placed(12, { type: 'auction.closed', auction: auction('a', 5, 3), winnerName: 'A**n' })
    const closedNow = [over, over, placed(13, { type: 'auction.opened', auction: auction('a', 4) })].reduce(
      reduceRoom,
      later,
    )
    expect(closedNow.auction).toBeNull()
    expect(closedNow.lastAuction).toMatchObject({ winnerName: 'A**n', auction: { id: 'a' } })
  })

  test('a snapshot brings it, and takes back neither the next one nor the end of the last', () => {
    const late = snapshot(at, { auction: auction('a', 4) as never, auctionVersion: 4 })
    expect(reduceRoom(EMPTY_ROOM, { type: 'snapshot', snapshot: late }).auction?.id as string).toBe('a')
    const over = hear(placed(11, { type: 'auction.closed', auction: auction('a', 5), winnerName: null }))
    expect(reduceRoom(over, { type: 'snapshot', snapshot: late }).auction).toBeNull()
  })
})

describe('a snapshot', () => {
  test('fills the room, and its recent lines fill the chat', () => {
    const recent = [{ offset: 9, event: chat('nine') }]
    const state = reduceRoom(EMPTY_ROOM, { type: 'snapshot', snapshot: snapshot(at, { recent }) })
    expect(state.room?.title).toBe('Tea')
    expect(state.chat.map(({ text, offset }) => [text, offset])).toEqual([['nine', 9]])
    expect([state.viewers, state.likes]).toEqual([10, 20])
  })

  test('after a gap it replaces the chat, so that no line stands twice', () => {
    const before = hear(placed(11, chat('eleven')))
    const recent = [{ offset: 11, event: chat('eleven') }]
    const state = reduceRoom(before, { type: 'snapshot', snapshot: snapshot({ epoch: 'e', offset: 11 }, { recent }) })
    expect(state.chat).toHaveLength(1)
  })

  test('that was built a moment ago does not take back what is newer here', () => {
    const before = hear(placed(11, { type: 'room.changed', room: roomFacts(5, 'New') }), placed(12, opened('l1', 5)))
    const state = reduceRoom(before, { type: 'snapshot', snapshot: snapshot(at) })
    expect(state.room?.title).toBe('New')
    expect(state.launch?.id as string).toBe('l1')
  })

  test('puts the stock left into the shelf', () => {
    const latest = { viewers: 1, likes: 1, stock: { 'cup-sku': 2 } }
    const state = reduceRoom(EMPTY_ROOM, {
      type: 'snapshot',
      snapshot: snapshot(at, { latest: latest as never }),
    })
    expect(state.shelf[0]!.skus[0]!.stock).toBe(2)
  })
})

describe('versions', () => {
  test('the newest facts of a room stay, told twice or late', () => {
    const state = hear(
      placed(11, { type: 'room.changed', room: roomFacts(3, 'Three') }),
      placed(12, { type: 'room.changed', room: roomFacts(2, 'Two') }),
      placed(13, { type: 'room.changed', room: roomFacts(3, 'Three again') }),
    )
    expect(state.room?.title).toBe('Three')
  })

  test('a launch replaces the one before, and a late closing of an old one does not take it away', () => {
    const state = hear(placed(11, opened('l1', 2)), placed(12, opened('l2', 4)), placed(13, closed(3)))
    expect(state.launch?.id as string).toBe('l2')
  })

  test('a retracted launch is gone, and says why', () => {
    const state = hear(placed(11, opened('l1', 2)), placed(12, closed(3)))
    expect(state.launch).toBeNull()
    expect(state.lastClosed?.reason).toBe('retracted')
  })

  test('a launch brings the product as it is sold now, a new one too', () => {
    expect(hear(placed(11, opened('l1', 2))).shelf[0]!.skus[0]!.stock).toBe(4)
    const added = hear(placed(11, { ...opened('l1', 2), item: shelfItem('lid', 3, 1) }))
    expect(added.shelf.map(({ productId }) => productId as string)).toEqual(['cup', 'pot', 'lid'])
  })

  test('the shelf is replaced by a newer one only', () => {
    const items = [shelfItem('lid', 1, 1)]
    expect(hear(placed(11, { type: 'shelf.changed', items, version: 2 })).shelf).toHaveLength(1)
    expect(hear(placed(11, { type: 'shelf.changed', items, version: 1 })).shelf).toHaveLength(2)
  })
})

describe('latest values', () => {
  test('count and stock are the newest told; what did not change keeps its identity', () => {
    const state = hear({ type: 'latest', latest: { viewers: 11, stock: { 'cup-sku': 1 } as never } })
    expect([state.viewers, state.likes]).toEqual([11, 20])
    expect(state.shelf[0]!.skus[0]!.stock).toBe(1)
    expect(state.shelf[1]).toBe(entered.shelf[1]!)
    expect(hear({ type: 'latest', latest: { stock: { 'cup-sku': 5 } as never } }).shelf).toBe(entered.shelf)
  })
})

describe('notices', () => {
  test(`the newest ${CHAT_KEPT} lines are kept, in order`, () => {
    const state = hear(...Array.from({ length: 500 }, (_, i) => placed(11 + i, chat(String(i)))))
    expect(state.chat).toHaveLength(CHAT_KEPT)
    expect(state.chat.at(-1)!.text).toBe('499')
    expect(state.chat[0]!.text).toBe('300')
  })

  test('joins are merged: the newest notice, and how many came', () => {
    const state = hear(
      { type: 'lossy', event: { type: 'members.joined', names: ['Ann'], count: 1 } },
      { type: 'lossy', event: { type: 'members.joined', names: ['Ben'], count: 12 } },
    )
    expect(state.joins).toEqual({ latest: { type: 'members.joined', names: ['Ben'], count: 12 }, count: 13 })
  })

  test('an event of a newer server changes nothing', () => {
    expect(hear(placed(11, { type: 'poll.opened' }))).toBe(entered)
  })

  test('the reducer never writes into what it was given', () => {
    const freeze = (value: unknown): unknown => {
      if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) freeze(inner)
      return Object.freeze(value)
    }
    const frozen = freeze(structuredClone(entered)) as typeof entered
    const heard: Heard[] = [
      placed(11, chat('a')),
      placed(12, opened('l1', 2)),
      placed(13, closed(3)),
      { type: 'latest', latest: { viewers: 3, stock: { 'cup-sku': 0 } as never } },
      { type: 'you', you: null, mutedUntil: null },
    ]
    expect(() => heard.reduce(reduceRoom, frozen)).not.toThrow()
  })
})

describe('what is taken back', () => {
  const recalled = (messageId: string) => ({ type: 'chat.recalled', messageId })

  test('M8 a recalled line is gone, and nothing else changes', () => {
    const before = hear(placed(11, chat('keep')), placed(12, chat('rude')))
    const state = reduceRoom(before, placed(13, recalled('rude')))
    expect(state.chat.map(({ text }) => text)).toEqual(['keep'])
    expect(reduceRoom(before, placed(13, recalled('another')))).toBe(before)
  })

  test('M8 a line that a snapshot still had goes when its recall follows among what was missed', () => {
    const recent = [{ offset: 9, event: chat('rude') }]
    const state = reduceRoom(EMPTY_ROOM, { type: 'snapshot', snapshot: snapshot(at, { recent }) })
    expect(reduceRoom(state, placed(11, recalled('rude'))).chat).toEqual([])
  })

  test('M8 a tombstone in a replay leaves no line, also where the line was heard before', () => {
    const state = hear(placed(11, chat('rude')), placed(12, { type: 'message.removed', id: 'rude' }))
    expect(state.chat).toEqual([])
  })

  test('a pinned comment that is taken back is not shown any more', () => {
    const comment = { id: 'rude', from: {}, text: 'rude', at: 1 }
    const pinned = hear(placed(11, { type: 'comment.pinned', pinned: comment, version: 2 }))
    expect(reduceRoom(pinned, placed(12, recalled('rude'))).pinned).toBeNull()
  })
})

describe('the pinned comment', () => {
  const comment = (id: string) => ({ id, from: {}, text: id, at: 1 }) as never
  const pin = (id: string | null, version: number) => ({
    type: 'comment.pinned',
    pinned: id === null ? null : comment(id),
    version,
  })

  test('is the newest told, late or twice', () => {
    const state = hear(placed(11, pin('b', 3)), placed(12, pin('a', 2)), placed(13, pin(null, 3)))
    expect(state.pinned?.id).toBe('b')
    expect(reduceRoom(state, placed(14, pin(null, 4))).pinned).toBeNull()
  })

  test('comes with a snapshot, and an older snapshot does not take a newer one down', () => {
    const heard = snapshot(at, { pinned: { comment: comment('a'), version: 2 } })
    const state = reduceRoom(EMPTY_ROOM, { type: 'snapshot', snapshot: heard })
    expect(state.pinned?.id).toBe('a')
    const newer = reduceRoom(state, placed(11, pin('b', 5)))
    expect(reduceRoom(newer, { type: 'snapshot', snapshot: heard }).pinned?.id).toBe('b')
  })
})

describe('what the shop and its programs keep here', () => {
  test('a notice of the shop is kept with its place', () => {
    const state = hear(placed(11, { type: 'notice.told', text: 'Free tea', data: null, broadcast: true }))
    expect(state.notices).toMatchObject([{ text: 'Free tea', offset: 11 }])
    // Offsets of another epoch would mix with it.
    expect(reduceRoom(state, { type: 'snapshot', snapshot: snapshot(at) }).notices).toEqual([])
  })

  test('fields that changed are laid over the rest, stale ones are not', () => {
    const fields = { values: { room_status: 'warm', theme: 'dusk' }, version: 4 }
    const state = reduceRoom(EMPTY_ROOM, { type: 'snapshot', snapshot: snapshot(at, { fields }) })
    const next = reduceRoom(state, placed(11, { type: 'fields.changed', fields: { theme: 'dawn' }, version: 5 }))
    expect(next.fields).toEqual({ room_status: 'warm', theme: 'dawn' })
    expect(reduceRoom(next, placed(12, { type: 'fields.changed', fields: { theme: 'x' }, version: 5 }))).toBe(next)
  })

  test('attributes are set and removed', () => {
    const attributes = { values: { a: '1', b: '2' }, version: 1 }
    const state = reduceRoom(EMPTY_ROOM, { type: 'snapshot', snapshot: snapshot(at, { attributes }) })
    const change = { type: 'attributes.changed', set: { c: '3' }, removed: ['a'], version: 2 }
    expect(reduceRoom(state, placed(11, change)).attributes).toEqual({ b: '2', c: '3' })
  })

  test('counters are the newest told, exact beyond 2^53; a snapshot replaces all of them', () => {
    const counters = { votes: '9007199254740993' }
    const state = hear(
      { type: 'latest', latest: { counters } },
      { type: 'latest', latest: { counters: { gone: '1' } } },
    )
    expect(BigInt(state.counters.votes!)).toBe(9_007_199_254_740_993n)
    const whole = snapshot(at, { latest: { ...snapshot(at).latest, counters } })
    expect(reduceRoom(state, { type: 'snapshot', snapshot: whole }).counters).toEqual(counters)
  })
})

describe('a launch with a flash price', () => {
  const flash = { priceMinor: 80, quantity: 10, left: 10, perBuyerLimit: null }
  const shown = {
    id: 'l1',
    productId: 'cup',
    openedAt: 1,
    opensAt: null,
    endsAt: 9,
    flash,
    version: 2,
  } as unknown as Launch
  const opened = placed(11, { type: 'launch.opened', id: 'o', at: 1, launch: shown, item: shelfItem('cup', 1, 5) })

  test('what is left at it is the newest told, for the launch it was told of', () => {
    const left = (flashLeft: Record<string, number>) => ({ type: 'latest', latest: { flashLeft } }) as Heard
    expect(hear(opened, left({ l1: 3 })).launch?.flash?.left).toBe(3)
    expect(hear(opened, left({ l0: 3 })).launch?.flash?.left).toBe(10)
  })

  test('what is being explained comes with the shelf', () => {
    const explaining = 'pot'
    const items = [shelfItem('pot', 2, 3)]
    const told = { type: 'shelf.changed', id: 's', at: 1, items, explaining, version: 2 } as unknown as OrderedEvent
    expect(hear(placed(11, told)).explaining).toBe('pot')
  })
})

describe('your own standing', () => {
  test('is told with the welcome, and as it changes', () => {
    const muted = hear({ type: 'you', you: null, mutedUntil: 5_000 })
    expect(muted.mutedUntil).toBe(5_000)
    expect(reduceRoom(muted, { type: 'standing', mutedUntil: null }).mutedUntil).toBeNull()
  })

  test('an old act heard late does not speak against the welcome', () => {
    const muted = hear({ type: 'you', you: null, mutedUntil: null })
    const act = { type: 'member.moderated', userId: 'ann', act: 'muted', until: 9_000 }
    expect(reduceRoom(muted, placed(11, act))).toBe(muted)
  })
})
