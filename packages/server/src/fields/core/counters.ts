// Counters of a room: 64-bit whole numbers (T10), changed all together or not at all.
import { type api, COUNTERS_MAX, type Refusal, refuse } from '@hawker/protocol'
import { checkTexts, refuseAt } from './text.ts'

export type CounterChange = api.fields.CounterChange
export type Counters = Readonly<Record<string, string>>

const MIN = -(2n ** 63n)
const MAX = 2n ** 63n - 1n

/** The counters after these changes, in their order; what is added to nothing is added to 0. */
export const changeCounters = (
  counters: Counters,
  changes: readonly CounterChange[],
): Record<string, string> | Refusal => {
  const next = new Map(Object.entries(counters))
  for (const [i, change] of changes.entries()) {
    const { key } = change
    const bad = checkTexts(`changes.${i}.key`, { key })
    if (bad) return bad
    if (change.op === 'remove') {
      next.delete(key)
      continue
    }
    if (key === '__proto__') return refuseAt(`changes.${i}.key`, 'no key may be called __proto__')
    const before = change.op === 'add' ? BigInt(next.get(key) ?? 0) : 0n
    const value = before + BigInt(change.value)
    if (value < MIN || value > MAX) return refuseAt(`changes.${i}.value`, 'the counter would not fit into 64 bits')
    next.set(key, value.toString())
  }
  if (next.size > COUNTERS_MAX)
    return refuse('limit-reached', { message: `A room has at most ${COUNTERS_MAX} counters.` })
  return Object.fromEntries(next)
}
