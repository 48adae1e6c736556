// A small RTMP publisher: loops a clip in real time through the same door that OBS uses. Timestamps run on over the loop.
import { connect, type Socket } from 'node:net'
import {
  createRtmpPublisher,
  isViolation,
  type MediaTag,
  parseRtmpAddress,
  readFlv,
  type StreamFacts,
} from '@hawker/media'

const TICK_MS = 10
/** The first try to come back; doubled up to the last. */
const BACKOFF_FIRST_MS = 500
const BACKOFF_LAST_MS = 10_000
/** Further behind than this (a machine that slept), time is skipped instead of poured out. */
const BEHIND_MAX_MS = 3_000
const UNSENT_BYTES_MAX = 4_194_304
const AAC_SAMPLES = 1_024
const AAC_RATES = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350]

export interface Clip {
  readonly facts: StreamFacts
  /** Sequence headers: first on every connection. */
  readonly headers: readonly MediaTag[]
  readonly video: readonly MediaTag[]
  readonly audio: readonly MediaTag[]
  readonly periodMs: number
  readonly audioFrameMs: number
}

export type PublishState = 'connecting' | 'publishing' | 'lost' | 'refused'

export interface PublishLoop {
  /** Where to push; a function is asked anew for every connection, so that an address may expire. */
  readonly url: string | (() => Promise<string>)
  /** FLV with H.264 and, if it has sound, AAC: bytes, the path of a file, or a clip read before. */
  readonly clip: Uint8Array | string | Clip
  readonly signal: AbortSignal
  readonly onState?: (state: PublishState, why?: string) => void
}

const isHeader = (tag: MediaTag) => tag.payload[1] === 0

/** Sorts a clip's tags out. Throws when it is no FLV with a picture. */
export const readClip = (bytes: Uint8Array): Clip => {
  const file = readFlv(bytes)
  if (isViolation(file)) throw new Error(`the clip cannot be read: ${file.message}`)
  const headers = file.tags.filter(isHeader)
  const video = file.tags.filter((tag) => tag.type === 'video' && tag.payload[1] === 1)
  const audio = file.tags.filter((tag) => tag.type === 'audio' && !isHeader(tag))
  const [first, last] = [video[0], video.at(-1)]
  if (!first || !last || video.length < 2) throw new Error('the clip has no picture')
  const spanMs = last.timestampMs - first.timestampMs
  const audioHeader = headers.find((tag) => tag.type === 'audio')
  const rate = AAC_RATES[(((audioHeader?.payload[2] ?? 0) & 7) << 1) | ((audioHeader?.payload[3] ?? 0) >> 7)] ?? 48_000
  return {
    facts: file.facts,
    headers,
    video: video.map((tag) => ({ ...tag, timestampMs: tag.timestampMs - first.timestampMs })),
    audio,
    periodMs: spanMs + spanMs / (video.length - 1),
    audioFrameMs: (AAC_SAMPLES / rate) * 1_000,
  }
}

/**
 * The clip without end: what is due up to a time, in order. Sound is counted in frames that never stop; each takes the
 * clip's frame that belongs to its moment, so that sound and picture stay in step however unlike their lengths are.
 */
export const endlessTags = (clip: Clip) => {
  const { video, audio, periodMs, audioFrameMs } = clip
  let frame = 0
  let slot = 0
  const videoAt = () => Math.floor(frame / video.length) * periodMs + video[frame % video.length]!.timestampMs
  const audioAt = () => (audio.length === 0 ? Number.POSITIVE_INFINITY : slot * audioFrameMs)
  return {
    *upTo(ms: number): Generator<MediaTag> {
      for (;;) {
        const [picture, sound] = [videoAt(), audioAt()]
        if (Math.min(picture, sound) > ms) return
        const isPicture = picture <= sound
        const at = Math.round(isPicture ? picture : sound) >>> 0
        const source = isPicture
          ? video[frame++ % video.length]!
          : audio[Math.floor(((slot++ * audioFrameMs) % periodMs) / audioFrameMs + 0.5) % audio.length]!
        yield { ...source, timestampMs: at }
      }
    },
  }
}

/** Publishes until the line is lost, refused or the signal comes. */
const publishOnce = (url: string, clip: Clip, { signal, onState }: PublishLoop): Promise<void> =>
  new Promise((resolve) => {
    const target = parseRtmpAddress(url)
    if (!target) throw new Error('this is no RTMP address')
    if (signal.aborted) return resolve()
    const publisher = createRtmpPublisher(target)
    const tags = endlessTags(clip)
    const socket: Socket = connect({ host: target.host, port: target.port, noDelay: true })
    let ticking: ReturnType<typeof setInterval> | null = null
    let startedAt = 0
    let tickedAt = 0

    const send = (bytes: Uint8Array) => void socket.write(bytes)
    const tick = () => {
      const now = performance.now()
      if (now - tickedAt > BEHIND_MAX_MS) startedAt += now - tickedAt
      tickedAt = now
      if (socket.writableLength > UNSENT_BYTES_MAX) socket.destroy()
      else for (const tag of tags.upTo(now - startedAt)) send(publisher.write(tag))
    }
    const begin = () => {
      onState?.('publishing')
      send(publisher.metadata(clip.facts))
      for (const header of clip.headers) send(publisher.write({ ...header, timestampMs: 0 }))
      startedAt = tickedAt = performance.now()
      ticking = setInterval(tick, TICK_MS)
    }
    const stop = () => {
      if (publisher.ready) socket.end(publisher.finish())
      else socket.destroy()
    }

    signal.addEventListener('abort', stop, { once: true })
    socket.on('connect', () => send(publisher.start()))
    socket.on('data', (chunk: Buffer) => {
      for (const output of publisher.push(chunk)) {
        if (output.kind === 'send') send(output.bytes)
        else if (output.kind === 'ready') begin()
        else {
          onState?.('refused', output.kind === 'refused' ? output.description : output.violation.message)
          socket.destroy()
        }
      }
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      if (ticking) clearInterval(ticking)
      signal.removeEventListener('abort', stop)
      if (publisher.ready && !signal.aborted) onState?.('lost')
      resolve()
    })
  })

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
  })

/** Publishes the clip again and again until the signal comes; a lost line is taken up again, later and later. */
export const publishLoop = async (loop: PublishLoop): Promise<void> => {
  const { url, signal, onState } = loop
  const given = typeof loop.clip === 'string' ? await Bun.file(loop.clip).bytes() : loop.clip
  const clip = given instanceof Uint8Array ? readClip(given) : given
  let backoffMs = BACKOFF_FIRST_MS
  while (!signal.aborted) {
    onState?.('connecting')
    const began = performance.now()
    try {
      await publishOnce(typeof url === 'string' ? url : await url(), clip, loop)
    } catch (error) {
      onState?.('lost', error instanceof Error ? error.message : String(error))
    }
    if (signal.aborted) return
    if (performance.now() - began > BACKOFF_LAST_MS) backoffMs = BACKOFF_FIRST_MS
    await pause(backoffMs * (0.5 + Math.random() / 2), signal)
    backoffMs = Math.min(backoffMs * 2, BACKOFF_LAST_MS)
  }
}
