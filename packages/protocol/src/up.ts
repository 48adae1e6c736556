// Everything a client may say over the socket. `ref` is the client's number for what wants an answer.
import { z } from 'zod'
import { AppId, RoomId } from './ids.ts'

export const CHAT_MAX_CODEPOINTS = 200
export const CHAT_MAX_BYTES = 1000
export const LIKES_MAX_PER_MESSAGE = 50

const Ref = z.int().nonnegative()

/** Where a client stands in a room's log. */
export const Position = z.strictObject({ epoch: z.string().min(1).max(32), offset: z.int().nonnegative() })
export type Position = z.infer<typeof Position>

/** First message of a socket, within 5 s. Without a ticket: a guest who only watches. */
export const Hello = z.strictObject({
  type: z.literal('hello'),
  version: z.int().positive(),
  app: AppId.optional(),
  room: RoomId,
  ticket: z.string().max(2048).optional(),
  position: Position.optional(),
  /** Large ticks may come as binary messages: raw DEFLATE (RFC 1951) of the frame's text. */
  compress: z.enum(['deflate-raw']).optional(),
})
export const ChatSay = z.strictObject({ type: z.literal('chat.say'), ref: Ref, text: z.string().min(1).max(4000) })
/** All three parts of a custom message together, in bytes of UTF-8. */
export const CUSTOM_MAX_BYTES = 8_192
export const CustomSay = z.strictObject({
  type: z.literal('custom.say'),
  ref: Ref,
  data: z.string().min(1),
  description: z.string().default(''),
  extension: z.string().default(''),
})
export const Like = z.strictObject({ type: z.literal('like'), count: z.int().min(1).max(LIKES_MAX_PER_MESSAGE) })
/** Asks for the server's clock; also what a client uses to see that the connection is alive. */
export const ClockAsk = z.strictObject({ type: z.literal('clock'), ref: Ref, sentAt: z.number().nonnegative() })
/** Asks for what was missed after a hole in the offsets. Answer: `missed`, or `resync` with a snapshot. */
export const Resume = z.strictObject({ type: z.literal('resume'), position: Position })

export const Up = z.discriminatedUnion('type', [Hello, ChatSay, CustomSay, Like, ClockAsk, Resume])
export type Up = z.infer<typeof Up>
export type Hello = z.infer<typeof Hello>
