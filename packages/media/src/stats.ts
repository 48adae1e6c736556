import type { MediaTag } from './flv/tag.ts'

export interface StreamHealth {
  /** Over the last 5 seconds of arrival. */
  videoKbps: number
  audioKbps: number
  framesPerSecond: number
  /** Between the last two keyframes, by the sender's clock; undefined until there were two. */
  keyframeDistanceMs: number | undefined
  /** Since the last tag arrived; undefined before the first. */
  silentMs: number | undefined
}

export interface StreamStats {
  add(tag: MediaTag, nowMs: number): void
  read(nowMs: number): StreamHealth
}

export function createStreamStats(): StreamStats {
  throw new Error('under construction')
}
