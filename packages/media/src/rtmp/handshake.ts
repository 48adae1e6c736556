import { MediaViolation } from '../violation.ts'

/** C0, S0 and the three long packets (Adobe RTMP 1.0, 5.2). */
export const VERSION = 3
export const PACKET_BYTES = 1536

/** C0+C1 or S0+S1. The fill may be anything; zeros in the version field say that we speak the plain handshake. */
export function openingPackets(): Uint8Array {
  const bytes = new Uint8Array(1 + PACKET_BYTES)
  bytes[0] = VERSION
  for (let i = 9; i < bytes.length; i++) bytes[i] = (i * 131) & 0xff
  return bytes
}

export function expectVersion(byte: number): void {
  if (byte !== VERSION) throw new MediaViolation('unsupported', `RTMP version ${byte}`)
}

/** Gathers a fixed number of bytes over several inputs; answers what follows them, or undefined while some lack. */
export function createGatherer(size: number) {
  const bytes = new Uint8Array(size)
  let length = 0
  return {
    bytes,
    get length() {
      return length
    },
    push(input: Uint8Array): Uint8Array | undefined {
      const count = Math.min(input.length, size - length)
      bytes.set(input.subarray(0, count), length)
      length += count
      return length === size ? input.subarray(count) : undefined
    },
  }
}
