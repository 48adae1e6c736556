// What staff see of order in a room: who did what, and how much goes out.
import { z } from 'zod'
import { Millis, RoomId, UserId } from './ids.ts'

export const MODERATION_ACTS = [
  'muted',
  'unmuted',
  'kicked',
  'banned',
  'unbanned',
  'recalled',
  'pinned',
  'unpinned',
  'policy',
] as const

/** One line of the audit: who did what to whom, where. `room` null: in all rooms of the app. */
export const ModerationAct = z.strictObject({
  id: z.string(),
  at: Millis,
  act: z.enum(MODERATION_ACTS),
  room: RoomId.nullable(),
  /** A user id, `server`, or null for the system. */
  by: z.string().nullable(),
  userId: UserId.nullable(),
  until: Millis.nullable(),
  /** The message concerned, or why. */
  note: z.string().nullable(),
})
export type ModerationAct = z.infer<typeof ModerationAct>

/** Messages of the last second by class, and what was sent, merged or dropped since the room opened in this process. */
export const ClassCount = z.strictObject({
  perSecond: z.number().nonnegative(),
  sent: z.int().nonnegative(),
  merged: z.int().nonnegative(),
  dropped: z.int().nonnegative(),
})
export type ClassCount = z.infer<typeof ClassCount>

/** Over all processes. */
export const RoomMeters = z.strictObject({
  viewers: z.int().nonnegative(),
  peakViewers: z.int().nonnegative(),
  budgetPerSecond: z.int().positive(),
  classes: z.strictObject({ P0: ClassCount, P1: ClassCount, P2: ClassCount, P3: ClassCount }),
})
export type RoomMeters = z.infer<typeof RoomMeters>
