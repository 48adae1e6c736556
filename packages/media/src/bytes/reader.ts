import { MediaViolation } from '../violation.ts'

const text = new TextDecoder()

/** Big-endian reading that never leaves its bytes: past the end is a violation, and views cost no copy. */
export class ByteReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  #advance(count: number): number {
    if (count > this.left) throw new MediaViolation('truncated', `${count} bytes needed, ${this.left} left`)
    const at = this.#at
    this.#at += count
    return at
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1))
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2))
  }

  u24(): number {
    const at = this.#advance(3)
    return (this.#view.getUint16(at) << 8) | this.#view.getUint8(at + 2)
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4))
  }

  f64(): number {
    return this.#view.getFloat64(this.#advance(8))
  }

  skip(count: number): void {
    this.#advance(count)
  }

  take(count: number): Uint8Array {
    const at = this.#advance(count)
    return this.#bytes.subarray(at, at + count)
  }

  utf8(count: number): string {
    return text.decode(this.take(count))
  }

  rest(): Uint8Array {
    return this.take(this.left)
  }
}
