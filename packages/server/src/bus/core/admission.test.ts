import { expect, test } from 'bun:test'
import type { Priority } from '@hawker/protocol'
import fc from 'fast-check'
import { ADMITTED, admit, type Budget, DROPPED, fullTokens } from './admission.ts'

const never = () => false
const budgets = fc.record({ perS: fc.integer({ min: 1, max: 60 }), p1HeadroomPerS: fc.integer({ min: 0, max: 60 }) })
const appends = fc.array(
  fc.record({
    waitMs: fc.nat(700),
    entries: fc.array(fc.record({ priority: fc.constantFrom<Priority>(0, 1, 2, 3) }), { maxLength: 120 }),
  }),
  { maxLength: 25 },
)

const replay = (budget: Budget, steps: { waitMs: number; entries: { priority: Priority }[] }[]) => {
  const tokens = fullTokens(budget, 0)
  let now = 0
  return steps.map(({ waitMs, entries }) => {
    now += waitMs
    return { now, entries, flags: admit(tokens, budget, entries, now, never) }
  })
}

test('N2 in any stretch of time no more is admitted than a burst and what time gave', () => {
  fc.assert(
    fc.property(budgets, appends, (budget, steps) => {
      const done = replay(budget, steps)
      const count = (from: number, to: number, classes: Priority[]) =>
        done
          .slice(from, to + 1)
          .reduce((n, s) => n + s.entries.filter((e, i) => classes.includes(e.priority) && s.flags[i]).length, 0)
      for (let from = 0; from < done.length; from++)
        for (let to = from; to < done.length; to++) {
          const seconds = 1 + (done[to]!.now - done[from]!.now) / 1000
          expect(count(from, to, [2, 3])).toBeLessThanOrEqual(budget.perS * seconds + 1e-6)
          expect(count(from, to, [1, 2, 3])).toBeLessThanOrEqual((budget.perS + budget.p1HeadroomPerS) * seconds + 1e-6)
        }
    }),
    { numRuns: 100 },
  )
})

test('promise 7: S36 within one append nothing lower is admitted while something higher is dropped; P0 never is', () => {
  fc.assert(
    fc.property(budgets, appends, (budget, steps) => {
      for (const { entries, flags } of replay(budget, steps)) {
        const highestDropped = Math.min(4, ...entries.filter((_, i) => flags[i] === DROPPED).map((e) => e.priority))
        const lowestAdmitted = Math.max(0, ...entries.filter((_, i) => flags[i] === ADMITTED).map((e) => e.priority))
        expect(highestDropped).toBeGreaterThan(0)
        expect(lowestAdmitted).toBeLessThanOrEqual(highestDropped)
      }
    }),
    { numRuns: 100 },
  )
})

test('S59 P1 has its headroom whatever chat did before', () => {
  fc.assert(
    fc.property(budgets, appends, (budget, steps) => {
      const chat = steps.map((s) => ({ ...s, entries: s.entries.map(() => ({ priority: 2 as const })) }))
      const gifts = Array.from({ length: budget.p1HeadroomPerS }, () => ({ priority: 1 as const }))
      const last = replay(budget, [...chat, { waitMs: 0, entries: gifts }]).at(-1)!
      expect([...last.flags].every((flag) => flag === ADMITTED)).toBe(true)
    }),
    { numRuns: 50 },
  )
})

test('a clock that goes back neither gives tokens nor stops giving them', () => {
  const budget = { perS: 10, p1HeadroomPerS: 0 }
  const tokens = fullTokens(budget, 3_600_000)
  const ten = Array.from({ length: 10 }, () => ({ priority: 2 as const }))
  const admitted = (now: number) => admit(tokens, budget, ten, now, never).filter((flag) => flag === ADMITTED).length
  expect([admitted(3_600_000), admitted(0), admitted(500)]).toEqual([10, 0, 5])
})
