// An animated PNG: its chunks in their legal order, each with its checksum, and only those that make the picture.
// https://www.w3.org/TR/png-3/#11Chunks
import { crc32 } from './crc.ts'
import {
  ascii,
  BROKEN,
  type EffectFile,
  type Frame,
  framesFault,
  join,
  MORE_BEHIND,
  measure,
  STILL,
  shownFor,
  sizeFault,
  viewOf,
} from './effect.ts'

const SIGNATURE_BYTES = 8
/** Length, type and checksum. */
const AROUND_BYTES = 12
const FRAME_BYTES = 26
/** Ancillary ones that say how colours are meant; texts, times, EXIF and profiles are dropped. */
const KEPT_BEFORE_PIXELS = new Set(['tRNS', 'gAMA', 'sRGB'])
const isCritical = (type: string): boolean => /^[A-Z][A-Za-z]{3}$/.test(type)

interface State {
  readonly width: number
  readonly height: number
  /** Frames that `acTL` says there are; null: it has not come. */
  promised: number | null
  /** The next number of `fcTL` and `fdAT`. */
  sequence: number
  readonly frames: Frame[]
  readonly kept: Uint8Array[]
  /** Of the frame that is open. */
  hasPixels: boolean
  stage: 'head' | 'pixels' | 'frames'
  before: string
}

const frameFault = (state: State, body: DataView): string | null => {
  if (body.byteLength !== FRAME_BYTES || body.getUint32(0) !== state.sequence) return BROKEN
  const [widthPx, heightPx] = [body.getUint32(4), body.getUint32(8)]
  const [x, y] = [body.getUint32(12), body.getUint32(16)]
  if (widthPx < 1 || heightPx < 1 || x + widthPx > state.width || y + heightPx > state.height) return BROKEN
  // The first picture is a frame as well: then it is whole.
  if (state.stage === 'head' && (x !== 0 || y !== 0 || widthPx !== state.width || heightPx !== state.height))
    return BROKEN
  if (body.getUint8(24) > 2 || body.getUint8(25) > 1) return BROKEN
  if (state.frames.length > 0 && !state.hasPixels) return BROKEN
  if (state.stage === 'head' && state.frames.length > 0) return BROKEN
  if (state.frames.length >= (state.promised ?? 0)) return BROKEN
  const durationMs = shownFor((body.getUint16(20) * 1_000) / (body.getUint16(22) || 100))
  state.frames.push({ widthPx, heightPx, durationMs })
  state.sequence++
  state.hasPixels = false
  return null
}

/** Takes one chunk in; answers why it cannot be, or whether it is kept. */
const take = (state: State, type: string, body: DataView): string | boolean => {
  switch (type) {
    case 'acTL': {
      if (state.promised !== null || state.stage !== 'head' || state.frames.length > 0) return BROKEN
      if (body.byteLength !== 8) return BROKEN
      state.promised = body.getUint32(0)
      return framesFault(state.promised) ?? true
    }
    case 'PLTE':
      return state.stage === 'head' && body.byteLength <= 768 && body.byteLength % 3 === 0 ? true : BROKEN
    case 'fcTL': {
      if (state.promised === null) return BROKEN
      if (state.stage === 'pixels') state.stage = 'frames'
      return frameFault(state, body) ?? true
    }
    case 'IDAT': {
      if (state.stage === 'frames' || (state.stage === 'pixels' && state.before !== 'IDAT')) return BROKEN
      state.stage = 'pixels'
      if (state.frames.length > 0) state.hasPixels = true
      return true
    }
    case 'fdAT': {
      if (state.stage !== 'frames' || state.frames.length === 0 || body.byteLength < 4) return BROKEN
      if (body.getUint32(0) !== state.sequence) return BROKEN
      state.sequence++
      state.hasPixels = true
      return true
    }
    default:
      if (KEPT_BEFORE_PIXELS.has(type)) return state.stage === 'head'
      return isCritical(type) ? BROKEN : false
  }
}

const ended = (state: State): EffectFile | string => {
  if (state.promised === null || state.frames.length === 1) return STILL
  if (state.stage === 'head' || state.frames.length !== state.promised || !state.hasPixels) return BROKEN
  const durationMs = measure(state.frames)
  if (typeof durationMs === 'string') return durationMs
  const { width: widthPx, height: heightPx } = state
  return { type: 'image/png', widthPx, heightPx, durationMs, bytes: join(state.kept) }
}

/** Its measure and what is kept of it, or why it is not taken. The caller has seen the signature. */
export const readApng = (bytes: Uint8Array): EffectFile | string => {
  const view = viewOf(bytes)
  let state: State | null = null
  for (let at = SIGNATURE_BYTES; at + AROUND_BYTES <= bytes.length; ) {
    const length = view.getUint32(at)
    const end = at + AROUND_BYTES + length
    if (end > bytes.length) return BROKEN
    const type = ascii(bytes, at + 4, at + 8)
    if (view.getUint32(end - 4) !== crc32(bytes.subarray(at + 4, end - 4))) return BROKEN
    const chunk = bytes.subarray(at, end)
    if (state === null) {
      if (type !== 'IHDR' || length !== 13) return BROKEN
      const [width, height] = [view.getUint32(at + 8), view.getUint32(at + 12)]
      const tooLarge = sizeFault({ widthPx: width, heightPx: height })
      if (tooLarge !== null) return tooLarge
      state = {
        ...{ width, height, promised: null, sequence: 0, frames: [], hasPixels: false, stage: 'head', before: type },
        kept: [bytes.subarray(0, SIGNATURE_BYTES), chunk],
      }
    } else if (type === 'IEND') {
      if (length !== 0) return BROKEN
      if (end !== bytes.length) return MORE_BEHIND
      state.kept.push(chunk)
      return ended(state)
    } else {
      const taken = take(state, type, new DataView(view.buffer, view.byteOffset + at + 8, length))
      if (typeof taken === 'string') return taken
      if (taken) state.kept.push(chunk)
      state.before = type
    }
    at = end
  }
  return BROKEN
}
