// How good a picture comes in, and what a host should change about it.
import type { api, Millis } from '@hawker/protocol'
import { BITRATE_MAX } from './publisher-limits.ts'

/** The keyframe distance decides how late a viewer joins; OBS's "2 s" must not be told off for a rounding. */
export const KEYFRAME_SECONDS_ADVISED = 2.2
/** Told before the limit is reached. */
const BITRATE_ADVISED = BITRATE_MAX * 0.9
const SILENT_MS = 3_000
/** Before that, what is missing may only be late. */
const SETTLED_MS = 4_000
const FRAMES_SHARE = 0.8

export interface Received {
  readonly videoKbps: number
  readonly audioKbps: number
  readonly framesPerSecond: number
  readonly keyframeDistanceMs: number | undefined
  readonly silentMs: number | undefined
}

export interface HealthFacts {
  readonly now: Millis
  /** Since when a publisher is there, or null. */
  readonly since: Millis | null
  readonly received: Received
  readonly tracks: {
    readonly video?: { readonly codec: string; readonly width: number; readonly height: number }
    readonly audio?: { readonly codec: string }
  }
  readonly discontinuities: number
  /** What the encoder said it sends. */
  readonly saidFramesPerSecond: number | null
}

export const NO_SIGNAL: api.live.StreamHealth = {
  publishing: false,
  since: null,
  bitsPerSecond: 0,
  framesPerSecond: 0,
  width: 0,
  height: 0,
  videoCodec: null,
  audioCodec: null,
  keyframeSeconds: 0,
  discontinuities: 0,
  advice: ['no-signal'],
}

export const healthOf = (facts: HealthFacts): api.live.StreamHealth => {
  const { now, since, received, tracks, discontinuities, saidFramesPerSecond } = facts
  if (since === null) return NO_SIGNAL
  const bitsPerSecond = Math.round((received.videoKbps + received.audioKbps) * 1_000)
  const keyframeSeconds = (received.keyframeDistanceMs ?? 0) / 1_000
  const settled = now - since > SETTLED_MS
  const advice: api.live.StreamHealth['advice'] = []
  if ((received.silentMs ?? now - since) > SILENT_MS) advice.push('no-signal')
  if (keyframeSeconds > KEYFRAME_SECONDS_ADVISED) advice.push('keyframes-too-far')
  if (bitsPerSecond > BITRATE_ADVISED) advice.push('bitrate-too-high')
  if (settled && tracks.audio === undefined) advice.push('no-audio')
  if (settled && saidFramesPerSecond !== null && received.framesPerSecond < saidFramesPerSecond * FRAMES_SHARE)
    advice.push('frames-late')
  return {
    publishing: true,
    since,
    bitsPerSecond,
    framesPerSecond: Math.round(received.framesPerSecond * 10) / 10,
    width: tracks.video?.width ?? 0,
    height: tracks.video?.height ?? 0,
    videoCodec: tracks.video?.codec ?? null,
    audioCodec: tracks.audio?.codec ?? null,
    keyframeSeconds,
    discontinuities,
    advice,
  }
}
