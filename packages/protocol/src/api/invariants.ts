// What must always be true of money and goods, counted again and again (N5).
import { z } from 'zod'
import { Millis } from '../ids.ts'
import { endpoint } from './endpoint.ts'

export const INVARIANTS = ['stock', 'coupons', 'claims', 'coins', 'payments', 'revenue'] as const

export const readInvariants = endpoint({
  method: 'GET',
  path: '/api/invariants',
  summary:
    'sold + held + free = stock; claimed ≤ quota; used claims = priced baskets; coins sum to zero; paid orders = payments; revenue = ledger',
  tag: 'invariants',
  permission: 'numbers.read',
  answer: z.strictObject({
    checkedAt: Millis,
    holds: z.boolean(),
    checks: z.array(
      z.strictObject({
        name: z.enum(INVARIANTS),
        holds: z.boolean(),
        /** What was counted: `sold 12 + held 3 + free 85 = stocked 100`. */
        left: z.string(),
        right: z.string(),
        /** Ids where it does not hold, the first few. */
        broken: z.array(z.string()).max(20),
        /** Since when it has not held. */
        since: Millis.nullable(),
      }),
    ),
  }),
})
