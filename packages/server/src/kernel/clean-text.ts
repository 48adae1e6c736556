// What is taken out of a text that people write to each other.

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
  const lines = text.split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/)
  return lines
    .map((line) => strip(line.replaceAll('\t', ' ')))
    .join('\n')
    .trim()
}

const strip = (text: string): string => text.replace(UNSEEN, '').replace(LOOSE_ZWJ, '').replace(LOOSE_ZWNJ, '').trim()
