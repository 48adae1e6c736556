// Ids of what is made on this page: short enough to be read aloud, and kept for a second try.
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'
const LENGTH = 12

export const newShortId = (bytes = crypto.getRandomValues(new Uint8Array(LENGTH))): string =>
  Array.from(bytes, (byte) => LETTERS[byte % LETTERS.length]).join('')
