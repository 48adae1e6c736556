// Rooms: list, read, create, change, move through their states.
import { z } from 'zod'
import { AppId, Millis, RoomId, UserId } from '../ids.ts'
import { RoomMeters } from '../moderation.ts'
import { PublicPerson } from '../person.ts'
import {
  ANNOUNCEMENT_MAX_BYTES,
  bytes,
  COVER_URL_MAX_BYTES,
  DEFAULT_ROOM_TYPE,
  INTRODUCTION_MAX_BYTES,
  PlayAddresses,
  REASON_MAX_BYTES,
  RoomFacts,
  RoomPolicy,
  RoomStatus,
  RoomType,
  TITLE_MAX_BYTES,
} from '../room.ts'
import { endpoint } from './endpoint.ts'

export const PAGE_MAX = 200
/** The newest members that a room lists. */
export const MEMBERS_MAX = 300

/** A room in a list: its facts, where to play it, and how many watch. */
export const RoomCard = RoomFacts.extend({ play: PlayAddresses, viewers: z.int().nonnegative() }).strict()
export type RoomCard = z.infer<typeof RoomCard>

const inRoom = z.strictObject({ room: RoomId })
const CoverUrl = bytes(COVER_URL_MAX_BYTES).nullable()
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
    type: RoomType.default(DEFAULT_ROOM_TYPE),
    title: Title,
    introduction: bytes(INTRODUCTION_MAX_BYTES).optional(),
    hostId: UserId.optional(),
    coverUrl: CoverUrl.optional(),
    startsAt: Millis.nullable().optional(),
  }),
  answer: RoomCard,
  refusals: ['conflict', 'not-found'],
})

export const changeRoom = endpoint({
  method: 'PATCH',
  path: '/api/rooms/{room}',
  summary: 'Change title, introduction, cover, start, announcement or policy; everybody in the room sees it',
  tag: 'rooms',
  permission: 'room.operate',
  params: inRoom,
  body: z.strictObject({
    title: Title.optional(),
    coverUrl: CoverUrl.optional(),
    startsAt: Millis.nullable().optional(),
    introduction: bytes(INTRODUCTION_MAX_BYTES).optional(),
    announcement: bytes(ANNOUNCEMENT_MAX_BYTES).optional(),
    /** Who may speak: what is named here changes, the rest stays. */
    policy: RoomPolicy.partial().optional(),
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

export const readRoomMeters = endpoint({
  method: 'GET',
  path: '/api/rooms/{room}/meters',
  summary: 'Viewers, and messages by class with what was merged or dropped',
  tag: 'rooms',
  permission: 'numbers.read',
  params: inRoom,
  answer: RoomMeters,
  refusals: ['not-found'],
})

export const listMembers = endpoint({
  method: 'GET',
  path: '/api/rooms/{room}/members',
  summary: 'The newest members who are here now, newest first, and the staff who are',
  tag: 'rooms',
  permission: 'person',
  params: inRoom,
  query: z.strictObject({ limit: z.coerce.number().int().min(1).max(MEMBERS_MAX).default(100) }),
  answer: z.strictObject({
    viewers: z.int().nonnegative(),
    members: z.array(PublicPerson),
    staff: z.array(PublicPerson),
  }),
  refusals: ['not-found'],
})
