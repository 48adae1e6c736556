// What the state of the incoming stream means for the host. Pure.
import type { Answer } from '@hawker/sdk'

export type Health = Answer<'live.readStreamHealth'>
export type Advice = Health['advice'][number]

export type Verdict =
  | { readonly tone: 'unknown' | 'waiting' }
  | { readonly tone: 'good'; readonly kbps: number; readonly fps: number; readonly breaks: number }
  | {
      readonly tone: 'bad'
      readonly advice: Advice
      readonly kbps: number
      readonly fps: number
      readonly breaks: number
    }

/** The most urgent first. */
const URGENCY: readonly Advice[] = ['no-signal', 'frames-late', 'keyframes-too-far', 'bitrate-too-high', 'no-audio']

export const verdictOf = (health: Health | undefined, onAir: boolean): Verdict => {
  if (health === undefined) return { tone: 'unknown' }
  const kbps = Math.round(health.bitsPerSecond / 1000)
  const fps = Math.round(health.framesPerSecond)
  const figures = { kbps, fps, breaks: health.discontinuities }
  if (!health.publishing) return onAir ? { tone: 'bad', advice: 'no-signal', ...figures } : { tone: 'waiting' }
  const advice = URGENCY.find((one) => health.advice.includes(one))
  return advice === undefined ? { tone: 'good', ...figures } : { tone: 'bad', advice, ...figures }
}
