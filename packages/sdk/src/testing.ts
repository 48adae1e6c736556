// Time by hand, chance from a seed, and a paper room, for tests of the SDK.
import type { OrderedEvent, Placed, Position, Snapshot } from '@hawker/protocol'
import type { Machine } from './machine.ts'

export interface HandMachine extends Machine {
  /** Runs what is due within so many milliseconds, in order, with promises settled between. */
  advance(ms: number): Promise<void>
  readonly timers: number
}

/** Lets promises that are due run. */
export const settle = async (): Promise<void> => {
  for (let i = 0; i < 8; i++) await Promise.resolve()
}

export const seeded = (seed: number) => {
  let state = seed >>> 0
  return (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}

export const handMachine = (chance: () => number = () => 0.5): HandMachine => {
  let now = 1_000_000
  const timers = new Set<{ due: number; run: () => void }>()
  return {
    now: () => now,
    chance,
    after: (ms, run) => {
      const timer = { due: now + ms, run }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    get timers() {
      return timers.size
    },
    advance: async (ms) => {
      for (const until = now + ms; ; ) {
        await settle()
        const next = [...timers].filter(({ due }) => due <= until).sort((a, b) => a.due - b.due)[0]
        now = Math.max(now, next?.due ?? until)
        if (!next) return
        timers.delete(next)
        next.run()
      }
    },
  }
}

export const chat = (text: string): OrderedEvent =>
  ({
    type: 'chat.said',
    id: text,
    at: 1,
    text,
    from: { id: 'ann', name: 'Ann', avatarUrl: null, role: 'viewer', level: 0 },
  }) as unknown as OrderedEvent

export const roomFacts = (version: number, title = 'Tea') =>
  ({
    id: 'tea',
    title,
    status: 'live',
    statusReason: null,
    coverUrl: null,
    announcement: '',
    host: null,
    startsAt: null,
    startedAt: 1,
    endedAt: null,
    graceEndsAt: null,
    version,
  }) as unknown as Snapshot['room']

export const shelfItem = (productId: string, number: number, stock: number) =>
  ({
    productId,
    number,
    title: productId,
    imageUrl: null,
    description: '',
    sellingPoints: [],
    currency: 'CNY',
    priceMinor: 100,
    listPriceMinor: null,
    perBuyerLimit: null,
    plannedAt: null,
    skus: [{ id: `${productId}-sku`, label: '', priceMinor: 100, stock, stocked: 10 }],
  }) as unknown as Snapshot['shelf']['items'][number]

export const snapshot = (position: Position, more: Partial<Snapshot> = {}): Snapshot => ({
  position,
  serverAt: 2_000_000,
  room: roomFacts(1),
  play: { hls: '/live/tea.m3u8' },
  shelf: { items: [shelfItem('cup', 1, 5), shelfItem('pot', 2, 3)], explaining: null, version: 1 },
  launch: null,
  launchVersion: 1,
  drops: { open: [], version: 1 },
  auction: null,
  auctionVersion: 1,
  pinned: { comment: null, version: 1 },
  fields: { values: {}, version: 1 },
  attributes: { values: {}, version: 1 },
  latest: { viewers: 10, likes: 20, stock: {}, waiting: {}, flashLeft: {}, couponsLeft: {}, bidding: {}, counters: {} },
  recent: [] as Placed[],
  ...more,
})
