import { expect, test } from 'bun:test'
import { createSecurityPolicy } from './security-headers.ts'

const cspOf = (headers: Readonly<Record<string, string>>) => headers['content-security-policy']!

test('X2 Stripe’s hosts are named where cards are taken, on the viewer’s page alone', () => {
  const plain = createSecurityPolicy('https://live.example.com')
  const cards = createSecurityPolicy('https://live.example.com', true)
  expect(cspOf(plain.viewer())).not.toContain('stripe')
  expect(cspOf(cards.viewer())).toContain("script-src 'self' https://js.stripe.com https://*.js.stripe.com;")
  expect(cspOf(cards.viewer())).toContain("connect-src 'self' wss://live.example.com https://api.stripe.com;")
  expect(cspOf(cards.viewer())).toContain(
    'frame-src https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com',
  )
  expect(cspOf(cards.viewer())).toContain("frame-ancestors 'none'")
  expect(cspOf(cards.viewer())).not.toContain('unsafe')
  for (const page of ['console', 'studio', 'shop'] as const)
    expect(cspOf(cards.staff(page, 'n'))).not.toContain('stripe')
  expect(cspOf(cards.data)).toBe(cspOf(plain.data))
})
