// What an uploaded effect is by its own bytes, never by its name: animated WebP or PNG, or a film without sound.

import { readApng } from './apng.ts'
import { ascii, type EffectFile } from './effect.ts'
import type { MeasureAvc } from './film.ts'
import { readMp4 } from './mp4.ts'
import { readWebp } from './webp.ts'

const SHORTEST_BYTES = 16
const NOT_AN_EFFECT = 'This is no animated WebP or PNG, and no MP4.'
const GIF = 'GIF is not taken: make an animated WebP of it with “ffmpeg -i … -loop 0 effect.webp”.'
const SCRIPTED = 'An effect is a film, not a drawing that runs: export it as animated WebP or MP4.'

/** Lottie, SVG and pages begin so, whatever they are called. */
const BEGINS_AS_TEXT = /^(?:\u00ef\u00bb\u00bf)?\s*[{[<]/

/** Its measure and what is kept of it, or a sentence for people. Any bytes give one of the two. */
export const readEffect = (bytes: Uint8Array, measureAvc: MeasureAvc): EffectFile | string => {
  const start = ascii(bytes, 0, SHORTEST_BYTES)
  if (BEGINS_AS_TEXT.test(start)) return SCRIPTED
  if (start.startsWith('GIF8')) return GIF
  if (bytes.length < SHORTEST_BYTES) return NOT_AN_EFFECT
  if (start.startsWith('\u0089PNG\r\n\u001a\n')) return readApng(bytes)
  if (start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP') return readWebp(bytes)
  return start.slice(4, 8) === 'ftyp' ? readMp4(bytes, measureAvc) : NOT_AN_EFFECT
}
