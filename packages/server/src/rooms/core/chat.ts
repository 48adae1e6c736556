// What a line may be, and what is taken out of it.
import { CHAT_MAX_BYTES, CHAT_MAX_CODEPOINTS, type Refusal, refuse } from '@hawker/protocol'

/** Line breaks and tabs, which a line of chat shows as a space. */
const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g
/**
 * What nobody sees and some use to deceive: controls, zero-width and filler characters, bidirectional controls, tags.
 * Variation selectors stay, and the two zero-width joiners are judged apart: emoji and Persian need them.
 */
const UNSEEN = /(?!\u200c|\u200d|[\ufe00-\ufe0f])[\p{Default_Ignorable_Code_Point}\p{Cc}\ufff9-\ufffb]/gu
const LOOSE_ZWJ = /(?<!\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)\u200d|\u200d(?!\p{Extended_Pictographic})/gu
const LOOSE_ZWNJ = /(?<!\p{L})\u200c|\u200c(?!\p{L})/gu

/** The text without what cannot be seen, its breaks as `breaks` says. */
export const cleanText = (text: string, breaks: 'space' | 'keep' = 'space'): string => {
  if (breaks === 'space') return strip(text.replace(BREAKS, ' '))
  return text.split(/\r?\n/).map(strip).join('\n').trim()
}

const strip = (text: string): string => text.replace(UNSEEN, '').replace(LOOSE_ZWJ, '').replace(LOOSE_ZWNJ, '').trim()

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
