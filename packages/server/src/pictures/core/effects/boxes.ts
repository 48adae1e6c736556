// Boxes of an MP4 file (ISO/IEC 14496-12, 4.2): read within bounds, and written.
import { ascii, join, viewOf } from './effect.ts'

/** In one file, at all depths; one film has about thirty. */
export const BOXES_MAX = 500
const HEAD_BYTES = 8
const LONG_HEAD_BYTES = 16

export interface Box {
  readonly type: string
  readonly body: Uint8Array
}

/** How many more boxes may be read of this file. */
export interface Allowance {
  boxes: number
}

/** The boxes that fill a stretch of bytes; null when one is not whole, or there are too many. */
export const boxesOf = (bytes: Uint8Array, allowance: Allowance): Box[] | null => {
  const view = viewOf(bytes)
  const boxes: Box[] = []
  for (let at = 0; at < bytes.length; ) {
    if (at + HEAD_BYTES > bytes.length || --allowance.boxes < 0) return null
    const isLong = view.getUint32(at) === 1
    if (isLong && (at + LONG_HEAD_BYTES > bytes.length || view.getUint32(at + 8) !== 0)) return null
    const head = isLong ? LONG_HEAD_BYTES : HEAD_BYTES
    const size = isLong ? view.getUint32(at + 12) : view.getUint32(at)
    if (size < head || at + size > bytes.length) return null
    boxes.push({ type: ascii(bytes, at + 4, at + 8), body: bytes.subarray(at + head, at + size) })
    at += size
  }
  return boxes
}

/** The one box of this type; null when there is none, or more than one. */
export const theOne = (boxes: readonly Box[] | null, type: string): Uint8Array | null => {
  const all = boxes?.filter((box) => box.type === type) ?? []
  return all.length === 1 ? all[0]!.body : null
}

export const uint32s = (...numbers: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(numbers.length * 4)
  const view = viewOf(bytes)
  for (const [i, number] of numbers.entries()) view.setUint32(i * 4, number)
  return bytes
}

export const text = (letters: string): Uint8Array => Uint8Array.from(letters, (letter) => letter.charCodeAt(0))

export const box = (type: string, ...parts: readonly Uint8Array[]): Uint8Array => {
  const body = join(parts)
  return join([uint32s(HEAD_BYTES + body.length), text(type), body])
}
