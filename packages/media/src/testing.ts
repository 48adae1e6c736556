/** Hand-made tags for tests: a real parameter set (640 × 360, High) and pictures that only look like ones. */
import type { MediaTag } from './flv/tag.ts'

/** x264's own for 640 × 360, High profile, level 3. */
export const SPS = Uint8Array.of(
  ...[0x67, 0x64, 0x00, 0x1e, 0xac, 0xd9, 0x40, 0xa0, 0x2f, 0xf9, 0x61, 0x00, 0x00, 0x03, 0x00, 0x01],
  ...[0x00, 0x00, 0x03, 0x00, 0x32, 0x0f, 0x16, 0x2d, 0x96],
)
const PPS = Uint8Array.of(0x68, 0xeb, 0xe3, 0xcb, 0x22, 0xc0)
const IDR = 0x65
const NON_IDR = 0x41
const AAC_LC_48K_STEREO = [0x11, 0x90]

export const avcRecord = (sps = SPS) =>
  Uint8Array.of(1, sps[1]!, sps[2]!, sps[3]!, 0xff, 0xe1, 0, sps.length, ...sps, 1, 0, PPS.length, ...PPS)

export const nal = (...bytes: number[]) => [0, 0, bytes.length >> 8, bytes.length & 0xff, ...bytes]

const video = (timestampMs: number, ...payload: number[]): MediaTag => ({
  type: 'video',
  timestampMs: timestampMs >>> 0,
  payload: Uint8Array.from(payload),
})

export const videoConfig = (timestampMs = 0, record = avcRecord()) => video(timestampMs, 0x17, 0, 0, 0, 0, ...record)

export const picture = (
  timestampMs: number,
  key: boolean,
  options: { compositionMs?: number; nals?: number[] } = {},
) => {
  const { compositionMs = 0, nals = nal(key ? IDR : NON_IDR, 1, 2, 3) } = options
  const offset = [compositionMs >> 16, compositionMs >> 8, compositionMs].map((byte) => byte & 0xff)
  return video(timestampMs, key ? 0x17 : 0x27, 1, ...offset, ...nals)
}

const audio = (timestampMs: number, ...payload: number[]): MediaTag => ({
  type: 'audio',
  timestampMs: timestampMs >>> 0,
  payload: Uint8Array.from(payload),
})

export const audioConfig = (timestampMs = 0, config = AAC_LC_48K_STEREO) => audio(timestampMs, 0xaf, 0, ...config)

export const sound = (timestampMs: number) => audio(timestampMs, 0xaf, 1, 0x21, 0x10, 0x05)

/** A stream of 25 pictures and about 47 sounds a second, in the order of their times. */
export function show(options: { fromMs?: number; forMs: number; gopMs?: number; audio?: boolean; video?: boolean }) {
  const { fromMs = 0, forMs, gopMs = 1000, audio: withAudio = true, video: withVideo = true } = options
  const tags: MediaTag[] = []
  if (withVideo) for (let ms = 0; ms < forMs; ms += 40) tags.push(picture(fromMs + ms, ms % gopMs === 0))
  if (withAudio) for (let i = 0; (i * 1024) / 48 < forMs; i++) tags.push(sound(fromMs + Math.round((i * 1024) / 48)))
  const age = (tag: MediaTag) => (tag.timestampMs - fromMs) >>> 0
  tags.sort((a, b) => age(a) - age(b))
  return [...(withVideo ? [videoConfig(fromMs)] : []), ...(withAudio ? [audioConfig(fromMs)] : []), ...tags]
}
