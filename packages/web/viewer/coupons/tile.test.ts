import { expect, test } from 'bun:test'
import type { ClosedDrop, CouponDrop } from '@hawker/sdk'
import { inOrder, lookOf, type Mine, nextTile, OVER_HOLDS_MS } from './tile.ts'

const NOW = 1_000_000
const drop = (id: string, endsAt: number, left = 5) => ({ id, endsAt, left, quantity: 5 }) as unknown as CouponDrop
const nobody: Mine = { taken: new Set(), gone: new Set(), claiming: null }
const taken = (...ids: string[]): Mine => ({ ...nobody, taken: new Set(ids) })
const room = (drops: CouponDrop[], closed: ClosedDrop[] = [], mine = nobody) => ({ drops, closed, mine })

test('the nearest deadline wins, and what can still be had comes before what one has', () => {
  const [late, soon, last] = [drop('late', NOW + 90), drop('soon', NOW + 30), drop('last', NOW + 95)]
  expect(inOrder([late, soon, last], nobody, NOW)[0]).toBe(soon)
  expect(inOrder([late, soon, last], taken('soon'), NOW)).toEqual([late, last, soon])
})

test('a drop is to be claimed, on its way, in hand, gone, or for the server to say', () => {
  expect(lookOf(drop('a', NOW + 1), nobody, NOW)).toBe('claim')
  expect(lookOf(drop('a', NOW + 1), { ...nobody, claiming: 'a' }, NOW)).toBe('claiming')
  expect(lookOf(drop('a', NOW + 1, 0), taken('a'), NOW)).toBe('yours')
  expect(lookOf(drop('a', NOW + 1, 0), nobody, NOW)).toBe('gone')
  expect(lookOf(drop('a', NOW + 1), { ...nobody, gone: new Set(['a']) }, NOW)).toBe('gone')
  expect(lookOf(drop('a', NOW), nobody, NOW)).toBe('checking')
  expect(lookOf(drop('a', NOW + 1), nobody, NOW, 'ended')).toBe('over')
})

test('one that is used up before somebody’s eyes says so for a moment, then the next comes', () => {
  const [first, second] = [drop('first', NOW + 30), drop('second', NOW + 60)]
  const shown = nextTile(null, room([first, second]), NOW)
  expect(shown?.drop).toBe(first)
  const over = nextTile(shown, room([second], [{ dropId: 'first', reason: 'taken' }]), NOW)
  expect(over).toEqual({ drop: first, over: 'taken', until: NOW + OVER_HOLDS_MS })
  expect(nextTile(over, room([second]), NOW + OVER_HOLDS_MS - 1)).toBe(over)
  expect(nextTile(over, room([second]), NOW + OVER_HOLDS_MS)?.drop).toBe(second)
})

test('one that staff took away just goes, and fewer left is the same tile', () => {
  const first = drop('first', NOW + 30)
  const shown = nextTile(null, room([first]), NOW)
  expect(nextTile(shown, room([first]), NOW)).toBe(shown)
  const fewer = { ...first, left: 4 }
  expect(nextTile(shown, room([fewer]), NOW)?.drop.left).toBe(4)
  expect(nextTile(shown, room([], [{ dropId: 'first', reason: 'retracted' }]), NOW)).toBeNull()
})
