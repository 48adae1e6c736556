import { readVideoPacket } from './flv/packet.ts'
import type { MediaTag } from './flv/tag.ts'
import { isViolation } from './violation.ts'

const WINDOW_MS = 5000
const SLOT_MS = 250
const SLOTS = WINDOW_MS / SLOT_MS

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

/** Counts what arrives into slots of a quarter second; old slots are taken over, so memory never grows. */
export function createStreamStats(): StreamStats {
  const slots = Array.from({ length: SLOTS }, () => ({ slot: -1, videoBytes: 0, audioBytes: 0, frames: 0 }))
  let firstMs: number | undefined
  let lastMs = 0
  let keyframeMs: number | undefined
  let keyframeDistanceMs: number | undefined

  const slotAt = (nowMs: number) => {
    const slot = Math.floor(nowMs / SLOT_MS)
    const found = slots[((slot % SLOTS) + SLOTS) % SLOTS]!
    if (found.slot !== slot) Object.assign(found, { slot, videoBytes: 0, audioBytes: 0, frames: 0 })
    return found
  }

  const onPicture = (tag: MediaTag, slot: { frames: number }) => {
    const packet = readVideoPacket(tag.payload)
    if (isViolation(packet) || packet.kind !== 'frame') return
    slot.frames++
    if (!packet.keyframe) return
    if (keyframeMs !== undefined) {
      const distance = (tag.timestampMs - keyframeMs) | 0
      keyframeDistanceMs = distance > 0 ? distance : undefined
    }
    keyframeMs = tag.timestampMs
  }

  return {
    add(tag, nowMs) {
      firstMs ??= nowMs
      lastMs = nowMs
      const slot = slotAt(nowMs)
      if (tag.type === 'audio') slot.audioBytes += tag.payload.length
      else {
        slot.videoBytes += tag.payload.length
        onPicture(tag, slot)
      }
    },
    read(nowMs) {
      const oldest = Math.floor(nowMs / SLOT_MS) - SLOTS + 1
      const sum = { videoBytes: 0, audioBytes: 0, frames: 0 }
      for (const slot of slots) {
        if (slot.slot < oldest) continue
        sum.videoBytes += slot.videoBytes
        sum.audioBytes += slot.audioBytes
        sum.frames += slot.frames
      }
      // A stream that has just begun is measured over its own age, a second at least.
      const overMs = Math.max(1000, nowMs - Math.max(oldest * SLOT_MS, firstMs ?? nowMs))
      return {
        videoKbps: (sum.videoBytes * 8) / overMs,
        audioKbps: (sum.audioBytes * 8) / overMs,
        framesPerSecond: (sum.frames * 1000) / overMs,
        keyframeDistanceMs,
        silentMs: firstMs === undefined ? undefined : Math.max(0, nowMs - lastMs),
      }
    },
  }
}
