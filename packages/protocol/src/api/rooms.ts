// Rooms: list, read, create, change, move through their states.
import { z } from 'zod'
import { AppId, Millis, RoomId, UserId } from '../ids.ts'
import {
  ANNOUNCEMENT_MAX_BYTES,
  bytes,
  PlayAddresses,
  REASON_MAX_BYTES,
  RoomFacts,
  RoomStatus,
  TITLE_MAX_BYTES,
} from '../room.ts'
import { endpoint } from './endpoint.ts'

export const PAGE_MAX = 200

/** A room in a list: its facts, where to play it, and how many watch. */
export const RoomCard = RoomFacts.extend({ play: PlayAddresses, viewers: z.int().nonnegative() }).strict()
export type RoomCard = z.infer<typeof RoomCard>

const inRoom = z.strictObject({ room: RoomId })
const Title = bytes(TITLE_MAX_BYTES).refine((s) => s.trim().length > 0, 'a title is not empty')

export const listRooms = endpoint({
  method: 'GET',
  path: '/api/rooms',
  summary: 'Rooms of an app, newest first. Drafts are shown to staff only',
  tag: 'rooms',
  permission: 'public',
  query: z.strictObject({
    app: AppId.optional(),
    status: RoomStatus.optional(),
    limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(50),
    after: z.string().max(128).optional(),
  }),
  answer: z.strictObject({ rooms: z.array(RoomCard), next: z.string().nullable() }),
})

export const readRoom = endpoint({
  method: 'GET',
  path: '/api/rooms/{room}',
  summary: 'One room',
  tag: 'rooms',
  permission: 'public',
  params: inRoom,
  query: z.strictObject({ app: AppId.optional() }),
  answer: RoomCard,
  refusals: ['not-found'],
})

export const createRoom = endpoint({
  method: 'POST',
  path: '/api/rooms',
  summary: 'Create a room, as a draft or scheduled',
  tag: 'rooms',
  permission: 'room.write',
  status: 201,
  body: z.strictObject({
    id: RoomId.optional(),
    title: Title,
    hostId: UserId.optional(),
    coverUrl: z.string().max(500).nullable().optional(),
    startsAt: Millis.nullable().optional(),
  }),
  answer: RoomCard,
  refusals: ['conflict', 'not-found'],
})

export const changeRoom = endpoint({
  method: 'PATCH',
  path: '/api/rooms/{room}',
  summary: 'Change title, cover, start or announcement; everybody in the room sees it',
  tag: 'rooms',
  permission: 'room.operate',
  params: inRoom,
  body: z.strictObject({
    title: Title.optional(),
    coverUrl: z.string().max(500).nullable().optional(),
    startsAt: Millis.nullable().optional(),
    announcement: bytes(ANNOUNCEMENT_MAX_BYTES).optional(),
  }),
  answer: RoomCard,
  refusals: ['not-found'],
})

export const moveRoom = endpoint({
  method: 'POST',
  path: '/api/rooms/{room}/status',
  summary: 'Move a room to another status; only legal moves are made',
  tag: 'rooms',
  permission: 'room.operate',
  params: inRoom,
  body: z.strictObject({
    status: RoomStatus,
    reason: bytes(REASON_MAX_BYTES).nullable().optional(),
  }),
  answer: RoomCard,
  refusals: ['not-found', 'wrong-state'],
})

/** Messages of the last second by class, and what was merged or dropped since the room opened in this process. */
export const ClassCount = z.strictObject({
  perSecond: z.number().nonnegative(),
  sent: z.int().nonnegative(),
  merged: z.int().nonnegative(),
  dropped: z.int().nonnegative(),
})

export const readRoomMeters = endpoint({
  method: 'GET',
  path: '/api/rooms/{room}/meters',
  summary: 'Viewers, and messages by class with what was merged or dropped',
  tag: 'rooms',
  permission: 'numbers.read',
  params: inRoom,
  answer: z.strictObject({
    viewers: z.int().nonnegative(),
    peakViewers: z.int().nonnegative(),
    budgetPerSecond: z.int().positive(),
    classes: z.strictObject({ P0: ClassCount, P1: ClassCount, P2: ClassCount, P3: ClassCount }),
  }),
  refusals: ['not-found'],
})
export type RoomMeters = z.infer<typeof readRoomMeters.answer>
