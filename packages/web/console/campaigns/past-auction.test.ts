import { describe, expect, test } from 'bun:test'
import { endOf, wasLetGo } from './past-auction.ts'
import type { PastAuction } from './use-auctions.ts'

const buyer = (order: string) => ({ order, paid: order === 'paid' || order === 'shipped' || order === 'refunded' })
const past = (winner: string | null, offers: string[] = [], more: object = {}) =>
  ({
    ...{ id: 'a', skuId: 's', state: winner === null ? 'unsold' : 'won' },
    ...{ winner: winner === null ? null : buyer(winner), offers: offers.map(buyer), ...more },
  }) as unknown as PastAuction

describe('what became of an auction', () => {
  test('goes by who might have it last', () => {
    expect(endOf(past('held'))).toBe('unpaid')
    expect(endOf(past('paid'))).toBe('paid')
    expect(endOf(past('shipped'))).toBe('paid')
    expect(endOf(past('expired'))).toBe('let-go')
    expect(endOf(past('cancelled'))).toBe('let-go')
    expect(endOf(past('expired', ['held']))).toBe('unpaid')
    expect(endOf(past('expired', ['cancelled', 'expired']))).toBe('let-go')
    expect(endOf(past('expired', ['paid']))).toBe('paid')
    // His money came late.
    expect(endOf(past('paid', ['expired']))).toBe('paid')
    expect(endOf(past(null))).toBe('unsold')
    expect(endOf(past(null, [], { state: 'withdrawn' }))).toBe('withdrawn')
  })

  test('is for the desk to decide, until the piece is put up again', () => {
    const one = past('expired')
    expect(wasLetGo([past('paid', [], { skuId: 'other' }), one])).toBe(one)
    expect(wasLetGo([past(null), one])).toBeNull()
    expect(wasLetGo([past('held', [], { state: 'open' }), one])).toBeNull()
    expect(wasLetGo([past('paid')])).toBeNull()
    expect(wasLetGo([])).toBeNull()
  })
})
