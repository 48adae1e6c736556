import { describe, expect, test } from 'bun:test'
import { MAX_AMOUNT_MINOR, ORDER_STATES, type OrderState, QUANTITY_MAX, ROOM_STATUSES } from '@hawker/protocol'
import fc from 'fast-check'
import { readCursor, writeCursor } from '#kernel/cursor'
import { maskName } from '#kernel/mask-name'
import { launchRefusal, timesOf } from '../launches/core/launch.ts'
import { cancelCountsAsUnpaid, holdMsOf } from '../orders/core/hold.ts'
import { moved, ORDER_MOVES, type OrderMove, onMoney, PIECES } from '../orders/core/order-states.ts'
import { totalOf } from '../orders/core/price.ts'

describe('prices', () => {
  test('C1: a total is exact or refused, for any unit price and quantity', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: MAX_AMOUNT_MINOR }),
        fc.integer({ min: -5, max: 2000 }),
        (unit, quantity) => {
          const total = totalOf(unit, quantity)
          const exact = BigInt(unit) * BigInt(quantity)
          const fits = quantity >= 1 && quantity <= QUANTITY_MAX && exact <= BigInt(MAX_AMOUNT_MINOR)
          expect(total === null ? null : BigInt(total)).toBe(fits ? exact : null)
        },
      ),
    )
  })

  test('C1: fractions, infinities and numbers beyond 2^53 are no prices', () => {
    for (const bad of [0.5, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(totalOf(bad, 1)).toBeNull()
      expect(totalOf(1, bad)).toBeNull()
    }
    expect(totalOf(MAX_AMOUNT_MINOR, 2)).toBeNull()
  })
})

describe('the states of an order', () => {
  const moves = Object.keys(ORDER_MOVES) as OrderMove[]

  test('C10: random moves never leave the table, and pieces are conserved', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...moves)), (walk) => {
        let state: OrderState = 'held'
        let free = 0
        for (const move of walk) {
          const to = moved(state, move)
          if (to === null) continue
          expect(ORDER_MOVES[move].from as readonly string[]).toContain(state)
          free += (PIECES[to] === 'free' ? 1 : 0) - (PIECES[state] === 'free' ? 1 : 0)
          expect(free === 0 || free === 1).toBe(true)
          state = to
        }
      }),
    )
  })

  test('nothing follows a refund', () => {
    for (const move of moves) expect(moved('refunded', move)).toBeNull()
  })

  test('C8: money that arrived always ends as goods or as a refund', () => {
    for (const state of ORDER_STATES)
      for (const free of [true, false]) {
        const move = onMoney(state, free)
        const end = move === 'nothing' ? state : moved(state, move)
        expect(['paid', 'shipped', 'refunded']).toContain(end!)
      }
    expect(onMoney('expired', false)).toBe('refund')
    expect(onMoney('expired', true)).toBe('pay-late')
  })
})

describe('holds', () => {
  test('C5: a guest holds three minutes, everybody else ten', () => {
    expect(holdMsOf('guest')).toBe(180_000)
    expect(holdMsOf('viewer')).toBe(600_000)
    expect(holdMsOf('owner')).toBe(600_000)
  })
  test('second thoughts within a minute cost nothing', () => {
    expect(cancelCountsAsUnpaid(59_999)).toBe(false)
    expect(cancelCountsAsUnpaid(60_000)).toBe(true)
  })
})

describe('launches', () => {
  const good = { status: 'live', onShelf: true, onSale: true, freePieces: 10, lowestMinor: 100, flash: null } as const
  test('S37: a product of the shelf with free pieces may be shown', () => expect(launchRefusal(good)).toBeNull())
  test('a sold-out product, one not on the shelf, one off sale may not', () => {
    expect(launchRefusal({ ...good, freePieces: 0 })?.refused).toBe('sold-out')
    expect(launchRefusal({ ...good, onShelf: false })?.refused).toBe('not-found')
    expect(launchRefusal({ ...good, onSale: false })?.refused).toBe('wrong-state')
  })
  test('a flash price is below every price, and for no more pieces than are free', () => {
    const flash = { priceMinor: 99, quantity: 10, perBuyerLimit: null }
    expect(launchRefusal({ ...good, flash })).toBeNull()
    expect(launchRefusal({ ...good, flash: { ...flash, priceMinor: 100 } })?.fields?.[0]?.path).toBe('flash.priceMinor')
    expect(launchRefusal({ ...good, flash: { ...flash, quantity: 11 } })?.fields?.[0]?.path).toBe('flash.quantity')
  })
  test('an offer lasts as long after its countdown as without one', () => {
    expect(timesOf(1_000, null, null)).toEqual({ openedAt: 1_000, opensAt: null, endsAt: null })
    expect(timesOf(1_000, null, 60_000).endsAt).toBe(61_000)
    expect(timesOf(1_000, 10_000, 60_000)).toEqual({ openedAt: 1_000, opensAt: 11_000, endsAt: 71_000 })
  })
  test('an ended, banned or unfinished room shows nothing new; an interrupted one still does', () => {
    const allowed = ROOM_STATUSES.filter((status) => launchRefusal({ ...good, status }) === null)
    expect(allowed).toEqual(['scheduled', 'rehearsal', 'live', 'paused', 'interrupted'])
  })
})

describe('names', () => {
  test('S18: the room sees first and last letter of a buyer', () => {
    expect(maskName('Lin Chen')).toBe('L**n')
    expect(maskName('李小龙')).toBe('李**龙')
    expect(maskName('Li')).toBe('L**')
    expect(maskName('👩‍👩‍👧 ab👍🏽')).toBe('👩‍👩‍👧**👍🏽')
    expect(maskName('')).toBe('***')
  })
  test('a mask never shows more than two characters', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (name) => maskName(name).includes('**')))
  })
})

describe('pages', () => {
  test('a cursor is read as it was written, and nothing else is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), fc.uuid(), (at, id) => {
        expect(readCursor(writeCursor({ at, id }))).toEqual({ at, id })
      }),
    )
    for (const bad of ['', '.', 'x', "1.'; drop", '1.2.3', `zzzzzzzzzzzzz.${crypto.randomUUID()}`])
      expect(readCursor(bad)).toBeNull()
  })
})
