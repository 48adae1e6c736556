// hls.js behind a door of our own: one video element, one address, and the way back from every fault.
import Hls, { type ErrorData } from 'hls.js/light'
import { type Fault, remedyFor } from './recovery.ts'

export type PlaybackState =
  /** Nothing to play, or not yet. */
  | 'waiting'
  | 'playing'
  /** The picture stands; it comes back by itself. */
  | 'stalled'

export interface Playback {
  /** Null plays nothing and shows the cover. */
  load(address: string | null): void
  /** Whether a picture is due. While the publisher is away a standing picture is no fault. */
  expect(due: boolean): void
  close(): void
}

/** A picture that has not moved for this long is a fault. */
const STALL_MS = 8000
const WATCH_EVERY_MS = 1000
/** After running for this long the next fault counts as the first. */
const SETTLED_MS = 10_000

const NATIVE = 'application/vnd.apple.mpegurl'

const createHls = () =>
  new Hls({
    lowLatencyMode: true,
    // Catches up after a hiccup by playing a little faster.
    maxLiveSyncPlaybackRate: 1.25,
    backBufferLength: 15,
    maxBufferLength: 12,
    // Parts are small and passed through: a worker would only copy them.
    enableWorker: false,
    manifestLoadPolicy: {
      default: {
        maxTimeToFirstByteMs: 5000,
        maxLoadTimeMs: 8000,
        timeoutRetry: { maxNumRetry: 1, retryDelayMs: 300, maxRetryDelayMs: 1000 },
        errorRetry: { maxNumRetry: 1, retryDelayMs: 300, maxRetryDelayMs: 1000 },
      },
    },
  })

export const createPlayback = (video: HTMLVideoElement, changed: (state: PlaybackState) => void): Playback => {
  let hls: Hls | null = null
  let address: string | null = null
  let due = true
  let tries = 0
  let retry = 0
  let lastTime = -1
  let movedAt = 0
  let runningSince = 0
  let state: PlaybackState = 'waiting'

  const say = (next: PlaybackState) => {
    if (next === state) return
    state = next
    changed(next)
  }

  const release = () => {
    window.clearTimeout(retry)
    retry = 0
    hls?.destroy()
    hls = null
  }

  const play = () => {
    // Refused autoplay is the sound gate's business, not a fault.
    video.play().catch(() => {})
  }

  const build = () => {
    release()
    if (address === null) return
    movedAt = performance.now()
    if (!Hls.isSupported()) {
      if (video.canPlayType(NATIVE)) {
        video.src = address
        play()
      }
      return
    }
    const fresh = createHls()
    hls = fresh
    fresh.on(Hls.Events.ERROR, (_, data: ErrorData) => {
      if (hls === fresh && data.fatal) onFault(data.type === Hls.ErrorTypes.MEDIA_ERROR ? 'media' : 'network')
    })
    fresh.on(Hls.Events.MANIFEST_PARSED, play)
    fresh.attachMedia(video)
    fresh.loadSource(address)
  }

  const onFault = (fault: Fault) => {
    if (retry !== 0 || address === null) return
    const { act, afterMs } = remedyFor(fault, tries++, Math.random())
    runningSince = 0
    if (state === 'playing') say('stalled')
    if (act === 'heal' && hls) {
      hls.recoverMediaError()
      play()
      return
    }
    retry = window.setTimeout(build, afterMs)
  }

  const watch = () => {
    if (address === null) return
    const now = performance.now()
    if (!due || (video.paused && video.readyState > 0)) {
      // Paused by the viewer, or the publisher is away: hls.js waits on its own.
      movedAt = now
      return
    }
    if (video.currentTime !== lastTime) {
      lastTime = video.currentTime
      movedAt = now
      runningSince ||= now
      if (now - runningSince > SETTLED_MS) tries = 0
      if (video.readyState >= 2) say('playing')
      return
    }
    runningSince = 0
    if (state === 'playing' && now - movedAt > 2 * WATCH_EVERY_MS) say('stalled')
    if (now - movedAt > STALL_MS && document.visibilityState === 'visible') {
      movedAt = now
      onFault('stall')
    }
  }

  const onPlaying = () => say('playing')
  const onNativeError = () => {
    if (hls === null && address !== null) onFault('network')
  }
  const timer = window.setInterval(watch, WATCH_EVERY_MS)
  video.addEventListener('playing', onPlaying)
  video.addEventListener('error', onNativeError)

  return {
    load: (next) => {
      if (next === address) return
      address = next
      tries = 0
      if (next === null) {
        release()
        video.removeAttribute('src')
        video.load()
        say('waiting')
        return
      }
      build()
    },
    expect: (next) => {
      due = next
      if (!due && state === 'playing') say('stalled')
    },
    close: () => {
      window.clearInterval(timer)
      video.removeEventListener('playing', onPlaying)
      video.removeEventListener('error', onNativeError)
      release()
    },
  }
}
