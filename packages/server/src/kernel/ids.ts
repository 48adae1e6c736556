// New identifiers from time and chance that are handed in.
import type { Chance } from './chance.ts'

const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'))
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** A UUID version 7 (RFC 9562 §5.7): 48 bits of milliseconds, then chance; sorts by time. */
export const uuidV7 = (nowMs: number, chance: Chance): string => {
  const b = chance.bytes(16)
  let t = nowMs
  for (let i = 5; i >= 0; i--) {
    b[i] = t % 256
    t = Math.floor(t / 256)
  }
  b[6] = 0x70 | (b[6]! & 0x0f)
  b[8] = 0x80 | (b[8]! & 0x3f)
  let s = ''
  for (let i = 0; i < 16; i++) s += (i === 4 || i === 6 || i === 8 || i === 10 ? '-' : '') + HEX[b[i]!]
  return s
}

/** A short random id in Crockford's base 32: 5 bits a character, so 16 characters hold 80 bits. */
export const randomId = (chance: Chance, characters = 16): string => {
  let s = ''
  for (const byte of chance.bytes(characters)) s += ALPHABET[byte & 31]
  return s
}
