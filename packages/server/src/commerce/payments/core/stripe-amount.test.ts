import { describe, expect, test } from 'bun:test'
import { fromStripe, stripeFault, toStripe } from './stripe-amount.ts'

// As docs.stripe.com/currencies has them.
const ZERO = ['BIF', 'CLP', 'DJF', 'GNF', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'VND', 'VUV', 'XAF', 'XOF', 'XPF']
const THREE = ['BHD', 'JOD', 'KWD', 'OMR', 'TND']
const TWO = ['USD', 'EUR', 'CNY', 'GBP', 'HUF', 'TWD']

describe('C1: an amount as Stripe counts it', () => {
  test('is the same and back, in every kind of currency, or cannot be said', () => {
    for (const currency of [...ZERO, ...THREE, ...TWO, 'ISK', 'UGX', 'MGA'])
      for (const amount of [0, 1, 5, 10, 99, 100, 105, 4_800, 999_990]) {
        const told = toStripe(amount, currency)
        if (told !== null) expect([currency, fromStripe(told, currency)]).toEqual([currency, amount])
        expect([currency, amount, stripeFault(amount, currency) === null]).toEqual([currency, amount, told !== null])
      }
  })

  test('of two decimals, and of none, is the number itself: 10 USD is 1000, ¥500 is 500', () => {
    expect(toStripe(1_000, 'USD')).toBe(1_000)
    for (const currency of ZERO) expect([currency, toStripe(500, currency)]).toEqual([currency, 500])
    // Payouts in these are whole alone; they are charged in hundredths.
    for (const currency of ['HUF', 'TWD']) expect([currency, toStripe(1_045, currency)]).toEqual([currency, 1_045])
  })

  test('of three decimals ends in 0: 5.120 KWD is 5120, 5.124 cannot be said', () => {
    for (const currency of THREE) {
      expect([currency, toStripe(5_120, currency), fromStripe(5_120, currency)]).toEqual([currency, 5_120, 5_120])
      for (let last = 1; last < 10; last++)
        expect([currency, last, toStripe(5_120 + last, currency)]).toEqual([currency, last, null])
    }
  })

  test('of ISK and UGX is told in hundredths that are 00: 5 ISK is 500', () => {
    for (const currency of ['ISK', 'UGX']) {
      expect([toStripe(5, currency), fromStripe(500, currency)]).toEqual([500, 5])
      for (const told of [1, 50, 150, 501]) expect(fromStripe(told, currency)).toBeNaN()
    }
  })

  test('of MGA is told in whole ariary', () => {
    expect([toStripe(500, 'MGA'), fromStripe(5, 'MGA'), toStripe(150, 'MGA')]).toEqual([5, 500, null])
  })

  test('that cannot be said is refused in a sentence that says what can', () => {
    expect(stripeFault(5_124, 'KWD')).toBe(
      'Cards are charged and paid back in steps of 0.010 KWD: this amount lies between two of them.',
    )
    expect(stripeFault(150, 'MGA')).toBe(
      'Cards are charged and paid back in whole MGA: this amount lies between two of them.',
    )
  })
})
