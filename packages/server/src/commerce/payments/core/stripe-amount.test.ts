import { expect, test } from 'bun:test'
import { fromStripe, toStripe } from './stripe-amount.ts'

test('C1: an amount told to Stripe and back is the same, in every kind of currency', () => {
  for (const currency of ['EUR', 'CNY', 'JPY', 'ISK', 'UGX', 'KWD', 'MGA'])
    for (const amount of [0, 1, 10, 99, 100, 4_800, 999_990]) {
      const told = toStripe(amount, currency)
      if (told !== null) expect(fromStripe(told, currency)).toBe(amount)
    }
  expect([toStripe(50, 'JPY'), toStripe(50, 'ISK'), toStripe(1_234, 'KWD'), toStripe(150, 'MGA')]).toEqual([
    50,
    5_000,
    null,
    null,
  ])
  expect(fromStripe(150, 'UGX')).toBeNaN()
})
