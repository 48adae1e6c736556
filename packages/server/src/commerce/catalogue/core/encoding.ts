// What a file is before it is read as a table: a sentence for people where it is no text in UTF-8.
const SAVE_AS = 'Save it as “CSV UTF-8” and send it again.'

const startsWith = (bytes: Uint8Array, ...signs: number[]): boolean => signs.every((sign, i) => bytes[i] === sign)

export const notText = (bytes: Uint8Array): string | null => {
  if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff)) return `This file is in UTF-16. ${SAVE_AS}`
  if (startsWith(bytes, 0x50, 0x4b, 0x03, 0x04) || startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0))
    return `This file is a workbook, not CSV. ${SAVE_AS}`
  if (bytes.subarray(0, 4_096).includes(0)) return `This file is in UTF-16 or no text at all. ${SAVE_AS}`
  return bytes.length === 0 ? 'This file is empty.' : null
}

export const NOT_UTF8 = `This file is not in UTF-8 (in GBK, Shift JIS or Windows-1252, perhaps). ${SAVE_AS}`
