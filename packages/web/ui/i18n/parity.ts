// Whether two languages say the same things; the tests of every page call it.
import type { Words } from './index.ts'

const PLURAL = /(_ordinal)?_(zero|one|two|few|many|other)$/

/** Every key as `a.b.c`, plural forms folded into one. */
export const keysOf = (words: Words, path = ''): Set<string> => {
  const keys = new Set<string>()
  for (const [key, value] of Object.entries(words)) {
    const here = path ? `${path}.${key}` : key
    if (typeof value === 'string') keys.add(here.replace(PLURAL, ''))
    else for (const inner of keysOf(value, here)) keys.add(inner)
  }
  return keys
}

/** Keys that one of the two lacks. */
export const missingKeys = (a: Words, b: Words): string[] => {
  const inA = keysOf(a)
  const inB = keysOf(b)
  return [...inA].filter((key) => !inB.has(key)).concat([...inB].filter((key) => !inA.has(key)))
}
