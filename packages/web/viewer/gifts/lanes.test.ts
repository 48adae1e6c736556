import { describe, expect, test } from 'bun:test'
import type { GiftSent } from '@hawker/sdk'
import {
  EMPTY_STAGE,
  giftArrived,
  LANE_HOLDS_MS,
  LANE_LEAVES_MS,
  LARGE_HOLDS_LEAST_MS,
  LARGE_HOLDS_MS,
  largeHoldsMs,
  settle,
  skipLarge,
  stageDueAt,
  WAITING_MAX,
} from './lanes.ts'

let serial = 0
const gift = (who: string, more: Partial<GiftSent> = {}): GiftSent =>
  ({
    type: 'gift.sent',
    id: `g${++serial}`,
    at: 0,
    from: { id: who, name: who, avatarUrl: null, role: 'guest', level: 1 },
    giftId: 'lantern',
    name: 'Red lantern',
    imageUrl: null,
    quantity: 1,
    combo: 1,
    coins: 20,
    size: 'small',
    ...more,
  }) as GiftSent
const up = (stage: typeof EMPTY_STAGE) => stage.lanes.map((lane) => lane?.gift.from.id ?? null)

describe('gift banners', () => {
  test('S12 two lanes at once, the third waits for a free one', () => {
    let stage = ['ann', 'ben', 'cho'].reduce((s, who) => giftArrived(s, gift(who), 0), EMPTY_STAGE)
    expect(up(stage)).toEqual(['ann', 'ben'])
    expect(stage.waiting).toHaveLength(1)
    stage = settle(stage, LANE_HOLDS_MS + 200)
    expect(up(stage)).toEqual(['cho', null])
  })

  test('a combo grows its own banner and keeps it up', () => {
    let stage = giftArrived(EMPTY_STAGE, gift('ann'), 0)
    stage = giftArrived(stage, gift('ann', { combo: 18 }), 2900)
    expect(stage.lanes[0]).toMatchObject({ combo: 18, grown: 1, until: 2900 + LANE_HOLDS_MS })
    expect(settle(stage, 3300)).toBe(stage)
  })

  test('a combo of somebody who still waits is one entry', () => {
    let stage = ['ann', 'ben', 'cho'].reduce((s, who) => giftArrived(s, gift(who), 0), EMPTY_STAGE)
    stage = giftArrived(stage, gift('cho', { combo: 5 }), 10)
    expect(stage.waiting.map(({ combo }) => combo)).toEqual([5])
  })

  test('under a flood the cheapest are let go', () => {
    let stage = EMPTY_STAGE
    for (let i = 0; i < 100; i++) stage = giftArrived(stage, gift(`p${i}`, { coins: i }), 0)
    expect(stage.waiting).toHaveLength(WAITING_MAX)
    expect(Math.min(...stage.waiting.map(({ coins }) => coins))).toBe(70)
  })

  test('large gifts come one at a time, three seconds at most, and a tap skips', () => {
    let stage = giftArrived(EMPTY_STAGE, gift('ann', { size: 'large' }), 0)
    stage = giftArrived(stage, gift('ben', { size: 'large' }), 0)
    expect(stage.large?.gift.from.id as string).toBe('ann')
    expect(skipLarge(stage, 100).large?.gift.from.id as string).toBe('ben')
    stage = settle(stage, LARGE_HOLDS_MS)
    expect(stage.large?.gift.from.id as string).toBe('ben')
    expect(settle(stage, 2 * LARGE_HOLDS_MS).large).toBeNull()
  })

  test('S34 a large gift is shown as long as its effect lasts, and three seconds at most', () => {
    const lasting = (durationMs: number) =>
      gift('ann', { size: 'large', effect: { url: '/e', type: 'image/webp', widthPx: 1, heightPx: 1, durationMs } })
    expect([40, 2_200, 3_000, 60_000].map((ms) => largeHoldsMs(lasting(ms)))).toEqual([
      ...[LARGE_HOLDS_LEAST_MS, 2_200, LARGE_HOLDS_MS, LARGE_HOLDS_MS],
    ])
    expect(giftArrived(EMPTY_STAGE, lasting(2_200), 100).large?.until).toBe(2_300)
  })

  test('a combo of a large gift fills the screen once: it grows in place, shown and waiting', () => {
    const large = (who: string, combo: number) => gift(who, { size: 'large', combo })
    let stage = [large('ann', 1), large('ben', 1), large('ben', 2)].reduce((s, g) => giftArrived(s, g, 0), EMPTY_STAGE)
    expect(stage.waitingLarge.map(({ combo }) => combo)).toEqual([2])
    stage = giftArrived(stage, large('ann', 2), 1_000)
    expect(stage.large).toMatchObject({ gift: { combo: 2 }, until: LARGE_HOLDS_MS })
  })

  test('S34 N14 whoever wants less movement sees a large gift as a banner, and still sees it', () => {
    const stage = giftArrived(EMPTY_STAGE, gift('ann', { size: 'large' }), 0, true)
    expect(stage.large).toBeNull()
    expect(up(stage)).toEqual(['ann', null])
  })

  test('something is due until the stage is empty: a lane leaves, is gone, and a large gift ends', () => {
    let stage = giftArrived(EMPTY_STAGE, gift('ann'), 0)
    expect(stageDueAt(stage, 0)).toBe(LANE_HOLDS_MS)
    expect(stageDueAt(stage, LANE_HOLDS_MS)).toBe(LANE_HOLDS_MS + LANE_LEAVES_MS)
    stage = giftArrived(stage, gift('ben', { size: 'large' }), 10)
    expect(stageDueAt(stage, LANE_HOLDS_MS)).toBe(10 + LARGE_HOLDS_MS)
    expect(stageDueAt(settle(stage, LARGE_HOLDS_MS + 1_000), LARGE_HOLDS_MS + 1_000)).toBeNull()
  })
})
