import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { answered, stands, type Tenure } from './tenure.ts'

test('a first token is taken, the same again changes nothing, none is lost', () => {
  const first = answered(null, 4, 100, 3_000)
  expect(first).toEqual({
    tenure: { token: 4, until: 3_100 },
    turn: { kind: 'taken', tenure: { token: 4, until: 3_100 }, before: null },
  })
  const again = answered(first.tenure, 4, 1_100, 3_000)
  expect(again).toEqual({ tenure: { token: 4, until: 4_100 }, turn: { kind: 'none' } })
  const lost = answered(again.tenure, null, 2_100, 3_000)
  expect([lost.tenure, lost.turn.kind]).toEqual([null, 'lost'])
  expect(answered(null, null, 2_100, 3_000).turn.kind).toBe('none')
})

test('a lease that lapsed and came back has another token, and its holder is told', () => {
  const before: Tenure = { token: 4, until: 3_100 }
  expect(answered(before, 6, 9_000, 3_000).turn).toMatchObject({ kind: 'taken', before, tenure: { token: 6 } })
})

test('of two processes with clocks of their own and answers of any delay, never two stand at once', () => {
  const ttlMs = 3_000
  const step = fc.record({
    who: fc.integer({ min: 0, max: 1 }),
    after: fc.integer({ min: 1, max: 2_500 }),
    answerAfter: fc.integer({ min: 0, max: 4_000 }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      // The database: one clock, one row. An answer arrives later than it was decided.
      const row = { holder: -1, token: 0, until: 0 }
      const tenures: (Tenure | null)[] = [null, null]
      const arriving: { at: number; hear: () => void }[] = []
      let now = 0
      const look = () => {
        const standing = tenures.filter((tenure) => stands(tenure, now))
        expect(standing.length).toBeLessThan(2)
      }
      for (const { who, after, answerAfter } of steps) {
        const until = now + after
        for (const answer of arriving.splice(0).sort((a, b) => a.at - b.at))
          if (answer.at > until) arriving.push(answer)
          else {
            now = answer.at
            answer.hear()
            look()
          }
        now = until
        const askedAt = now
        let token: number | null = null
        if (row.holder === who || row.until <= now) {
          if (!(row.holder === who && row.until > now)) row.token++
          Object.assign(row, { holder: who, until: now + ttlMs })
          token = row.token
        }
        const hear = () => {
          tenures[who] = answered(tenures[who]!, token, askedAt, ttlMs).tenure
        }
        arriving.push({ at: now + answerAfter, hear })
        look()
      }
    }),
    { numRuns: 300 },
  )
})
