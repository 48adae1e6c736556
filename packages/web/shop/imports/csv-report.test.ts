import { expect, test } from 'bun:test'
import { type CsvAnswer, standingOf, wrongLines } from './csv-report.ts'

const answer: CsvAnswer = { lines: 3, products: 2, created: 1, changed: 1, errors: [], errorCount: 0, done: false }

test('errors stand by line, in the order of the file, each with its column', () => {
  expect(
    wrongLines([
      { line: 4, column: 'price', message: 'b' },
      { line: 2, column: null, message: 'a' },
      { line: 4, column: 'title', message: 'c' },
    ]),
  ).toEqual([
    { line: 2, errors: [{ column: null, message: 'a' }] },
    {
      line: 4,
      errors: [
        { column: 'price', message: 'b' },
        { column: 'title', message: 'c' },
      ],
    },
  ])
})

test('a table with one error is not ready, whatever else stands in it', () => {
  expect(standingOf(answer)).toBe('ready')
  expect(standingOf({ ...answer, errorCount: 1 })).toBe('wrong')
  expect(standingOf({ ...answer, created: 0, changed: 0 })).toBe('same')
  expect(standingOf({ ...answer, done: true })).toBe('done')
})
