// One stream on air: takes a publisher's tags, keeps the window of parts, wakes whoever waits for the next one.
import {
  createPackager,
  createStreamStats,
  isViolation,
  type MediaTag,
  type MediaViolation,
  type Packager,
  type StreamFacts,
  type StreamStats,
} from '@hawker/media'
import type { api, Millis } from '@hawker/protocol'
import type { Chance } from '#kernel/chance'
import type { Clock, Timers } from '#kernel/clock'
import { randomId } from '#kernel/ids'
import { healthOf } from './core/health.ts'
import { HEIGHT_MAX, WIDTH_MAX } from './core/publisher-limits.ts'
import { type HeldRequests, heldRequests } from './held-requests.ts'
import type { Stream } from './store.ts'

export const PART_MS = 200
export const SEGMENT_MS = 1_000
export const WINDOW_MS = 10_000
/** Everything one stream may hold in memory. L8. */
export const STREAM_BYTES_MAX = 64 * 1_048_576
/** Segments are at least nearly a second long: a count by half seconds of the clock is ahead of whatever ran before. */
const MSN_STEP_MS = 500
/** Room for the returns of a publisher between two starts of the server. The product stays small: players count to it. */
const DISCONTINUITIES_A_RUN = 50
const RUNS_MAX = 200
/** 20 characters of base 32 hold 100 bits: L6 asks for 96. */
const SUFFIX_CHARACTERS = 20

export interface Broadcast {
  readonly stream: Stream
  readonly packager: Packager
  readonly held: HeldRequests
  readonly ended: boolean
  came(): void
  left(): void
  expect(facts: StreamFacts): void
  take(tag: MediaTag): MediaViolation | null
  health(): api.live.StreamHealth
  /** The playlist says that nothing follows; what is there can still be fetched. */
  end(): void
}

export const openBroadcast = (
  stream: Stream,
  run: number,
  { clock, timers, chance }: { clock: Clock; timers: Timers; chance: Chance },
): Broadcast => {
  const held = heldRequests(timers)
  const packager = createPackager({
    suffix: randomId(chance, SUFFIX_CHARACTERS),
    partMs: PART_MS,
    segmentMs: SEGMENT_MS,
    windowMs: WINDOW_MS,
    maxBytes: STREAM_BYTES_MAX,
    firstMsn: Math.floor(clock.now() / MSN_STEP_MS),
    firstDiscontinuity: (run % RUNS_MAX) * DISCONTINUITIES_A_RUN,
    maxWidth: WIDTH_MAX,
    maxHeight: HEIGHT_MAX,
    onProgress: () => held.wake(),
  })
  let stats: StreamStats = createStreamStats()
  let facts: StreamFacts = {}
  let since: Millis | null = null
  let returns = -1
  let ended = false

  return {
    stream,
    packager,
    held,
    get ended() {
      return ended
    },
    came() {
      packager.restart()
      stats = createStreamStats()
      facts = {}
      since = clock.now()
      returns++
    },
    left() {
      since = null
      packager.restart()
    },
    expect(said) {
      facts = said
      packager.expect(said)
    },
    take(tag) {
      const now = clock.now()
      stats.add(tag, now)
      const violation = packager.push(tag, now)
      return isViolation(violation) ? violation : null
    },
    health: () =>
      healthOf({
        now: clock.now(),
        since,
        received: stats.read(clock.now()),
        tracks: packager.tracks,
        discontinuities: Math.max(0, packager.discontinuities - Math.max(0, returns)),
        saidFramesPerSecond: facts.framesPerSecond ?? null,
      }),
    end() {
      ended = true
      since = null
      packager.end()
      held.wake()
    },
  }
}
