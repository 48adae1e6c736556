// What the shop tells rooms, and what it and a viewer tell each other.
import { z } from 'zod'
import { DirectMessage, DirectThread } from '../direct.ts'
import { RoomId, UserId } from '../ids.ts'
import { bytes } from '../room.ts'
import { endpoint } from './endpoint.ts'

const inRoom = z.strictObject({ room: RoomId })
const ofUser = z.strictObject({ user: UserId })
const paged = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(128).optional(),
})

export const NOTICE_MAX_BYTES = 900
export const NOTICE_DATA_MAX_BYTES = 4_096

/** What the merchant's server may choose: P1, P2 or P3. */
export const MessagePriority = z.enum(['high', 'normal', 'low'])

export const postMessage = endpoint({
  method: 'POST',
  path: '/api/rooms/{room}/messages',
  summary: 'Speak in a room without being in it: a line, or a custom message. Dropped like others over the budget',
  tag: 'messages',
  permission: 'room.operate',
  status: 202,
  params: inRoom,
  body: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('chat'), text: z.string().min(1).max(4000) }),
    z.strictObject({
      type: z.literal('custom'),
      data: z.string().min(1),
      description: z.string().default(''),
      extension: z.string().default(''),
      /** The merchant's server alone may choose. */
      priority: MessagePriority.optional(),
    }),
  ]),
  answer: z.strictObject({ id: z.string() }),
  refusals: ['not-found', 'room-closed', 'text-refused', 'too-large', 'not-allowed'],
})

const Notice = z.strictObject({
  text: bytes(NOTICE_MAX_BYTES).refine((s) => s.trim().length > 0, 'a notice is not empty'),
  data: bytes(NOTICE_DATA_MAX_BYTES).nullable().default(null),
})

export const tellRoom = endpoint({
  method: 'POST',
  path: '/api/rooms/{room}/notices',
  summary: 'Tell everybody in a room something from the shop; never dropped',
  tag: 'messages',
  permission: 'room.operate',
  status: 202,
  params: inRoom,
  body: Notice,
  answer: z.strictObject({ id: z.string() }),
  refusals: ['not-found', 'room-closed', 'not-allowed', 'text-refused'],
})

export const broadcast = endpoint({
  method: 'POST',
  path: '/api/broadcasts',
  summary: 'Tell all open rooms of the app; once a second at most',
  tag: 'messages',
  permission: 'app.write',
  status: 202,
  body: Notice,
  answer: z.strictObject({ id: z.string(), rooms: z.int().nonnegative() }),
  refusals: ['too-many', 'text-refused'],
})

export const listThreads = endpoint({
  method: 'GET',
  path: '/api/threads',
  summary: 'Conversations with viewers, newest first',
  tag: 'messages',
  permission: 'room.operate',
  query: paged.extend({ unread: z.enum(['0', '1']).default('0') }),
  answer: z.strictObject({
    threads: z.array(DirectThread),
    unread: z.int().nonnegative(),
    next: z.string().nullable(),
  }),
})

const Page = z.strictObject({
  /** Oldest first; null when nothing was ever said. */
  thread: DirectThread.nullable(),
  messages: z.array(DirectMessage),
  /** Leads to older ones; after `since`, to newer ones. Null: there are none. */
  next: z.string().nullable(),
})

export const readThread = endpoint({
  method: 'GET',
  path: '/api/threads/{user}',
  summary: 'A conversation, newest page first: the viewer reads his own, staff any',
  tag: 'messages',
  permission: 'person',
  params: ofUser,
  query: paged.extend({
    /** Instead of the newest: what was said after this message, oldest first. `next` then leads to newer ones. */
    since: z.uuid().optional(),
  }),
  answer: Page,
  refusals: ['not-found'],
})

export const postDirect = endpoint({
  method: 'POST',
  path: '/api/threads/{user}/messages',
  summary: 'Say something in a conversation. The same id twice is said once',
  tag: 'messages',
  permission: 'person',
  status: 201,
  params: ofUser,
  body: z.strictObject({ id: z.uuid(), text: z.string().min(1).max(8_000) }),
  answer: DirectMessage,
  refusals: ['not-found', 'text-refused', 'too-large', 'muted', 'conflict', 'too-many'],
  perMinute: 240,
})

export const readUpTo = endpoint({
  method: 'PUT',
  path: '/api/threads/{user}/read',
  summary: 'Everything up to this message has been read',
  tag: 'messages',
  permission: 'person',
  params: ofUser,
  body: z.strictObject({ messageId: z.uuid() }),
  answer: z.strictObject({ unread: z.int().nonnegative() }),
  refusals: ['not-found'],
})
