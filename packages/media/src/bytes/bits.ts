import { MediaViolation } from '../violation.ts'

const LONGEST_EXP_GOLOMB_BITS = 32

/** Bit by bit, most significant first, with the variable-length codes of H.264 (ITU-T H.264, 9.1). */
export class BitReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get left(): number {
    return this.#bytes.length * 8 - this.#at
  }

  bit(): 0 | 1 {
    const byte = this.#bytes[this.#at >> 3]
    if (byte === undefined) throw new MediaViolation('truncated', 'bits ran out')
    return ((byte >> (7 - (this.#at++ & 7))) & 1) as 0 | 1
  }

  /** Up to 32 bits. */
  bits(count: number): number {
    let value = 0
    for (let i = 0; i < count; i++) value = value * 2 + this.bit()
    return value
  }

  unsigned(): number {
    let zeros = 0
    while (this.bit() === 0) {
      if (++zeros > LONGEST_EXP_GOLOMB_BITS) throw new MediaViolation('malformed', 'exp-Golomb code too long')
    }
    return 2 ** zeros - 1 + this.bits(zeros)
  }

  signed(): number {
    const code = this.unsigned()
    return code % 2 === 1 ? (code + 1) / 2 : -code / 2
  }
}
