import { describe, expect, test } from 'bun:test'
import { api } from '@hawker/protocol'
import { doneOf, TEXT_SHOWN_MAX } from './deed.ts'

const of = (kind: string, payload: unknown, told: string | null = null) => doneOf({ kind, payload, told })

describe('what an entry says', () => {
  test('a change of a product on the shelf is told by what became of it', () => {
    const change = (how: object) => of('shelf.changed', { products: ['p1', 'p2'], change: how })
    const cup = { title: 'Cup', sku: 'Blue' }
    const price = { currency: 'USD', priceMinor: 900, wasMinor: 1000 }
    expect(change({ ...cup, pieces: 0, ...price })).toEqual({
      ...{ deed: 'price-changed', ...cup },
      ...{ currency: 'USD', amountMinor: 900, wasMinor: 1000 },
    })
    expect(change({ ...cup, pieces: 5, ...price })).toMatchObject({ deed: 'price-changed', count: 5 })
    expect(change({ ...cup, pieces: 5 })).toEqual({ deed: 'restocked', ...cup, count: 5 })
    expect(change({ ...cup, pieces: -2 })).toEqual({ deed: 'taken-out', ...cup, count: 2 })
    expect(change({ ...cup, pieces: 0 })).toEqual({ deed: 'sku-changed', ...cup })
    expect(change({ title: 'Cup', onSale: false })).toEqual({ deed: 'taken-off-sale', title: 'Cup' })
    expect(change({ title: 'Cup' })).toEqual({ deed: 'product-changed', title: 'Cup' })
    expect(change({ imported: true })).toEqual({ deed: 'imported', count: 2 })
    expect(of('shelf.changed', { places: [1, 2, 3] })).toEqual({ deed: 'shelf-set', count: 3 })
  })

  test('a product that another takes the place of is told by that other alone', () => {
    expect(of('launch.closed', { reason: 'replaced', title: 'Cup' })).toBeNull()
    expect(of('launch.closed', { reason: 'undone', title: 'Cup' })).toEqual({ deed: 'undone', title: 'Cup' })
  })

  test('F7 money that came too late has a buyer in its entry: he is not told as who sent it back', () => {
    const late = { orderId: 'o1', totalMinor: 500, currency: 'USD', test: true }
    expect(of('order.refunded', late)).toEqual({
      ...{ deed: 'refunded-late', byItself: true, orderId: 'o1', amountMinor: 500, currency: 'USD' },
    })
    expect(of('order.refunded', { ...late, refund: 'r1', amountMinor: 200 })).not.toHaveProperty('byItself')
  })

  test('what staff wrote about somebody stays where it is: reasons, carriers and addresses are in no deed', () => {
    const secret = 'Ann, 7 Canary Street, ann@shop.example'
    const said = {
      orderId: 'o1',
      reason: secret,
      trackingUrl: secret,
      carrier: secret,
      address: secret,
      buyerName: secret,
    }
    for (const kind of ['order.refunded', 'order.shipped', 'push-address.read'])
      expect(JSON.stringify(of(kind, { ...said, refund: secret }))).not.toContain('Canary')
    expect(JSON.stringify(of('room.edited', { change: { introduction: secret } }))).not.toContain('Canary')
  })

  test('an entry in an older or in no shape is told by what it has, within the contract', () => {
    const shapes = [
      ...[null, 'text', 7, [], {}, { title: 9, flash: 'x', change: null, gift: 1, to: 'gone', quantity: 1.5 }],
      { title: 'x'.repeat(999), reason: 'ended', flash: { priceMinor: -1 }, currency: 'usd', to: 'live', orderId: 'o' },
      { change: { priceMinor: 1e15, currency: 'USD', pieces: 1e300, sku: {} }, refund: 1, amountMinor: 'NaN' },
    ]
    const kinds = ['launch.opened', 'launch.closed', 'shelf.changed', 'room.moved', 'gift.put', 'order.refunded']
    for (const kind of [...kinds, 'coupon.closed', 'notice.told', 'unheard-of'])
      for (const payload of shapes) {
        const done = of(kind, payload, 'told '.repeat(99))
        if (done === null) continue
        const { byItself: _, ...deed } = done
        api.audit.Deed.parse({ id: '1', at: 1, by: null, ...deed })
        for (const text of [deed.title, deed.text]) expect([...(text ?? '')].length).toBeLessThanOrEqual(TEXT_SHOWN_MAX)
      }
    expect(of('launch.opened', {})).toEqual({ deed: 'launched' })
    expect(of('unheard-of', {})).toBeNull()
  })
})
