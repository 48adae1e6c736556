import { expect, test } from 'bun:test'
import { draftOf, isPage, shipmentOf } from './shipment.ts'

test('a carrier is enough; code and link may come later', () => {
  expect(shipmentOf({ carrier: ' SF Express ', code: '', url: '' })).toEqual({
    ...{ carrier: 'SF Express', trackingCode: '', trackingUrl: null },
  })
  expect(shipmentOf({ carrier: '  ', code: 'SF1', url: '' })).toBe('carrier')
})

test('a link leads to a page, and nowhere else', () => {
  expect(isPage('https://sf.example/track/1')).toBe(true)
  for (const wrong of ['javascript:alert(1)', 'data:text/html,x', 'sf.example', 'ftp://sf.example'])
    expect(shipmentOf({ carrier: 'SF', code: '', url: wrong })).toBe('url')
})

test('correcting begins with what was said; a new one with the carrier of the last', () => {
  const said = { carrier: 'DHL', trackingCode: '1', trackingUrl: null, shippedAt: 0 }
  expect(draftOf(said, 'SF')).toEqual({ carrier: 'DHL', code: '1', url: '' })
  expect(draftOf(undefined, 'SF')).toEqual({ carrier: 'SF', code: '', url: '' })
})
