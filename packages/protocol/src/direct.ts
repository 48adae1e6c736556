// One-to-one messages between a viewer and the shop (S49). One thread for each viewer and app.
import { z } from 'zod'
import { Millis } from './ids.ts'
import { PublicPerson } from './person.ts'

export const DIRECT_MAX_CODEPOINTS = 1_000
export const DIRECT_MAX_BYTES = 4_000

export const DirectMessage = z.strictObject({
  id: z.uuid(),
  from: PublicPerson,
  /** Said by staff for the shop, or by the viewer whose thread it is. */
  byShop: z.boolean(),
  text: z.string(),
  at: Millis,
})
export type DirectMessage = z.infer<typeof DirectMessage>

export const DirectThread = z.strictObject({
  user: PublicPerson,
  last: DirectMessage.nullable(),
  /** Messages that the reader of this answer has not read: the shop's for staff, his own for the viewer. */
  unread: z.int().nonnegative(),
  updatedAt: Millis,
})
export type DirectThread = z.infer<typeof DirectThread>
