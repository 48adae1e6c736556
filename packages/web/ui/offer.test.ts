import { expect, test } from 'bun:test'
import { besideOf, flashMinorOf, isTeaser } from './offer.ts'

const flash = { priceMinor: 3_600, quantity: 50, left: 2, perBuyerLimit: null }
const launch = { opensAt: 1_000, endsAt: 61_000, flash }

test('before its countdown is over a product cannot be bought', () => {
  expect(isTeaser(launch, 999)).toBe(true)
  expect(isTeaser(launch, 1_000)).toBe(false)
  expect(isTeaser(null, 0)).toBe(false)
})

test('the flash price is for as many pieces as are left at it, until its time is over', () => {
  expect(flashMinorOf(launch, 4_800, 2_000)).toBe(3_600)
  expect(flashMinorOf(launch, 4_800, 2_000, 2)).toBe(3_600)
  expect(flashMinorOf(launch, 4_800, 2_000, 3)).toBeNull()
  expect(flashMinorOf(launch, 4_800, 61_000)).toBeNull()
  expect(flashMinorOf({ ...launch, flash: { ...flash, left: 0 } }, 4_800, 2_000)).toBeNull()
  expect(flashMinorOf({ ...launch, flash: { ...flash, perBuyerLimit: 1 } }, 4_800, 2_000, 2)).toBeNull()
  expect(flashMinorOf({ ...launch, flash: null }, 4_800, 2_000)).toBeNull()
})

test('a flash price is never above what the shelf asks', () => {
  expect(flashMinorOf(launch, 3_600, 2_000)).toBeNull()
})

test('N13 a price stands beside one that was charged, or is named as one that is only recommended', () => {
  const listed = { listPriceMinor: 6_400 }
  expect(besideOf(listed, 4_800)).toEqual({ minor: 6_400, charged: false })
  expect(besideOf({ ...listed, listPriceCharged: true }, 4_800)).toEqual({ minor: 6_400, charged: true })
  expect(besideOf({ ...listed, listPriceCharged: true }, 6_400)).toBeNull()
  expect(besideOf({ listPriceMinor: null }, 4_800)).toBeNull()
})

test('N13 a flash price stands beside that of the shelf, whatever is recommended', () => {
  expect(besideOf({ listPriceMinor: 6_400 }, 4_800, 3_900)).toEqual({ minor: 4_800, charged: true })
})
