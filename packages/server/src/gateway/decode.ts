// One message of a client: text → what it says, or why it is not understood. Nothing of it runs before this.
import { isRefusal, type Refusal, refuse, Up } from '@hawker/protocol'
import { MESSAGE_MAX_BYTES } from './limits.ts'

export const DEPTH_MAX = 16
export const KEYS_MAX = 64

/** Where the string that begins at `start` ends; native search, since a hello is mostly its ticket. */
const endOfString = (text: string, start: number): number => {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0
    while (text.charCodeAt(end - 1 - slashes) === 0x5c) slashes++
    if (slashes % 2 === 0) return end
  }
  return text.length
}

/** Looks at the brackets and colons outside of strings, so that what is too deep never reaches the parser. */
export const tooNested = (text: string): boolean => {
  let depth = 0
  let keys = 0
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 0x22: // "
        i = endOfString(text, i)
        break
      case 0x5b: // [
      case 0x7b: // {
        if (++depth > DEPTH_MAX) return true
        break
      case 0x5d: // ]
      case 0x7d: // }
        depth--
        break
      case 0x3a: // :
        if (++keys > KEYS_MAX) return true
    }
  }
  return false
}

/** A character takes at most three bytes for each unit of a JavaScript string. */
export const tooLong = (text: string): boolean =>
  text.length * 3 > MESSAGE_MAX_BYTES && Buffer.byteLength(text) > MESSAGE_MAX_BYTES

const TYPES: ReadonlySet<unknown> = new Set(Up.options.map((option) => option.shape.type.value))

export interface NotUnderstood {
  readonly ref: number | null
  readonly refusal: Refusal
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const decode = (text: string): Up | NotUnderstood => {
  const not = (refusal: Refusal, ref: unknown = null): NotUnderstood => ({
    refusal,
    ref: Number.isSafeInteger(ref) && (ref as number) >= 0 ? (ref as number) : null,
  })
  if (tooLong(text)) return not(refuse('too-large'))
  if (tooNested(text)) return not(refuse('bad-request'))
  const said = parse(text)
  if (typeof said !== 'object' || said === null || Array.isArray(said)) return not(refuse('bad-request'))
  const { type, ref } = said as { type?: unknown; ref?: unknown }
  if (!TYPES.has(type)) return not(refuse('unknown-type'), ref)
  const result = Up.safeParse(said)
  if (result.success) return result.data
  const { path = [], message = '' } = result.error.issues[0] ?? {}
  return not(refuse('invalid', { message: `${path.join('.') || 'message'}: ${message}` }), ref)
}

export const understood = (said: Up | NotUnderstood): said is Up => !('refusal' in said && isRefusal(said.refusal))
