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

/** What the field's room contract allows; a longer one is refused, so that rooms can be moved between systems. */
export const TITLE_MAX_BYTES = 30
export const INTRODUCTION_MAX_BYTES = 240
export const COVER_URL_MAX_BYTES = 100
export const ANNOUNCEMENT_MAX_BYTES = 300
export const REASON_MAX_BYTES = 240

export const RoomHost = z.strictObject({
  id: UserId,
  name: z.string(),
  avatarUrl: z.string().nullable(),
})
export type RoomHost = z.infer<typeof RoomHost>

/** A kind of room, as the app names it: custom fields are declared for each. */
export const RoomType = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,15}$/, 'a room type has 1 to 16 of A-Z a-z 0-9 _ -')
export type RoomType = z.infer<typeof RoomType>
export const DEFAULT_ROOM_TYPE = 'live'

export const SLOW_MODE_MAX_S = 120

/** Who may say what. Staff are exempt from all of it but their own mute. */
export const RoomPolicy = z.strictObject({
  /** Nobody but staff speaks. */
  mutedAll: z.boolean(),
  /** Of viewers: everyone, who follows the host, or who has bought in this app. */
  speakers: z.enum(['everyone', 'followers', 'buyers']),
  /** Least level that speaks. */
  minLevel: z.int().min(0).max(99),
  /** Seconds between two lines of one person; 0: off. */
  slowModeS: z.int().min(0).max(SLOW_MODE_MAX_S),
  /** Who may post links. */
  links: z.enum(['staff', 'everyone']),
})
export type RoomPolicy = z.infer<typeof RoomPolicy>

export const DEFAULT_POLICY: RoomPolicy = {
  mutedAll: false,
  speakers: 'everyone',
  minLevel: 0,
  slowModeS: 0,
  links: 'staff',
}

/** The public facts of a room. `version` grows with every change; a reader keeps the newest. */
export const RoomFacts = z.strictObject({
  id: RoomId,
  type: z.string(),
  title: z.string(),
  introduction: z.string(),
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
  policy: RoomPolicy,
  version: z.int().nonnegative(),
})
export type RoomFacts = z.infer<typeof RoomFacts>

/** Where the picture is. `hls`: an LL-HLS playlist; absent when nothing was ever published. */
export const PlayAddresses = z.strictObject({ hls: z.string().nullable() })
export type PlayAddresses = z.infer<typeof PlayAddresses>
