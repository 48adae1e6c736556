import type { StreamFacts } from '../flv/metadata.ts'
import type { MediaTag } from '../flv/tag.ts'
import { initSegment } from '../mp4/init.ts'
import { isViolation, MediaViolation } from '../violation.ts'
import { type Coding, createEra, type Era, tracksOf } from './era.ts'
import { createIntake, type Picture, type Sound } from './intake.ts'
import { createNames, type ResourceName } from './names.ts'
import { createPlaylist } from './playlist.ts'
import { type Cut, decideCut, type NextFrame } from './segmenter.ts'
import { createTimeline } from './timeline.ts'
import { createArrivalClock, type WallClock } from './wall-clock.ts'
import { createWindow } from './window.ts'

const MAX_BYTES = 64 * 1024 * 1024
/** Of `maxBytes`: what the window may hold, and one segment. The rest is for what is pending. */
const WINDOW_SHARE = 9 / 16
const SEGMENT_SHARE = 7 / 16
/** Room before the first picture, so that negative composition offsets stay above zero. */
const FIRST_MS = 1000
/** How long sound waits for a picture before it goes alone: by default, and when one was announced. */
const ALONE_AFTER_MS = 2000
const ALONE_DESPITE_FACTS_MS = 10_000

export interface PackagerOptions {
  /** Unguessable, `[A-Za-z0-9_-]{1,64}`; it ends the name of every init, part and segment. */
  suffix: string
  partMs?: number
  segmentMs?: number
  /** How much the playlist offers; what left it can be fetched for as long again, memory permitting. */
  windowMs?: number
  maxBytes?: number
  /**
   * Where media sequence and discontinuity sequence begin: a server that starts anew under the same playlist address
   * hands in more than it ever reached, since neither may go back (rfc8216bis 6.2.2). Keep the second in the thousands:
   * hls.js walks an array of that length.
   */
  firstMsn?: number
  firstDiscontinuity?: number
  /** The longer and the shorter side of the picture, at most. */
  maxWidth?: number
  maxHeight?: number
  /** Pass user data inside the picture (SEI) on to viewers; dropped by default. */
  keepUserData?: boolean
  /** Ties media time to the wall clock; by default the server's clock at arrival, smoothed. */
  wallClock?: WallClock
  /** Called after the playlist changed: a part more, a segment closed, the end. */
  onProgress?: (edge: Edge) => void
}

/** What comes next: the part `part` of segment `msn` is the first that does not exist yet. */
export interface Edge {
  msn: number
  part: number
  ended: boolean
}

export interface TrackFacts {
  video?: { codec: string; width: number; height: number }
  audio?: { codec: string; sampleRate: number; channels: number }
}

/**
 * H.264 and AAC in, LL-HLS out (draft-pantos-hls-rfc8216bis). One per stream; memory is bounded by `maxBytes`.
 * `nowMs` is the wall clock (epoch) at arrival, handed in by the caller.
 */
export interface Packager {
  /** A violation drops this tag, never the stream (`gop-too-long` only warns): the caller decides how much it takes. */
  push(tag: MediaTag, nowMs: number): MediaViolation | undefined
  /** What the publisher said of itself; lets a stream without picture start at once. */
  expect(facts: StreamFacts): void
  /** The publisher left or came back: what is pending goes out, what follows is a discontinuity. Idempotent. */
  restart(): void
  end(): void
  /** Undefined until the first segment is whole. The same string for everybody until the next `onProgress`. */
  playlist(): string | undefined
  init(id: number): Uint8Array | undefined
  part(msn: number, part: number): Uint8Array | undefined
  segment(msn: number): Uint8Array | undefined
  /** Whether a playlist request with `_HLS_msn` and `_HLS_part` may be answered (rfc8216bis 6.2.5.2). */
  has(msn: number, part?: number): boolean
  /** Reads a file name out of the playlist; undefined when it is not one of ours (wrong suffix included). */
  resolve(fileName: string): ResourceName | undefined
  readonly edge: Edge
  readonly tracks: TrackFacts
  /** Breaks so far: jumps of the sender's clock, changes of coding, returns. */
  readonly discontinuities: number
  /** Media bytes held right now. */
  readonly bytes: number
  readonly partTargetMs: number
  readonly targetDurationMs: number
}

export function createPackager(options: PackagerOptions): Packager {
  const { partMs = 200, segmentMs = 1000, windowMs = 10_000, maxBytes = MAX_BYTES } = options
  const { firstMsn = 0, firstDiscontinuity = 0 } = options
  const { maxWidth = 4096, maxHeight = 2304, keepUserData = false, wallClock = createArrivalClock() } = options
  const names = createNames(options.suffix)
  const intake = createIntake({ maxWidth, maxHeight, keepUserData })
  const window = createWindow({ windowMs, windowBytes: maxBytes * WINDOW_SHARE, firstMsn, firstDiscontinuity })
  const playlist = createPlaylist(names, { partMs, segmentMs })
  const timeline = createTimeline()
  const inits = new Map<number, Uint8Array>()
  const targets = { partMs, segmentMs, segmentBytes: maxBytes * SEGMENT_SHARE }

  let era: Era | undefined
  let initId = 0
  let facts: StreamFacts = {}
  let coding: Coding | undefined
  let resumeMs = FIRST_MS
  let broken = false
  let discontinuities = 0
  let sequence = 0
  let lastProgramDateMs = 0
  let soundSinceMs: number | undefined
  let changed = false
  let ended = false

  const programDate = (shownFromMs: number) => {
    const ms = Math.max(Math.round(wallClock.at(shownFromMs)), lastProgramDateMs + 1)
    lastProgramDateMs = ms
    return ms
  }

  const publish = (running: Era, atMs: number, cut: Cut) => {
    const { part, shownFromMs } = running.cut(atMs)
    if (!window.open) {
      window.begin(initId, broken, programDate(shownFromMs))
      broken = false
    }
    window.add(part)
    if (cut !== 'part') closeSegment()
    changed = true
  }

  const closeSegment = () => {
    if (!window.open) return
    window.close()
    changed = true
    for (const id of inits.keys()) if (id !== initId && !window.usesInit(id)) inits.delete(id)
  }

  /** Sends out what is pending; `atMs` where it ends, when somebody knows. */
  const finish = (atMs?: number) => {
    if (!era) return
    if (!era.empty) publish(era, atMs ?? era.endMs(), 'segment')
    else closeSegment()
    resumeMs = Math.max(resumeMs, era.lastMs())
    era = undefined
  }

  /** `place`: where the old timeline says we are, when it goes on. */
  const begin = (next: Coding, timestampMs: number, place: number | 'jump'): Era => {
    const goesOnAtMs = era && place !== 'jump' ? era.leadAt(place) : undefined
    finish(goesOnAtMs)
    if (goesOnAtMs === undefined) wallClock.reset()
    const startMs = goesOnAtMs ?? Math.ceil(resumeMs)
    timeline.begin(timestampMs, startMs)
    if (coding?.video !== next.video || coding?.audio !== next.audio) {
      coding = next
      inits.set(++initId, initSegment(tracksOf(next)))
    }
    if (window.started) {
      if (!broken) discontinuities++
      broken = true
    }
    era = createEra(next, startMs, Math.max(startMs, resumeMs), () => ++sequence)
    return era
  }

  const cutBefore = (running: Era, atMs: number, next: NextFrame): MediaViolation | undefined => {
    const pending = running.pending(atMs)
    const open = window.open
    const cut = decideCut(
      {
        ...pending,
        segmentMs: (open?.durationMs ?? 0) + pending.partMs,
        segmentBytes: (open?.byteLength ?? 0) + pending.partBytes,
        parts: open?.parts.length ?? 0,
      },
      next,
      targets,
    )
    if (cut !== 'none') publish(running, atMs, cut)
    return cut === 'overdue' ? new MediaViolation('gop-too-long', 'No keyframe for 30 seconds') : undefined
  }

  const onPicture = (picture: Picture, nowMs: number): MediaViolation | undefined => {
    const { video, audio } = intake
    const place = era?.lead === 'video' ? timeline.lead(picture.timestampMs) : 'jump'
    if (picture.entry && (place === 'jump' || era?.coding.video !== video || era?.coding.audio !== audio)) {
      begin({ video, audio }, picture.timestampMs, place)
    }
    if (era?.lead !== 'video') return undefined
    if (!picture.entry && (place === 'jump' || era.coding.video !== video)) {
      finish(place === 'jump' ? undefined : era.leadAt(place))
      return undefined
    }
    const atMs = era.leadAt(place === 'jump' ? era.partFrom() : place)
    const warning = cutBefore(era, atMs, picture.entry ? 'entry' : 'frame')
    era.addPicture(atMs, picture)
    wallClock.observe(atMs, nowMs)
    return warning
  }

  const onSound = (sound: Sound, nowMs: number): MediaViolation | undefined => {
    if (era ? era.lead === 'video' : intake.video || waitsForPicture(sound)) return addSound(sound)
    const { audio } = intake
    const place = era ? timeline.lead(sound.timestampMs) : 'jump'
    if (place === 'jump' || era?.coding.audio !== audio) begin({ video: undefined, audio }, sound.timestampMs, place)
    const running = era!
    const dts = running.soundAt(place === 'jump' ? running.partFrom() : place)
    if (dts === undefined) return undefined
    const atMs = running.soundMs(dts)
    cutBefore(running, atMs, 'sound')
    running.addSound(dts, sound.data)
    wallClock.observe(atMs, nowMs)
    return undefined
  }

  /** Sound beside a picture: it goes where the picture's timeline says, once there is one. */
  const addSound = (sound: Sound): undefined => {
    if (era?.coding.audio !== intake.audio) return
    const ms = timeline.follow(sound.timestampMs)
    const dts = ms === undefined ? undefined : era?.soundAt(ms)
    if (dts !== undefined) era?.addSound(dts, sound.data)
  }

  const waitsForPicture = (sound: Sound): boolean => {
    if (facts.hasVideo === false) return false
    soundSinceMs ??= sound.timestampMs
    const waited = (sound.timestampMs - soundSinceMs) | 0
    return waited < (facts.hasVideo ? ALONE_DESPITE_FACTS_MS : ALONE_AFTER_MS)
  }

  const progress = () => {
    if (!changed) return
    changed = false
    playlist.update(window, ended)
    options.onProgress?.(edge())
  }

  const edge = (): Edge => ({ ...window.edge, ended })

  return {
    push(tag, nowMs) {
      if (ended) return undefined
      const read = intake.read(tag)
      if (isViolation(read)) return read
      if (read.kind === 'nothing') return undefined
      const violation = read.kind === 'picture' ? onPicture(read, nowMs) : onSound(read, nowMs)
      progress()
      return violation
    },
    expect(said) {
      facts = said
    },
    restart() {
      if (ended) return
      finish()
      intake.forget()
      facts = {}
      coding = undefined
      soundSinceMs = undefined
      wallClock.reset()
      progress()
    },
    end() {
      if (ended) return
      finish()
      ended = true
      changed = true
      progress()
    },
    playlist: () => playlist.text,
    init: (id) => inits.get(id),
    part: window.part,
    segment: window.segment,
    has: (msn, part) => ended || window.has(msn, part),
    resolve: names.resolve,
    get edge() {
      return edge()
    },
    get tracks() {
      const { video, audio } = era?.coding ?? intake
      return {
        ...(video && { video: { codec: video.codec, width: video.width, height: video.height } }),
        ...(audio && { audio: { codec: audio.codec, sampleRate: audio.sampleRate, channels: audio.channels } }),
      }
    },
    get discontinuities() {
      return discontinuities
    },
    get bytes() {
      return window.bytes + (era?.bytes ?? 0)
    },
    get partTargetMs() {
      return playlist.partTargetMs
    },
    get targetDurationMs() {
      return playlist.targetDurationMs
    },
  }
}
