// docs/operate/limits.md is held to the code: a limit that changes changes there too.
import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { limitsBySection } from './limits.ts'

const page = readFileSync(path.join(import.meta.dirname, '../docs/operate/limits.md'), 'utf8')

const sections = page
  .split(/^## /m)
  .slice(1)
  .map((section) => {
    const rows = section.matchAll(/^\| `([\w.]+)` \| (.*)$/gm)
    return { title: section.split('\n')[0]!, rows: [...rows].map(([, name, rest]) => ({ name: name!, rest: rest! })) }
  })

const numbersIn = (text: string): number[] =>
  [...text.matchAll(/\d[\d,]*/g)].map(([digits]) => Number(digits.replaceAll(',', '')))

test('the page of limits has the sections that the code is read for', () => {
  expect(sections.map(({ title }) => title)).toEqual(Object.keys(limitsBySection))
})

for (const { title, rows } of sections)
  test(`${title}: each row states the value that the code has`, () => {
    const limits = limitsBySection[title]
    expect(rows.length).toBeGreaterThan(5)
    for (const { name, rest } of rows) {
      const value = rest.split(' | ')[0]!
      expect({ name, numbers: numbersIn(value) }).toEqual({
        name,
        numbers: expect.arrayContaining([...(limits?.get(name) ?? ['a limit of this name'])]),
      })
    }
    // Limits named within a row of another: "10,000 ms (`WINDOW_MS`)".
    for (const { rest } of rows)
      for (const [, number, name] of rest.matchAll(/(\d[\d,]*) ms \((?:[^`)]*, )?`([A-Z_]+)`\)/g))
        expect({ name, is: numbersIn(number!) }).toEqual({ name, is: [...(limits?.get(name!) ?? [])] })
  })
