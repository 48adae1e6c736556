import { expect, test } from 'bun:test'
import type { Auction, ShelfItem } from '@hawker/sdk'
import {
  againOf,
  auctionOf,
  faultOf,
  filledOf,
  NEW_AUCTION,
  pieceOf,
  piecesOf,
  startHint,
  stepHint,
  withOwn,
} from './auction-form.ts'

const item = (number: number, stocks: readonly number[], more: object = {}) =>
  ({
    productId: `p${number}`,
    number,
    currency: 'USD',
    skus: stocks.map((stock, i) => ({ id: `s${number}${i}`, stock, priceMinor: 4800 })),
    ...more,
  }) as unknown as ShelfItem
const [piece] = piecesOf([item(1, [3])], null)

test('what somebody waits for is not put up', () => {
  const waited = item(1, [2], { skus: [{ id: 'w', stock: 2, waiting: 2, priceMinor: 4800 }] })
  expect(piecesOf([waited], null)).toEqual([])
})

test('only what has a free piece and sells can be put up, what is shown first', () => {
  const shelf = [item(1, [0, 2]), item(2, [5]), item(3, [5], { onSale: false }), item(4, [1])]
  expect(piecesOf(shelf, null).map(({ sku }) => String(sku.id))).toEqual(['s11', 's20', 's40'])
  expect(piecesOf(shelf, 'p4').map(({ sku }) => String(sku.id))).toEqual(['s40', 's11', 's20'])
})

test('empty fields stand for half of the price and a twentieth of it, in whole units', () => {
  expect(startHint(piece!)).toBe('24')
  expect(stepHint(piece!)).toBe('2')
  expect(auctionOf(NEW_AUCTION, piece)).toEqual({
    skuId: piece!.sku.id,
    startMinor: 2400,
    stepMinor: 200,
    lastsMs: 60_000,
    extendsMs: 10_000,
  })
})

test('what was asked about stays the piece and the amounts it was, whatever the room shows then and prices become', () => {
  const shelf = [item(1, [3]), item(2, [5])]
  const filled = filledOf(NEW_AUCTION, pieceOf(piecesOf(shelf, null), '')!)
  const dearer = item(1, [3], { skus: [{ id: 's10', stock: 3, priceMinor: 9900 }] })
  const later = piecesOf([dearer, item(2, [5])], 'p2')
  expect(auctionOf(filled, pieceOf(later, filled.skuId))).toMatchObject({
    skuId: 's10',
    startMinor: 2400,
    stepMinor: 200,
  })
  // Sold out meanwhile: nothing else is put up in its place.
  expect(auctionOf(filled, pieceOf(piecesOf([item(2, [5])], 'p2'), filled.skuId))).toBe('sku')
})

test('a currency without cents and a piece that costs next to nothing keep a step of at least one', () => {
  const yen = piecesOf([item(1, [1], { currency: 'JPY' })], null)[0]!
  expect(startHint(yen)).toBe('2400')
  const cheap = piecesOf([item(1, [1], { skus: [{ id: 'c', stock: 1, priceMinor: 10 }] })], null)[0]!
  expect(auctionOf(NEW_AUCTION, cheap)).toMatchObject({ startMinor: 100, stepMinor: 100 })
})

test('what is missing or no amount is said by its field', () => {
  expect(auctionOf(NEW_AUCTION, undefined)).toBe('sku')
  for (const start of ['0', 'ten', '1.234', '-5']) expect(auctionOf({ ...NEW_AUCTION, start }, piece)).toBe('start')
  expect(auctionOf({ ...NEW_AUCTION, step: '0' }, piece)).toBe('step')
  expect(auctionOf({ ...NEW_AUCTION, start: '12,50', step: '0.5' }, piece)).toMatchObject({
    startMinor: 1250,
    stepMinor: 50,
  })
})

test('one that is over can be put up again as it was, however often its end was moved', () => {
  const was = (more: object) =>
    ({
      ...{ skuId: 's10', currency: 'USD', startMinor: 1250, stepMinor: 50, openedAt: 1_000, guestsMayBid: false },
      ...{ extendsMs: 10_000, endsLatestAt: 691_000, standing: { endsAt: 400_000 }, ...more },
    }) as unknown as Auction
  expect(auctionOf(againOf(was({})), piece)).toEqual({
    ...{
      skuId: piece!.sku.id,
      startMinor: 1250,
      stepMinor: 50,
      lastsMs: 90_000,
      extendsMs: 10_000,
      guestsMayBid: false,
    },
  })
  expect(againOf(was({ extendsMs: 0, endsLatestAt: 31_000 }))).toMatchObject({ lastsMs: 30_000, extendsMs: 0 })
  expect(againOf(was({ currency: 'JPY' }))).toMatchObject({ start: '1250' })
})

test('how long it lasted can be chosen again, though it is none of the choices', () => {
  expect(withOwn([30, 60], 60)).toEqual([30, 60])
  expect(withOwn([30, 60], 45)).toEqual([30, 45, 60])
})

test('who may bid is said where it was chosen, and else left to the shop', () => {
  expect(auctionOf({ ...NEW_AUCTION, guestsMayBid: false }, piece)).toMatchObject({ guestsMayBid: false })
  expect(auctionOf(NEW_AUCTION, piece)).not.toHaveProperty('guestsMayBid')
})

test('what the server refuses is said beside its field', () => {
  expect(faultOf({ refused: 'sold-out' })).toBe('sku')
  expect(faultOf({ refused: 'invalid', fields: [{ path: 'stepMinor' }] })).toBe('step')
  expect(faultOf({ refused: 'invalid', fields: [{ path: 'startMinor' }] })).toBe('start')
  expect(faultOf({ refused: 'wrong-state' })).toBeNull()
})
