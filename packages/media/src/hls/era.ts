import type { AacConfig } from '../codecs/aac.ts'
import type { AvcConfig } from '../codecs/h264.ts'
import { fragment, type Run } from '../mp4/fragment.ts'
import type { Sample, Track } from '../mp4/track.ts'
import { createAudioClock } from './audio-clock.ts'
import type { Picture } from './intake.ts'
import type { Part } from './window.ts'

const TICKS_PER_MS = 90
/** How long the last picture stays when nothing follows and nothing went before. */
const LONE_FRAME_MS = 40
const MOST_PENDING_SOUNDS = 512

export interface Coding {
  video: AvcConfig | undefined
  audio: AacConfig | undefined
}

export function tracksOf({ video, audio }: Coding): Track[] {
  const tracks: Track[] = []
  if (video) {
    const { width, height, record } = video
    tracks.push({ kind: 'video', id: 1, timescale: TICKS_PER_MS * 1000, config: record, width, height })
  }
  if (audio) {
    const { sampleRate, channels, record } = audio
    tracks.push({ kind: 'audio', id: 2, timescale: sampleRate, config: record, channels })
  }
  return tracks
}

type Growing = { -readonly [K in keyof Sample]: Sample[K] }

/**
 * A run of media under one init segment and one unbroken timeline: gathers samples and makes parts of them. The
 * picture leads when there is one: parts begin and end with its frames, and carry the sound that came meanwhile.
 */
export function createEra(coding: Coding, fromMs: number, soundFromMs: number, sequence: () => number) {
  const tracks = tracksOf(coding)
  const videoTrack = tracks.find((track) => track.kind === 'video')
  const audioTrack = tracks.find((track) => track.kind === 'audio')
  const frameSamples = coding.audio?.samplesPerFrame ?? 0
  const sampleRate = coding.audio?.sampleRate ?? 0
  const clock = coding.audio && createAudioClock(sampleRate, frameSamples, soundFromMs)
  let pictures: Growing[] = []
  let sounds: Growing[] = []
  let bytes = 0
  let partFromMs = fromMs
  let lastFrameTicks = LONE_FRAME_MS * TICKS_PER_MS
  let nextTicks = fromMs * TICKS_PER_MS

  const lastPicture = () => pictures.at(-1)
  const endMs = () => {
    const held = lastPicture()
    if (!videoTrack) return clock?.endMs ?? fromMs
    return held ? (held.dts + lastFrameTicks) / TICKS_PER_MS : Math.max(partFromMs, nextTicks / TICKS_PER_MS)
  }

  return {
    lead: videoTrack ? ('video' as const) : ('audio' as const),
    coding,
    partFrom: () => partFromMs,
    /** Where the leading track's next frame of this time goes: never at or before the one before it. */
    leadAt: (ms: number): number =>
      videoTrack
        ? Math.max(Math.round(ms * TICKS_PER_MS), nextTicks) / TICKS_PER_MS
        : Math.max(ms, clock?.endMs ?? fromMs),
    addPicture(atMs: number, picture: Picture): void {
      const dts = Math.round(atMs * TICKS_PER_MS)
      const held = lastPicture()
      if (held) {
        held.duration = dts - held.dts
        lastFrameTicks = held.duration
      }
      const { size, data } = picture
      const composition = picture.compositionMs * TICKS_PER_MS
      pictures.push({ dts, duration: lastFrameTicks, composition, sync: picture.entry, size, data })
      bytes += size
      nextTicks = dts + 1
    },
    /** Where a sound of this time goes, in samples; undefined when it has to be left out. */
    soundAt: (ms: number): number | undefined => (sounds.length < MOST_PENDING_SOUNDS ? clock?.place(ms) : undefined),
    soundMs: (dts: number): number => (dts * 1000) / sampleRate,
    addSound(dts: number, data: Uint8Array): void {
      const before = sounds.at(-1)
      if (before) before.duration = dts - before.dts
      sounds.push({ dts, duration: frameSamples, composition: 0, sync: true, size: data.length, data: [data] })
      bytes += data.length
    },
    pending(atMs: number) {
      const samples = videoTrack ? pictures.length : sounds.length
      return { partMs: atMs - partFromMs, partBytes: bytes, samples }
    },
    /** What is pending, as a part that ends at `atMs`; and where its first picture is shown. */
    cut(atMs: number): { part: Part; shownFromMs: number } {
      const held = lastPicture()
      if (held) {
        held.duration = Math.max(1, Math.round(atMs * TICKS_PER_MS) - held.dts)
        lastFrameTicks = held.duration
      }
      const runs: Run[] = []
      if (videoTrack) runs.push({ track: videoTrack, samples: pictures })
      if (audioTrack) runs.push({ track: audioTrack, samples: sounds })
      const first = pictures[0]
      const part = {
        bytes: fragment(sequence(), runs),
        durationMs: atMs - partFromMs,
        independent: !videoTrack || pictures.some((picture) => picture.sync),
      }
      const shownFromMs = partFromMs + (first?.composition ?? 0) / TICKS_PER_MS
      pictures = []
      sounds = []
      bytes = 0
      partFromMs = atMs
      return { part, shownFromMs }
    },
    endMs,
    /** Both tracks are over by then. */
    lastMs: () => Math.max(endMs(), clock?.endMs ?? 0),
    get bytes() {
      return bytes
    },
    get empty() {
      return pictures.length === 0 && sounds.length === 0
    },
  }
}

export type Era = ReturnType<typeof createEra>
