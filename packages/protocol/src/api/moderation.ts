// Order in a room: mute, ban, kick, recall, pin, and the audit of it.
import { z } from 'zod'
import { Millis, RoomId, UserId } from '../ids.ts'
import { ModerationAct } from '../moderation.ts'
import { PublicPerson } from '../person.ts'
import { bytes, REASON_MAX_BYTES } from '../room.ts'
import { endpoint } from './endpoint.ts'

const inRoom = z.strictObject({ room: RoomId })
const ofUser = z.strictObject({ user: UserId })
const inRoomOfUser = z.strictObject({ room: RoomId, user: UserId })
const paged = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(128).optional(),
})

/** At most a year; null: until it is lifted. */
export const SANCTION_MAX_S = 31_536_000
const Seconds = z.int().min(1).max(SANCTION_MAX_S).nullable()
const Reason = bytes(REASON_MAX_BYTES).nullable().default(null)

/** A mute or ban that stands. `until` is FOREVER when it has no end. */
export const Sanction = z.strictObject({
  user: PublicPerson,
  until: Millis,
  reason: z.string().nullable(),
  by: z.string().nullable(),
  at: Millis,
})
export type Sanction = z.infer<typeof Sanction>
const Sanctions = z.strictObject({ sanctions: z.array(Sanction), next: z.string().nullable() })
const Lifted = z.strictObject({ lifted: z.boolean() })

export const listMutes = endpoint({
  method: 'GET',
  path: '/api/rooms/{room}/mutes',
  summary: 'Who may not speak in this room, newest first',
  tag: 'moderation',
  permission: 'room.operate',
  params: inRoom,
  query: paged,
  answer: Sanctions,
  refusals: ['not-found'],
})

export const mute = endpoint({
  method: 'PUT',
  path: '/api/rooms/{room}/mutes/{user}',
  summary: 'Mute somebody in this room; it outlives his leaving and coming back. Staff cannot be muted by equals',
  tag: 'moderation',
  permission: 'room.operate',
  params: inRoomOfUser,
  body: z.strictObject({ seconds: Seconds, reason: Reason }),
  answer: Sanction,
  refusals: ['not-found', 'not-allowed', 'limit-reached'],
})

export const unmute = endpoint({
  method: 'DELETE',
  path: '/api/rooms/{room}/mutes/{user}',
  summary: 'Lift a mute',
  tag: 'moderation',
  permission: 'room.operate',
  params: inRoomOfUser,
  answer: Lifted,
  refusals: ['not-found'],
})

export const listAppMutes = endpoint({
  method: 'GET',
  path: '/api/mutes',
  summary: 'Who may not speak in any room of the app',
  tag: 'moderation',
  permission: 'room.operate',
  query: paged,
  answer: Sanctions,
})

export const muteInApp = endpoint({
  method: 'PUT',
  path: '/api/mutes/{user}',
  summary: 'Mute somebody in all rooms of the app',
  tag: 'moderation',
  permission: 'app.write',
  params: ofUser,
  body: z.strictObject({ seconds: Seconds, reason: Reason }),
  answer: Sanction,
  refusals: ['not-found', 'not-allowed', 'limit-reached'],
})

export const unmuteInApp = endpoint({
  method: 'DELETE',
  path: '/api/mutes/{user}',
  summary: 'Lift a mute that holds in all rooms',
  tag: 'moderation',
  permission: 'app.write',
  params: ofUser,
  answer: Lifted,
})

export const listBans = endpoint({
  method: 'GET',
  path: '/api/rooms/{room}/bans',
  summary: 'Who may not enter this room, newest first',
  tag: 'moderation',
  permission: 'room.operate',
  params: inRoom,
  query: paged,
  answer: Sanctions,
  refusals: ['not-found'],
})

export const ban = endpoint({
  method: 'PUT',
  path: '/api/rooms/{room}/bans/{user}',
  summary: 'Put somebody out of this room and keep him out for a time; with his network, guests from there as well',
  tag: 'moderation',
  permission: 'room.operate',
  params: inRoomOfUser,
  body: z.strictObject({ seconds: Seconds, reason: Reason, network: z.boolean().default(false) }),
  answer: Sanction,
  refusals: ['not-found', 'not-allowed', 'limit-reached'],
})

export const unban = endpoint({
  method: 'DELETE',
  path: '/api/rooms/{room}/bans/{user}',
  summary: 'Lift a ban',
  tag: 'moderation',
  permission: 'room.operate',
  params: inRoomOfUser,
  answer: Lifted,
  refusals: ['not-found'],
})

export const kick = endpoint({
  method: 'POST',
  path: '/api/rooms/{room}/kicks',
  summary: 'Close every page that somebody has in this room. He may come back',
  tag: 'moderation',
  permission: 'room.operate',
  params: inRoom,
  body: z.strictObject({ user: UserId, reason: Reason }),
  answer: z.strictObject({ kicked: z.literal(true) }),
  refusals: ['not-found', 'not-allowed'],
})

export const recall = endpoint({
  method: 'DELETE',
  path: '/api/rooms/{room}/messages/{message}',
  summary: 'Take a message back: it disappears from every page, and no replay shows it. People may take back their own',
  tag: 'moderation',
  permission: 'person',
  params: z.strictObject({ room: RoomId, message: z.string().min(1).max(64) }),
  answer: z.strictObject({ recalled: z.literal(true) }),
  refusals: ['not-found'],
})

export const pin = endpoint({
  method: 'PUT',
  path: '/api/rooms/{room}/pin',
  summary: 'Pin a comment above the chat',
  tag: 'moderation',
  permission: 'room.operate',
  params: inRoom,
  body: z.strictObject({ messageId: z.string().min(1).max(64) }),
  answer: z.strictObject({ pinned: z.literal(true) }),
  refusals: ['not-found'],
})

export const unpin = endpoint({
  method: 'DELETE',
  path: '/api/rooms/{room}/pin',
  summary: 'Take the pinned comment down',
  tag: 'moderation',
  permission: 'room.operate',
  params: inRoom,
  answer: z.strictObject({ pinned: z.literal(false) }),
  refusals: ['not-found'],
})

export const listActs = endpoint({
  method: 'GET',
  path: '/api/rooms/{room}/acts',
  summary: 'Who did what to keep order here, newest first',
  tag: 'moderation',
  permission: 'room.operate',
  params: inRoom,
  query: paged,
  answer: z.strictObject({ acts: z.array(ModerationAct), next: z.string().nullable() }),
  refusals: ['not-found'],
})
