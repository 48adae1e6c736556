import { expect, test } from 'bun:test'
import { api } from '@hawker/protocol'
import { draftOfGift, GIFT_NAME_MAX, readGift, SIZES } from './gift-draft.ts'

const rose = { name: ' Rose ', imageUrl: null, coins: '5', size: 'small', effect: null } as const
const sparks = {
  url: `/effects/${'0'.repeat(32)}.webp`,
  type: 'image/webp',
  widthPx: 9,
  heightPx: 16,
  durationMs: 900,
} as const

test('what is typed of a gift is what the server takes', () => {
  const { body } = api.gifts.putGift
  expect(readGift(rose)).toEqual({ name: 'Rose', imageUrl: null, coins: 5, size: 'small', effectUrl: null })
  for (const size of SIZES) expect(body!.safeParse(readGift({ ...rose, size })).success).toBe(true)
  expect(body!.safeParse(readGift({ ...rose, effect: sparks })).success).toBe(true)
  const terms = { imageUrl: null, coins: 5, size: 'small', effectUrl: null }
  expect(body!.safeParse({ ...terms, name: 'x'.repeat(GIFT_NAME_MAX) }).success).toBe(true)
  expect(body!.safeParse({ ...terms, name: 'x'.repeat(GIFT_NAME_MAX + 1) }).success).toBe(false)
})

test('what is not right is named', () => {
  expect(readGift({ ...rose, name: ' ' })).toBe('name')
  expect(readGift({ ...rose, name: 'x'.repeat(41) })).toBe('name')
  for (const coins of ['', '0', '-1', '1.5', '1000001', 'five']) expect(readGift({ ...rose, coins })).toBe('coins')
})

test('a gift put into the form is read back as it was', () => {
  const gift = { id: 'kiln', name: 'Kiln', imageUrl: '/demo/gifts/kiln.webp', coins: 520, size: 'large' } as const
  const { id: _, ...terms } = gift
  expect(readGift(draftOfGift(gift as never))).toEqual({ ...terms, effectUrl: null })
  expect(readGift(draftOfGift({ ...gift, effect: sparks } as never))).toEqual({ ...terms, effectUrl: sparks.url })
  expect(readGift(draftOfGift(null))).toBe('name')
})
