// What a line may be.
import { CHAT_MAX_BYTES, CHAT_MAX_CODEPOINTS, type Refusal, refuse } from '@hawker/protocol'
import { cleanText } from '#kernel/clean-text'

const utf8 = new TextEncoder()

/** The line as it will be shown, or why it will not. */
export const checkLine = (text: string): string | Refusal => {
  if (!text.isWellFormed()) return refuse('text-refused', { message: 'This text is not valid Unicode.' })
  const clean = cleanText(text)
  if (clean === '') return refuse('text-refused', { message: 'There is nothing to say in this line.' })
  // Code points and bytes are counted only where the length leaves it open.
  if (clean.length > CHAT_MAX_CODEPOINTS && [...clean].length > CHAT_MAX_CODEPOINTS)
    return refuse('too-large', { message: `A line has at most ${CHAT_MAX_CODEPOINTS} characters.` })
  if (clean.length * 3 > CHAT_MAX_BYTES && utf8.encode(clean).length > CHAT_MAX_BYTES)
    return refuse('too-large', { message: `A line has at most ${CHAT_MAX_BYTES} bytes.` })
  return clean
}
