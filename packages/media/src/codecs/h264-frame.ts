import { attempt, MediaViolation } from '../violation.ts'

const NAL_IDR = 5
const NAL_SEI = 6
const NAL_FILLER = 12
const SEI_USER_DATA_REGISTERED = 4
const SEI_USER_DATA_UNREGISTERED = 5
const SEI_RECOVERY_POINT = 6

export interface AvcFrame {
  /** The NAL units that go on, as views of the input in order; together `size` bytes. */
  pieces: Uint8Array[]
  size: number
  /** A decoder can start here: an IDR picture, or a recovery point. */
  entry: boolean
}

/**
 * Walks the length-prefixed NAL units of one access unit (ISO/IEC 14496-15, 5.3.4.2; types: ITU-T H.264, table 7-1).
 * Filler goes; so does every SEI unit that carries user data, unless `keepUserData`.
 */
export function readAvcFrame(data: Uint8Array, lengthSize: 1 | 2 | 4, keepUserData = false): AvcFrame | MediaViolation {
  return attempt(() => {
    const pieces: Uint8Array[] = []
    let entry = false
    let size = 0
    let kept = 0
    let at = 0
    const keepUpTo = (end: number) => {
      if (end > kept) pieces.push(data.subarray(kept, end))
      size += end - kept
    }
    while (at < data.length) {
      const start = at
      if (at + lengthSize > data.length) throw new MediaViolation('truncated', 'NAL length cut off')
      let length = 0
      for (let i = 0; i < lengthSize; i++) length = length * 256 + data[at++]!
      if (length > data.length - at) throw new MediaViolation('malformed', 'NAL unit longer than its frame')
      const type = length === 0 ? NAL_FILLER : data[at]! & 31
      let drop = type === NAL_FILLER
      if (type === NAL_IDR) entry = true
      else if (type === NAL_SEI) {
        const sei = readSei(data.subarray(at + 1, at + length))
        if (sei.recoveryPoint) entry = true
        drop = sei.userData && !keepUserData
      }
      at += length
      if (drop) {
        keepUpTo(start)
        kept = at
      }
    }
    keepUpTo(at)
    return { pieces, size, entry }
  })
}

/** Payload types inside one SEI unit (7.3.2.3.1); what cannot be read counts as user data, so that it does not pass. */
function readSei(body: Uint8Array): { userData: boolean; recoveryPoint: boolean } {
  const found = { userData: false, recoveryPoint: false }
  let at = 0
  let zeros = 0
  // Escapes are skipped while reading: the payload's size counts plain bytes.
  const next = (): number | undefined => {
    if (zeros >= 2 && body[at] === 3) {
      at++
      zeros = 0
    }
    const byte = body[at++]
    zeros = byte === 0 ? zeros + 1 : 0
    return byte
  }
  const number = (): number | undefined => {
    let value = 0
    for (;;) {
      const byte = next()
      if (byte === undefined) return undefined
      value += byte
      if (byte !== 0xff) return value
    }
  }
  while (at < body.length - 1 || (at < body.length && body[at] !== 0x80)) {
    const type = number()
    const length = number()
    if (type === undefined || length === undefined || length > body.length - at) {
      found.userData = true
      return found
    }
    if (type === SEI_USER_DATA_REGISTERED || type === SEI_USER_DATA_UNREGISTERED) found.userData = true
    if (type === SEI_RECOVERY_POINT) found.recoveryPoint = true
    for (let i = 0; i < length; i++) next()
  }
  return found
}
