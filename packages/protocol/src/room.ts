// A room as everybody sees it.
import { z } from 'zod'
import { Millis, RoomId, UserId } from './ids.ts'

export const ROOM_STATUSES = [
  'draft',
  'scheduled',
  'rehearsal',
  'live',
  'paused',
  'interrupted',
  'ended',
  'replay',
  'banned',
] as const
export const RoomStatus = z.enum(ROOM_STATUSES)
export type RoomStatus = z.infer<typeof RoomStatus>

const utf8 = new TextEncoder()
/** A text of at most `max` bytes in UTF-8; longer ones are refused, never cut inside a character. */
export const bytes = (max: number) =>
  z.string().refine((s) => utf8.encode(s).length <= max, `at most ${max} bytes in UTF-8`)

export const TITLE_MAX_BYTES = 90
export const ANNOUNCEMENT_MAX_BYTES = 300
export const REASON_MAX_BYTES = 240

export const RoomHost = z.strictObject({
  id: UserId,
  name: z.string(),
  avatarUrl: z.string().nullable(),
})
export type RoomHost = z.infer<typeof RoomHost>

/** The public facts of a room. `version` grows with every change; a reader keeps the newest. */
export const RoomFacts = z.strictObject({
  id: RoomId,
  title: z.string(),
  status: RoomStatus,
  /** Why it is paused, banned or ended, as told by staff. */
  statusReason: z.string().nullable(),
  coverUrl: z.string().nullable(),
  announcement: z.string(),
  host: RoomHost.nullable(),
  startsAt: Millis.nullable(),
  startedAt: Millis.nullable(),
  endedAt: Millis.nullable(),
  /** Until when an interrupted room waits for its publisher. */
  graceEndsAt: Millis.nullable(),
  version: z.int().nonnegative(),
})
export type RoomFacts = z.infer<typeof RoomFacts>

/** Where the picture is. `hls`: an LL-HLS playlist; absent when nothing was ever published. */
export const PlayAddresses = z.strictObject({ hls: z.string().nullable() })
export type PlayAddresses = z.infer<typeof PlayAddresses>
