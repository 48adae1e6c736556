// What a file is by its own bytes, before any decoder is given it: PNG, JPEG or WebP that stands still, of a size that
// memory can hold, with nothing behind its end. A sentence for people where it is something else.

export const SIDE_MAX_PX = 8_192
export const PIXELS_MAX = 40_000_000

interface Size {
  readonly width: number
  readonly height: number
}

const NOT_A_PICTURE = 'This is no PNG, JPEG or WebP picture.'
const BROKEN = 'This picture is not whole.'
const MOVES = 'Pictures that move are not taken.'
const MORE_BEHIND = 'Something else stands behind the end of this picture.'

const ascii = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to))

const lookAtPng = (bytes: Uint8Array, view: DataView): Size | string => {
  let size: Size | null = null
  for (let at = 8; at + 12 <= bytes.length; ) {
    const type = ascii(bytes, at + 4, at + 8)
    const end = at + 12 + view.getUint32(at)
    if (size === null) {
      if (type !== 'IHDR' || end > bytes.length) return BROKEN
      size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) }
    }
    if (type === 'acTL') return MOVES
    if (type === 'IEND') return end === bytes.length ? size : MORE_BEHIND
    at = end
  }
  return BROKEN
}

const lookAtWebp = (bytes: Uint8Array, view: DataView): Size | string => {
  const end = 8 + view.getUint32(4, true)
  if (end > bytes.length) return BROKEN
  if (end + (end % 2) < bytes.length) return MORE_BEHIND
  let size: Size | null = null
  for (let at = 12; at + 8 <= end; ) {
    const type = ascii(bytes, at, at + 4)
    const length = view.getUint32(at + 4, true)
    const body = at + 8
    if (type === 'ANIM' || type === 'ANMF') return MOVES
    if (size === null && body + 10 <= bytes.length) {
      const packed = view.getUint32(body + 1, true)
      if (type === 'VP8X')
        size = {
          width: 1 + (view.getUint32(body + 4, true) & 0xffffff),
          height: 1 + (view.getUint32(body + 6, true) >>> 8),
        }
      if (type === 'VP8L') size = { width: 1 + (packed & 0x3fff), height: 1 + ((packed >>> 14) & 0x3fff) }
      if (type === 'VP8 ')
        size = { width: view.getUint16(body + 6, true) & 0x3fff, height: view.getUint16(body + 8, true) & 0x3fff }
    }
    at = body + length + (length % 2)
  }
  return size ?? BROKEN
}

const SOF = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf])
const isStandalone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)

/** Telephones put a second picture, a film or zeros behind the first: of these nothing is kept. */
const mayStandBehind = (bytes: Uint8Array, at: number): boolean =>
  (bytes[at] === 0xff && bytes[at + 1] === 0xd8) ||
  ascii(bytes, at + 4, at + 8) === 'ftyp' ||
  bytes.subarray(at).every((byte) => byte === 0)

const lookAtJpeg = (bytes: Uint8Array, view: DataView): Size | string => {
  let size: Size | null = null
  for (let at = 2; at + 2 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return BROKEN
    const marker = bytes[at + 1]!
    if (marker === 0xff) {
      at++
      continue
    }
    if (marker === 0xd9) return size === null ? BROKEN : mayStandBehind(bytes, at + 2) ? size : MORE_BEHIND
    if (isStandalone(marker)) {
      at += 2
      continue
    }
    if (at + 4 > bytes.length) return BROKEN
    const length = view.getUint16(at + 2)
    if (length < 2) return BROKEN
    if (SOF.has(marker) && at + 9 <= bytes.length)
      size = { width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    at += 2 + length
    if (marker !== 0xda) continue
    // The scan itself: until a marker that is neither a stuffed byte nor a restart.
    for (at = bytes.indexOf(0xff, at); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
      const next = bytes[at + 1]
      if (next !== 0 && next !== 0xff && !(next! >= 0xd0 && next! <= 0xd7)) break
    }
    if (at === -1) return BROKEN
  }
  return BROKEN
}

const kindOf = (bytes: Uint8Array) => {
  if (bytes.length < 16) return null
  if (ascii(bytes, 0, 8) === '\u0089PNG\r\n\u001a\n') return lookAtPng
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return lookAtJpeg
  return ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP' ? lookAtWebp : null
}

/** The picture's size, or why it is not taken. */
export const look = (bytes: Uint8Array): Size | string => {
  const lookAt = kindOf(bytes)
  if (lookAt === null)
    return ascii(bytes, 0, 4) === 'GIF8' ? 'GIF is not taken: send PNG, JPEG or WebP.' : NOT_A_PICTURE
  const size = lookAt(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  if (typeof size === 'string') return size
  if (size.width < 1 || size.height < 1) return BROKEN
  if (size.width > SIDE_MAX_PX || size.height > SIDE_MAX_PX || size.width * size.height > PIXELS_MAX)
    return `A picture has at most ${SIDE_MAX_PX} px a side, and ${PIXELS_MAX / 1_000_000} million in all.`
  return size
}
