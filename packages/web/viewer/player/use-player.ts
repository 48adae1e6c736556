// The player as the room uses it: what plays, whether it is heard, and the keys that change both.
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { createPlayback, type Playback, type PlaybackState } from './playback.ts'
import { playWithSound, rememberMuted, wasMuted } from './sound.ts'

export interface Player {
  readonly video: RefObject<HTMLVideoElement | null>
  readonly state: PlaybackState
  readonly muted: boolean
  /** The browser held the sound back: the page shows "Tap for sound". */
  readonly needsTap: boolean
  readonly paused: boolean
  /** Wider than high: shown whole, not cut to the phone. */
  readonly landscape: boolean
  toggleMuted(): void
  togglePaused(): void
}

export const usePlayer = (address: string | null, due: boolean): Player => {
  const video = useRef<HTMLVideoElement>(null)
  const playback = useRef<Playback | null>(null)
  const [state, setState] = useState<PlaybackState>('waiting')
  const [muted, setMuted] = useState(wasMuted)
  const [needsTap, setNeedsTap] = useState(false)
  const [paused, setPaused] = useState(false)
  const [landscape, setLandscape] = useState(false)

  useEffect(() => {
    const element = video.current
    if (element === null) return
    element.muted = wasMuted()
    const starting = () => {
      setLandscape(element.videoWidth > element.videoHeight)
      void playWithSound(element).then((how) => {
        if (how === 'needs-tap') setNeedsTap(true)
        setMuted(element.muted)
      })
    }
    const settled = () => setPaused(element.paused && element.readyState > 0)
    const resized = () => setLandscape(element.videoWidth > element.videoHeight)
    element.addEventListener('loadedmetadata', starting)
    element.addEventListener('resize', resized)
    element.addEventListener('pause', settled)
    element.addEventListener('play', settled)
    const made = createPlayback(element, setState)
    playback.current = made
    return () => {
      element.removeEventListener('loadedmetadata', starting)
      element.removeEventListener('resize', resized)
      element.removeEventListener('pause', settled)
      element.removeEventListener('play', settled)
      made.close()
      playback.current = null
    }
  }, [])

  useEffect(() => playback.current?.load(address), [address])
  useEffect(() => playback.current?.expect(due), [due])

  const toggleMuted = useCallback(() => {
    const element = video.current
    if (element === null) return
    element.muted = !element.muted
    rememberMuted(element.muted)
    setMuted(element.muted)
    setNeedsTap(false)
    if (!element.muted) void element.play().catch(() => {})
  }, [])

  const togglePaused = useCallback(() => {
    const element = video.current
    if (element === null) return
    if (!element.paused) return element.pause()
    // A live picture that was held goes on at the live edge, not where it stood.
    const { seekable } = element
    if (seekable.length > 0) element.currentTime = Math.max(0, seekable.end(seekable.length - 1) - 1)
    void element.play().catch(() => {})
  }, [])

  return useMemo(
    () => ({ video, state, muted, needsTap, paused, landscape, toggleMuted, togglePaused }),
    [state, muted, needsTap, paused, landscape, toggleMuted, togglePaused],
  )
}
