// The push address and the health of what comes in on it.
import { z } from 'zod'
import { Millis, RoomId } from '../ids.ts'
import { endpoint } from './endpoint.ts'

const inRoom = z.strictObject({ room: RoomId })

/** A signed address for an encoder. `server` + `key` are OBS's two fields; `url` is both joined, for ffmpeg. */
export const PushAddress = z.strictObject({
  server: z.string(),
  key: z.string(),
  url: z.string(),
  expiresAt: Millis,
})
export type PushAddress = z.infer<typeof PushAddress>

export const readPushAddress = endpoint({
  method: 'POST',
  path: '/api/rooms/{room}/push-address',
  summary: 'Sign a push address for this room, valid for 24 hours; the reason stands in the audit log',
  tag: 'live',
  permission: 'push.read',
  params: inRoom,
  body: z.strictObject({ reason: z.string().max(120).optional() }),
  answer: PushAddress,
  refusals: ['not-found'],
})

export const regeneratePushAddress = endpoint({
  method: 'POST',
  path: '/api/rooms/{room}/push-address/regenerate',
  summary: 'Take a new key: every older address stops working and its publisher is cut within 2 seconds',
  tag: 'live',
  permission: 'push.read',
  stepUp: true,
  params: inRoom,
  body: z.strictObject({}),
  answer: PushAddress,
  refusals: ['not-found'],
})

export const StreamHealth = z.strictObject({
  publishing: z.boolean(),
  since: Millis.nullable(),
  /** Bits a second, over the last 5 s. */
  bitsPerSecond: z.number().nonnegative(),
  framesPerSecond: z.number().nonnegative(),
  width: z.int().nonnegative(),
  height: z.int().nonnegative(),
  videoCodec: z.string().nullable(),
  audioCodec: z.string().nullable(),
  /** Seconds between the last two keyframes. */
  keyframeSeconds: z.number().nonnegative(),
  /** Timestamp jumps bridged since the publisher came. */
  discontinuities: z.int().nonnegative(),
  /** What the host should change, by code: the page translates. */
  advice: z.array(z.enum(['keyframes-too-far', 'bitrate-too-high', 'no-audio', 'frames-late', 'no-signal'])),
})
export type StreamHealth = z.infer<typeof StreamHealth>

export const readStreamHealth = endpoint({
  method: 'GET',
  path: '/api/rooms/{room}/stream',
  summary: 'Whether a picture comes in, and how good it is',
  tag: 'live',
  permission: 'numbers.read',
  params: inRoom,
  answer: StreamHealth,
  refusals: ['not-found'],
})
