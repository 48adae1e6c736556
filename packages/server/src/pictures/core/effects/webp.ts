// An animated WebP: its container is read and written anew with the frames alone. EXIF, XMP and whatever else is dropped.
// https://developers.google.com/speed/webp/docs/riff_container
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

const RIFF_BYTES = 12
const HEAD_BYTES = 8
const VP8X_BYTES = 10
const ANIM_BYTES = 6
/** Of a frame before its picture: place, size, duration and flags. */
const FRAME_BYTES = 16
const HAS_PROFILE = 0x20
const HAS_ALPHA = 0x10
const MOVES = 0x02

interface Chunk {
  readonly type: string
  readonly body: Uint8Array
}

/** The chunks of a stretch of bytes; null when one of them is not whole. */
const chunksOf = (bytes: Uint8Array): Chunk[] | null => {
  const view = viewOf(bytes)
  const chunks: Chunk[] = []
  let at = 0
  while (at < bytes.length) {
    if (at + HEAD_BYTES > bytes.length) return null
    const length = view.getUint32(at + 4, true)
    const end = at + HEAD_BYTES + length
    if (end > bytes.length) return null
    chunks.push({ type: ascii(bytes, at, at + 4), body: bytes.subarray(at + HEAD_BYTES, end) })
    at = end + (length % 2)
  }
  return chunks
}

const written = (type: string, body: Uint8Array): Uint8Array => {
  const chunk = new Uint8Array(HEAD_BYTES + body.length + (body.length % 2))
  for (let i = 0; i < 4; i++) chunk[i] = type.charCodeAt(i)
  viewOf(chunk).setUint32(4, body.length, true)
  chunk.set(body, HEAD_BYTES)
  return chunk
}

const uint24 = (view: DataView, at: number): number => view.getUint16(at, true) | (view.getUint8(at + 2) << 16)

/** The size that the picture itself has, whatever stands around it. */
const pictureSize = ({ type, body }: Chunk): readonly [number, number] | null => {
  if (body.length < 10) return null
  const view = viewOf(body)
  if (type === 'VP8L') {
    const packed = view.getUint32(1, true)
    return body[0] === 0x2f ? [1 + (packed & 0x3fff), 1 + ((packed >>> 14) & 0x3fff)] : null
  }
  const isKey = (body[0]! & 1) === 0 && body[3] === 0x9d && body[4] === 0x01 && body[5] === 0x2a
  return isKey ? [view.getUint16(6, true) & 0x3fff, view.getUint16(8, true) & 0x3fff] : null
}

interface Kept extends Frame {
  readonly chunk: Uint8Array
}

/** A frame with nothing in it but its picture. */
const frameOf = (body: Uint8Array, width: number, height: number): Kept | null => {
  if (body.length < FRAME_BYTES) return null
  const view = viewOf(body)
  const [x, y] = [2 * uint24(view, 0), 2 * uint24(view, 3)]
  const [widthPx, heightPx] = [1 + uint24(view, 6), 1 + uint24(view, 9)]
  const inside = chunksOf(body.subarray(FRAME_BYTES))
  const pictures = inside?.filter(({ type }) => type === 'VP8 ' || type === 'VP8L') ?? []
  const alphas = inside?.filter(({ type }) => type === 'ALPH') ?? []
  const [picture] = pictures
  if (picture === undefined || pictures.length > 1 || alphas.length > 1) return null
  const size = pictureSize(picture)
  if (size === null || size[0] !== widthPx || size[1] !== heightPx) return null
  if (x + widthPx > width || y + heightPx > height) return null
  const alpha = picture.type === 'VP8 ' ? alphas : []
  const parts = [...alpha, picture].map((chunk) => written(chunk.type, chunk.body))
  const head = body.slice(0, FRAME_BYTES)
  head[FRAME_BYTES - 1] = head[FRAME_BYTES - 1]! & 0x03
  const durationMs = shownFor(uint24(view, 12))
  return { chunk: written('ANMF', join([head, ...parts])), widthPx, heightPx, durationMs }
}

/** Its measure and what is kept of it, or why it is not taken. The caller has seen `RIFF` and `WEBP`. */
export const readWebp = (bytes: Uint8Array): EffectFile | string => {
  const end = 8 + viewOf(bytes).getUint32(4, true)
  if (end > bytes.length || end < RIFF_BYTES) return BROKEN
  if (end + (end % 2) < bytes.length) return MORE_BEHIND
  const chunks = chunksOf(bytes.subarray(RIFF_BYTES, end))
  if (chunks === null) return BROKEN
  const [first] = chunks
  if (first?.type === 'VP8 ' || first?.type === 'VP8L') return STILL
  if (first?.type !== 'VP8X' || first.body.length < VP8X_BYTES) return BROKEN
  const head = viewOf(first.body)
  const [widthPx, heightPx] = [1 + uint24(head, 4), 1 + uint24(head, 7)]
  const tooLarge = sizeFault({ widthPx, heightPx })
  if (tooLarge !== null) return tooLarge
  const all = (wanted: string) => chunks.filter(({ type }) => type === wanted)
  const [animations, bodies, profiles] = [all('ANIM'), all('ANMF'), all('ICCP')]
  if (bodies.length < 2) return STILL
  if (animations.length !== 1 || animations[0]!.body.length < ANIM_BYTES || profiles.length > 1) return BROKEN
  const tooMany = framesFault(bodies.length)
  if (tooMany !== null) return tooMany
  const frames = bodies.map(({ body }) => frameOf(body, widthPx, heightPx))
  if (!frames.every((frame) => frame !== null)) return BROKEN
  const durationMs = measure(frames)
  if (typeof durationMs === 'string') return durationMs
  const newHead = first.body.slice(0, VP8X_BYTES)
  newHead.fill(0, 0, 4)
  newHead[0] = MOVES | (first.body[0]! & HAS_ALPHA) | (profiles.length > 0 ? HAS_PROFILE : 0)
  const body = join([
    written('VP8X', newHead),
    ...profiles.map((profile) => written('ICCP', profile.body)),
    written('ANIM', animations[0]!.body.subarray(0, ANIM_BYTES)),
    ...frames.map(({ chunk }) => chunk),
  ])
  const riff = new Uint8Array(RIFF_BYTES)
  riff.set(bytes.subarray(0, RIFF_BYTES))
  viewOf(riff).setUint32(4, body.length + 4, true)
  return { type: 'image/webp', widthPx, heightPx, durationMs, bytes: join([riff, body]) }
}
