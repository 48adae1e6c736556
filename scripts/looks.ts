// A single look at a page tells of luck: what it is to show may be on its way. Tests look through `soon` and `until`, which
// look again (e2e/harness/soon.ts).

const LOOKS_AGAIN = /\b(?:soon|until)\(/g
/** What reads a page. */
const LOOK =
  /\.(?:count|textContent|innerText|innerHTML|inputValue|getAttribute|boundingBox|content|is(?:Visible|Hidden|Enabled|Disabled|Checked|Editable)|all(?:InnerTexts|TextContents)|evaluate(?:All|Handle)?|waitForTimeout)\(|\bpage\.url\(/g
/** On a line of its own it does something in the page, and reads nothing. */
const ACTS = /^\s*await [\w.]+\.evaluate\($/

/** Where the bracket closes that was opened just before. */
const endOf = (text: string, from: number): number => {
  let depth = 1
  let at = from
  for (; depth > 0 && at < text.length; at++) {
    if ('([{'.includes(text[at]!)) depth++
    if (')]}'.includes(text[at]!)) depth--
  }
  return at
}

/** The functions of a harness file whose answer is what a page shows at the moment. */
export const readsOf = (harness: string): string[] =>
  [...harness.matchAll(/export const (\w+Of|is\w+) = (?:async )?\(page\b/g)].map(([, name]) => name!)

/** The lines of a test that look at a page once. `reads`: functions that do. */
export const looksOnce = (text: string, reads: readonly string[]): number[] => {
  const spans = [...text.matchAll(LOOKS_AGAIN)].map(({ index, 0: { length } }) => [index, endOf(text, index + length)])
  const named = new RegExp(`\\b(?:${reads.join('|')})\\(`, 'g')
  const lines = [...text.matchAll(LOOK), ...text.matchAll(named)].flatMap(({ index, 0: { length } }) => {
    if (spans.some(([from, to]) => index > from! && index < to!)) return []
    const before = text.slice(0, index + length)
    return ACTS.test(before.slice(before.lastIndexOf('\n') + 1)) ? [] : [before.split('\n').length]
  })
  return [...new Set(lines)].sort((a, b) => a - b)
}
