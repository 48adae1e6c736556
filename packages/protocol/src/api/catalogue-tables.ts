// The catalogue as a table, in and out, and goods from another shop. Part of `api.commerce`.
import { z } from 'zod'
import { Currency } from '../ids.ts'
import { endpoint } from './endpoint.ts'

export const CSV_MAX_BYTES = 16_777_216
export const CSV_ERRORS_MAX = 200

/** One line of a table that was not taken, and why. Lines count as in a text editor, the header is line 1. */
export const LineError = z.strictObject({
  line: z.int().positive(),
  column: z.string().nullable(),
  message: z.string(),
})
export type LineError = z.infer<typeof LineError>

export const importProducts = endpoint({
  method: 'POST',
  path: '/api/catalogue.csv',
  summary:
    'Take in products from CSV (UTF-8): all lines or none. `preview=1` changes nothing; errors are named by line',
  tag: 'catalogue',
  permission: 'catalogue.write',
  query: z.strictObject({ preview: z.enum(['0', '1']).default('0') }),
  takes: ['text/csv'],
  bodyMaxBytes: CSV_MAX_BYTES,
  perMinute: 20,
  body: z.file(),
  answer: z.strictObject({
    lines: z.int().nonnegative(),
    products: z.int().nonnegative(),
    /** Products that are new. */
    created: z.int().nonnegative(),
    /** Products of which something changed. */
    changed: z.int().nonnegative(),
    /** The first of them. */
    errors: z.array(LineError).max(CSV_ERRORS_MAX),
    errorCount: z.int().nonnegative(),
    /** Whether it was taken in: never by a preview, nor with errors. */
    done: z.boolean(),
  }),
  refusals: ['file-refused', 'busy'],
})

export const exportProducts = endpoint({
  method: 'GET',
  path: '/api/catalogue.csv',
  summary: 'The catalogue as CSV, as the import takes it',
  tag: 'catalogue',
  permission: 'numbers.read',
  gives: 'text/csv; charset=utf-8',
  perMinute: 20,
  answer: z.file(),
  refusals: ['busy'],
})

export const importFromShop = endpoint({
  method: 'POST',
  path: '/api/catalogue/from-shop',
  summary: 'Take in the products of an outside shop, with its first pictures; again, it brings what has changed',
  tag: 'catalogue',
  permission: 'catalogue.write',
  perMinute: 20,
  body: z.strictObject({
    shop: z.enum(['medusa']),
    baseUrl: z.url({ protocol: /^https?$/ }).max(300),
    /** Medusa: the publishable key of a sales channel. */
    key: z
      .string()
      .min(1)
      .max(300)
      .regex(/^[\x21-\x7e]+$/, 'letters, digits and signs without spaces'),
    currency: Currency,
  }),
  answer: z.strictObject({
    created: z.int().nonnegative(),
    changed: z.int().nonnegative(),
    /** The first that were left out, and why. */
    skipped: z.array(z.strictObject({ product: z.string(), message: z.string() })).max(200),
  }),
  refusals: ['invalid', 'busy'],
})
