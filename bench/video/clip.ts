// A clip of one megabit a second that needs no encoder: real parameter sets, pictures that only look like ones.
import type { MediaTag } from '@hawker/media'
import { audioConfig, show, videoConfig } from '@hawker/media/testing'
import type { Clip } from '../../scripts/demo/publisher.ts'

export const FRAME_MS = 40
const SECONDS = 4
const AUDIO_FRAME_BYTES = 256
/** A keyframe is this many times a plain frame. */
const KEYFRAME_TIMES = 6

const filled = (tag: MediaTag, bytes: number, isPicture: boolean): MediaTag => {
  const payload = new Uint8Array(bytes)
  for (let i = tag.payload.length; i < bytes; i++) payload[i] = 1 + ((i * 31) % 250)
  payload.set(tag.payload)
  if (isPicture) new DataView(payload.buffer).setUint32(5, bytes - 9)
  return { ...tag, payload }
}

export const syntheticClip = (bitsPerSecond: number): Clip => {
  const tags = show({ forMs: SECONDS * 1_000 })
  const sounds = tags.filter((tag) => tag.type === 'audio' && tag.payload[1] === 1)
  const pictures = tags.filter((tag) => tag.type === 'video' && tag.payload[1] === 1)
  const framesPerGop = 1_000 / FRAME_MS
  const plain = Math.round((bitsPerSecond / 8 - 47 * AUDIO_FRAME_BYTES) / (framesPerGop - 1 + KEYFRAME_TIMES))
  return {
    facts: { width: 640, height: 360, framesPerSecond: framesPerGop, hasVideo: true, hasAudio: true },
    headers: [videoConfig(), audioConfig()],
    video: pictures.map((tag) => filled(tag, tag.payload[0] === 0x17 ? plain * KEYFRAME_TIMES : plain, true)),
    audio: sounds.map((tag) => filled(tag, AUDIO_FRAME_BYTES, false)),
    periodMs: SECONDS * 1_000,
    audioFrameMs: 1_024 / 48,
  }
}
