// Whether there is sound: asked of the browser first, remembered when the viewer chose silence himself.
const MUTED_KEY = 'hawker.muted'

export const wasMuted = (): boolean => {
  try {
    return localStorage.getItem(MUTED_KEY) === 'yes'
  } catch {
    return false
  }
}

export const rememberMuted = (muted: boolean): void => {
  try {
    localStorage.setItem(MUTED_KEY, muted ? 'yes' : 'no')
  } catch {
    // Lasts as long as the page.
  }
}

/** Plays with sound if the browser lets us, else silent. Answers whether a tap is needed for sound. */
export const playWithSound = async (video: HTMLVideoElement): Promise<'sound' | 'needs-tap' | 'failed'> => {
  try {
    await video.play()
    return 'sound'
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return 'failed'
    video.muted = true
    await video.play().catch(() => {})
    return 'needs-tap'
  }
}
