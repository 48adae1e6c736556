// Ids of products made on this page: short enough to be read aloud, and kept for a second try.
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'
const LENGTH = 12

export const newProductId = (bytes = crypto.getRandomValues(new Uint8Array(LENGTH))): string =>
  Array.from(bytes, (byte) => LETTERS[byte % LETTERS.length]).join('')
