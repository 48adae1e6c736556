import { expect, test } from 'bun:test'
import { againOf, dropOf, freeOf, NEW_DROP } from './drop-form.ts'

const form = { ...NEW_DROP, couponId: 'five-off' }

test('what is typed becomes pieces and milliseconds', () => {
  expect(dropOf(form, 500)).toEqual({ couponId: 'five-off', quantity: 100, lastsMs: 120_000 })
  expect(dropOf({ ...form, pieces: ' 7 ', lasts: '45', unit: 's' }, 500)).toMatchObject({
    quantity: 7,
    lastsMs: 45_000,
  })
})

test('a drop lasts 10 seconds to an hour', () => {
  const lasting = (lasts: string, unit: 's' | 'min') => dropOf({ ...form, lasts, unit }, 500)
  for (const [lasts, unit] of [
    ['9', 's'],
    ['61', 'min'],
    ['0', 'min'],
    ['', 'min'],
    ['1.5', 'min'],
    ['-2', 'min'],
  ] as const)
    expect(lasting(lasts, unit)).toBe('lasts')
  expect(lasting('10', 's')).toMatchObject({ lastsMs: 10_000 })
  expect(lasting('60', 'min')).toMatchObject({ lastsMs: 3_600_000 })
})

test('what is missing or no whole number is said by its field', () => {
  expect(dropOf(NEW_DROP, 500)).toBe('coupon')
  for (const pieces of ['0', '2.5', 'ten', '501', '99999999']) expect(dropOf({ ...form, pieces }, 500)).toBe('pieces')
})

test('no more are dropped than are left of the quota, and an empty field takes what there is', () => {
  const coupon = { id: 'five-off', quota: 200, claimed: 30 }
  const free = freeOf(coupon, [
    { couponId: 'five-off', left: 90 },
    { couponId: 'other', left: 50 },
  ])
  expect(free).toBe(80)
  expect(dropOf(form, free)).toMatchObject({ quantity: 80 })
  expect(dropOf({ ...form, pieces: '81' }, free)).toBe('pieces')
  expect(dropOf(form, 0)).toBe('pieces')
})

test('a drop taken away by mistake comes back with what was left of it', () => {
  const drop = { couponId: 'five-off', left: 12, endsAt: 60_000 }
  expect(againOf(drop, 20_000)).toEqual({ couponId: 'five-off', quantity: 12, lastsMs: 40_000 })
  expect(againOf(drop, 59_500)).toMatchObject({ lastsMs: 10_000 })
  expect(againOf({ ...drop, left: 0 }, 0)).toBeNull()
})
