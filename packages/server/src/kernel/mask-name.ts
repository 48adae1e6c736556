// A buyer's name as the whole room sees it.
const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** "Lin Chen" → "L**n": first and last character as people count them; a name of one or two keeps only its first. */
export const maskName = (name: string): string => {
  const parts = Array.from(characters.segment(name.trim()), (part) => part.segment)
  const first = parts[0] ?? '*'
  const last = parts.length > 2 ? parts[parts.length - 1]! : ''
  return `${first}**${last}`
}
