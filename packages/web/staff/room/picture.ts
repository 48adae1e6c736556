// The muted picture of a room on a staff page: hls.js, and how late what one sees is.
import Hls from 'hls.js/light'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { useClock } from '../../ui/use-now.ts'

/** A fault is answered by starting over after this long. */
const AGAIN_MS = 2000
const LOOK_EVERY_MS = 1000
/** A picture that has not moved for this long is started over. */
const STALL_MS = 8000
/** Staff decide by what they see: further behind than this, the picture jumps to the newest. */
const LATE_MS = 6000

export interface Picture {
  readonly video: RefObject<HTMLVideoElement | null>
  /** True while the picture moves. */
  readonly running: boolean
  /** Age of what is shown, by the time the server stamped on it. */
  readonly delayMs: number | null
  readonly width: number
  readonly height: number
}

const STILL = { running: false, delayMs: null, width: 0, height: 0 }

export const usePicture = (address: string | null): Picture => {
  const video = useRef<HTMLVideoElement>(null)
  const clock = useClock()
  const [shown, setShown] = useState<Omit<Picture, 'video'>>(STILL)

  useEffect(() => {
    const element = video.current
    setShown(STILL)
    if (element === null || address === null) return
    let hls: Hls | null = null
    let again = 0
    let lastTime = -1
    let movedAt = performance.now()
    const build = () => {
      hls?.destroy()
      again = 0
      movedAt = performance.now()
      if (!Hls.isSupported()) {
        element.src = address
        void element.play().catch(() => {})
        return
      }
      const fresh = new Hls({
        lowLatencyMode: true,
        maxLiveSyncPlaybackRate: 1.25,
        backBufferLength: 10,
        enableWorker: false,
      })
      hls = fresh
      fresh.on(Hls.Events.MANIFEST_PARSED, () => void element.play().catch(() => {}))
      fresh.on(Hls.Events.ERROR, (_, { fatal }) => {
        if (fatal && again === 0) again = window.setTimeout(build, AGAIN_MS)
      })
      fresh.attachMedia(element)
      fresh.loadSource(address)
    }
    const look = () => {
      const now = performance.now()
      const moves = element.currentTime !== lastTime
      if (moves) movedAt = now
      lastTime = element.currentTime
      if (now - movedAt > STALL_MS && again === 0 && document.visibilityState === 'visible') build()
      const stamped = hls?.playingDate?.getTime()
      const newest = hls?.liveSyncPosition
      if (newest && stamped !== undefined && clock.now() - stamped > LATE_MS && newest > element.currentTime + 1)
        element.currentTime = newest
      setShown({
        running: moves && element.readyState >= 2,
        delayMs: stamped === undefined ? null : Math.max(0, clock.now() - stamped),
        width: element.videoWidth,
        height: element.videoHeight,
      })
    }
    build()
    const timer = window.setInterval(look, LOOK_EVERY_MS)
    return () => {
      window.clearInterval(timer)
      window.clearTimeout(again)
      hls?.destroy()
      element.removeAttribute('src')
      element.load()
    }
  }, [address, clock])

  return { video, ...shown }
}
