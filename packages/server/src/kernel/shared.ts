// One answer for all who ask the same within a short time.
import type { Clock } from './clock.ts'

const KEYS_MAX = 1_000

export const shared = <A extends readonly string[], T>(
  clock: Clock,
  forMs: number,
  read: (...ask: A) => Promise<T>,
): ((...ask: A) => Promise<T>) => {
  const kept = new Map<string, { readonly at: number; readonly answer: Promise<T> }>()
  return (...ask) => {
    const key = ask.join(' ')
    const known = kept.get(key)
    if (known && clock.monotonic() - known.at < forMs) return known.answer
    if (kept.size >= KEYS_MAX) kept.clear()
    const answer = read(...ask)
    kept.set(key, { at: clock.monotonic(), answer })
    answer.catch(() => kept.delete(key))
    return answer
  }
}
