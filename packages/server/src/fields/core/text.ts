// What may be kept as a text: nothing that a database or JSON could not give back as it was.
import { type Refusal, refuse } from '@hawker/protocol'

const utf8 = new TextEncoder()
export const bytesIn = (text: string): number => utf8.encode(text).length

const isText = (text: string): boolean => text.isWellFormed() && !text.includes('\0')

/** A refusal that names the first key or value that cannot be kept. */
export const checkTexts = (inside: string, texts: Readonly<Record<string, string>>): Refusal | null => {
  const bad = Object.entries(texts).find(([key, value]) => !isText(key) || !isText(value))
  return bad ? refuseAt(inside, 'a text has no U+0000 and no half of a character') : null
}

export const refuseAt = (path: string, message: string): Refusal => refuse('invalid', { fields: [{ path, message }] })
