import { describe, expect, test } from 'bun:test'
import type { CouponDrop, OrderedEvent } from '@hawker/protocol'
import { isRefusal, refuse } from '@hawker/protocol/refusal'
import { createCoupons } from './coupons.ts'
import type { Call } from './http.ts'
import { newest } from './latest-values.ts'
import { reduceRoom } from './reduce-room.ts'
import { CLOSED_DROPS_KEPT, EMPTY_ROOM, type Heard } from './room-state.ts'
import { snapshot } from './testing.ts'

const at = { epoch: 'e', offset: 10 }
const drop = (id: string, version: number, left = 10) =>
  ({
    id,
    couponId: 'five-off',
    terms: {},
    quantity: 10,
    left,
    openedAt: 1,
    endsAt: 9,
    version,
  }) as unknown as CouponDrop
const placed = (offset: number, event: object): Heard => ({
  type: 'placed',
  placed: { offset, event: { id: `event ${offset}`, at: 1, ...event } as OrderedEvent },
})
const dropped = (one: CouponDrop, offset = 11) => placed(offset, { type: 'coupon.dropped', drop: one })
const closed = (dropId: string, version: number, offset = 12) =>
  placed(offset, { type: 'coupon.closed', dropId, reason: 'taken', version })
const left = (couponsLeft: Record<string, number>): Heard => ({ type: 'latest', latest: { couponsLeft } as never })
const snapshotWith = (open: CouponDrop[], version: number): Heard => ({
  type: 'snapshot',
  snapshot: snapshot(at, { drops: { open, version } }),
})
const hear = (...heard: Heard[]) => heard.reduce(reduceRoom, EMPTY_ROOM)
const idsOf = ({ drops }: { drops: readonly CouponDrop[] }) => drops.map(({ id }) => `${id}`)

describe('drops of a room', () => {
  test('a late joiner has those that are open, and hears of the next', () => {
    const state = hear(snapshotWith([drop('a', 3, 7)], 3), dropped(drop('b', 4)))
    expect(idsOf(state)).toEqual(['a', 'b'])
    expect(state.drops[0]?.left).toBe(7)
  })

  test('one that is over goes, with the reason, and does not come back', () => {
    const state = hear(
      snapshotWith([drop('a', 3)], 3),
      closed('a', 4),
      dropped(drop('a', 3)),
      snapshotWith([drop('a', 3)], 3),
    )
    expect(idsOf(state)).toEqual([])
    expect(state.closedDrops).toEqual([{ dropId: 'a', reason: 'taken' }])
  })

  test('tellings that overtake each other end the same', () => {
    const start = snapshotWith([], 2)
    expect(idsOf(hear(start, dropped(drop('b', 4)), dropped(drop('a', 3))))).toEqual(['b', 'a'])
    expect(idsOf(hear(start, closed('a', 5), dropped(drop('a', 3))))).toEqual([])
  })

  test('what a snapshot speaks for is not told again', () => {
    const state = hear(snapshotWith([drop('b', 5)], 6), dropped(drop('a', 3)), closed('b', 6))
    expect(idsOf(state)).toEqual(['b'])
  })

  test('a snapshot that was built a moment ago takes away nothing that was heard since', () => {
    const state = hear(snapshotWith([], 2), dropped(drop('a', 3)), left({ a: 4 }), snapshotWith([], 2))
    expect(state.drops).toMatchObject([{ id: 'a', left: 4 }])
    expect(
      hear(snapshotWith([drop('a', 3)], 3), left({ a: 4 }), snapshotWith([drop('a', 3, 6)], 3)).drops[0]?.left,
    ).toBe(4)
  })

  test('what is left only falls, whichever number comes last', () => {
    const state = hear(snapshotWith([drop('a', 3)], 3), left({ a: 4 }), left({ a: 6, unknown: 1 }))
    expect(state.drops[0]?.left).toBe(4)
    expect(reduceRoom(state, left({ a: 4 })).drops).toBe(state.drops)
    expect(newest({ couponsLeft: { a: 4 } } as never, { couponsLeft: { a: 6, b: 1 } } as never).couponsLeft).toEqual({
      a: 4,
      b: 1,
    } as never)
  })

  test('only so many that are over are remembered', () => {
    const many = Array.from({ length: 30 }, (_, i) => closed(`d${i}`, 10 + i))
    expect(hear(snapshotWith([], 2), ...many).closedDrops.length).toBe(CLOSED_DROPS_KEPT)
  })

  test('S19 who took some is counted', () => {
    const event = { type: 'coupon.claimed' as const, names: ['L**n'], count: 12 }
    const state = hear({ type: 'lossy', event }, { type: 'lossy', event: { ...event, count: 1 } })
    expect(state.claims).toEqual({ latest: { ...event, count: 1 }, count: 13 })
  })
})

const runsAtOnce = (_ms: number, run: () => void) => {
  run()
  return () => {}
}

test('a claim is asked again under the same id while the server is busy, and gives up on what will not change', async () => {
  const asked: { name: string; body: { id: string } }[] = []
  const answers: unknown[] = [refuse('busy'), refuse('unavailable'), { id: 'mine' }, refuse('coupon-gone')]
  const call = (async (name: string, ask: { body: { id: string } }) => {
    asked.push({ name, body: ask.body })
    return answers.shift()
  }) as unknown as Call
  const machine = { now: () => 1_000, chance: () => 0, after: runsAtOnce }
  const coupons = createCoupons(call, machine)
  expect(await coupons.claim('tea', 'drop')).toMatchObject({ id: 'mine' })
  expect(new Set(asked.map(({ body }) => body.id)).size).toBe(1)
  expect(asked.length).toBe(3)
  expect(isRefusal(await coupons.redeem('TEA-10'))).toBe(true)
  expect(asked.length).toBe(4)
})
