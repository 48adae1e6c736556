// What may be written to a person or told to a room. Breaks stay: these are read, not skimmed.
import { api, DIRECT_MAX_BYTES, DIRECT_MAX_CODEPOINTS, type Refusal, refuse } from '@hawker/protocol'
import { cleanText } from '#kernel/clean-text'

const utf8 = new TextEncoder()

const clean = (text: string): string | Refusal => {
  if (!text.isWellFormed()) return refuse('text-refused', { message: 'This text is not valid Unicode.' })
  const shown = cleanText(text, 'keep')
  return shown === '' ? refuse('text-refused', { message: 'There is nothing to read in this text.' }) : shown
}

/** The message as it will be shown, or why it will not. */
export const checkDirect = (text: string): string | Refusal => {
  const shown = clean(text)
  if (typeof shown !== 'string') return shown
  if ([...shown].length > DIRECT_MAX_CODEPOINTS)
    return refuse('too-large', { message: `A message has at most ${DIRECT_MAX_CODEPOINTS} characters.` })
  if (utf8.encode(shown).length > DIRECT_MAX_BYTES)
    return refuse('too-large', { message: `A message has at most ${DIRECT_MAX_BYTES} bytes.` })
  return shown
}

export interface Notice {
  readonly text: string
  readonly data: string | null
}

/** What is for programs stays as it is; what is for people is cleaned. */
export const checkNotice = ({ text, data }: Notice): Notice | Refusal => {
  const shown = clean(text)
  if (typeof shown !== 'string') return shown
  if (utf8.encode(shown).length > api.messages.NOTICE_MAX_BYTES) return refuse('text-refused')
  if (data !== null && (!data.isWellFormed() || data.includes('\0'))) return refuse('text-refused')
  return { text: shown, data }
}
