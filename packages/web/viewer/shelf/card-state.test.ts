import { describe, expect, test } from 'bun:test'
import type { Launch, ShelfItem } from '@hawker/sdk'
import { type CardState, cardDueAt, NO_CARD, offerOf, turnCard } from './card-state.ts'

const item = (id: string, stock = 50): ShelfItem =>
  ({
    productId: id,
    number: 3,
    title: id,
    imageUrl: null,
    description: '',
    sellingPoints: [],
    currency: 'USD',
    priceMinor: 4800,
    listPriceMinor: 6400,
    perBuyerLimit: null,
    plannedAt: null,
    skus: [{ id: `${id}-1`, label: '', priceMinor: 4800, stock, stocked: 100 }],
  }) as unknown as ShelfItem
const launch = (id: string, endsAt: number | null = null): Launch =>
  ({ id, productId: 'p', openedAt: 0, endsAt, version: 1 }) as unknown as Launch
const room = (l: Launch | null, i: ShelfItem | null, ended: { launchId: string; reason: 'ended' } | null = null) =>
  ({ type: 'room', launch: l, item: i, ended }) as const

const shown = (now = 0): CardState => turnCard(NO_CARD, room(launch('a'), item('teapot')), now)

describe('the product card', () => {
  test('S37 a launch puts the card up at once', () => {
    expect(shown().name).toBe('card')
  })

  test('untouched it shrinks to a chip after 15 seconds, and a tap brings it back to stay', () => {
    expect(cardDueAt(shown())).toBe(15_000)
    const chip = turnCard(shown(), { type: 'tick' }, 15_000)
    expect(chip.name).toBe('chip')
    const back = turnCard(chip, { type: 'touch' }, 20_000)
    expect(back).toMatchObject({ name: 'card', touched: true })
    expect(turnCard(back, { type: 'tick' }, 90_000)).toBe(back)
  })

  test('a touched card stays', () => {
    const touched = turnCard(shown(), { type: 'touch' }, 5000)
    expect(turnCard(touched, { type: 'tick' }, 60_000).name).toBe('card')
  })

  test('what ended stays grey for 3 seconds and is gone', () => {
    const ended = turnCard(shown(), room(null, null, { launchId: 'a', reason: 'ended' }), 1000)
    expect(ended).toMatchObject({ name: 'ended', reason: 'ended' })
    expect(turnCard(ended, { type: 'tick' }, 3999).name).toBe('ended')
    expect(turnCard(ended, { type: 'tick' }, 4000)).toEqual(NO_CARD)
  })

  test('a replaced product fades before the new one slides in', () => {
    const leaving = turnCard(shown(), room(launch('b'), item('vase')), 1000)
    expect(leaving).toMatchObject({
      name: 'leaving',
      item: { productId: 'teapot' },
      next: { item: { productId: 'vase' } },
    })
    expect(turnCard(leaving, { type: 'tick' }, 1140)).toMatchObject({ name: 'card', item: { productId: 'vase' } })
  })

  test('a third launch during the fade is the one that is shown', () => {
    const leaving = turnCard(shown(), room(launch('b'), item('vase')), 1000)
    const again = turnCard(leaving, room(launch('c'), item('bowl')), 1050)
    expect(turnCard(again, { type: 'tick' }, 1140)).toMatchObject({ item: { productId: 'bowl' } })
  })

  test('a stock tick changes the figure and nothing else', () => {
    const touched = turnCard(shown(), { type: 'touch' }, 5000)
    const ticked = turnCard(touched, room(launch('a'), item('teapot', 8)), 6000)
    expect(ticked).toMatchObject({ name: 'card', touched: true, since: 0 })
  })

  test('the offer: on sale, last few, sold out, and checking when its time is over', () => {
    const open = { opensAt: null, endsAt: null }
    expect(offerOf(item('x', 50), open, 0)).toBe('on-sale')
    expect(offerOf(item('x', 8), open, 0)).toBe('last-few')
    expect(offerOf(item('x', 0), open, 0)).toBe('sold-out')
    expect(offerOf(item('x', 50), { opensAt: null, endsAt: 1000 }, 1000)).toBe('checking')
  })

  test('a teaser until its countdown is over, by the clock of the server', () => {
    const soon = { opensAt: 1000, endsAt: 5000 }
    expect(offerOf(item('x', 50), soon, 999)).toBe('teaser')
    expect(offerOf(item('x', 50), soon, 1000)).toBe('on-sale')
  })

  test('what sold out stays longer than what ended', () => {
    const ended = turnCard(shown(), { ...room(null, null), ended: { launchId: 'a', reason: 'sold-out' } }, 1000)
    expect(cardDueAt(ended)).toBe(11_000)
  })
})
