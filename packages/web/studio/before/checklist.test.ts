import { expect, test } from 'bun:test'
import type { ShelfItem } from '@hawker/sdk'
import type { Health } from '../../staff/room/health.ts'
import { checklist } from './checklist.ts'

const health = {
  publishing: true,
  width: 1080,
  height: 1920,
  framesPerSecond: 29.97,
  audioCodec: 'mp4a.40.2',
} as Health
const cup = (stock: number) => ({ productId: 'p', number: 9, skus: [{ stock, stocked: 10 }] }) as unknown as ShelfItem
const room = { coverUrl: '/cover.webp', announcement: 'Free shipping' }
const lacking = (...of: Parameters<typeof checklist>) =>
  checklist(...of)
    .filter(({ ready }) => !ready)
    .map(({ name }) => name)

test('with picture, products, cover and announcement everything is ready', () => {
  expect(lacking(room, [cup(3)], health)).toEqual([])
})

test('an empty room says all that it lacks', () => {
  expect(lacking({ coverUrl: null, announcement: ' ' }, [], undefined)).toEqual([
    'picture',
    'products',
    'cover',
    'announcement',
  ])
})

test('a product without pieces is named, and silence is heard before the viewers hear it', () => {
  expect(checklist(room, [cup(0)], health).find(({ name }) => name === 'stock')?.words).toEqual({ number: 9 })
  expect(lacking(room, [cup(1)], { ...health, audioCodec: null })).toEqual(['sound'])
})
