// What the README promises is held by tests that name it.
import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

const promised = (): number[] => {
  const text = readFileSync(`${root}README.md`, 'utf8')
  const section = text.slice(text.indexOf('## What we promise'), text.indexOf('Not promised:'))
  return [...section.matchAll(/^(\d+)\. \*/gm)].map((found) => Number(found[1]))
}

test('each promise of the README is named by a test', () => {
  const named = new Set<number>()
  for (const file of new Bun.Glob('{packages,e2e}/**/*.test.ts').scanSync({ cwd: root })) {
    if (file.includes('node_modules')) continue
    const text = readFileSync(`${root}${file}`, 'utf8')
    for (const found of text.matchAll(/['"`]promise (\d+):/g)) named.add(Number(found[1]))
  }
  const numbers = promised()
  expect(numbers.length).toBeGreaterThan(0)
  expect(numbers.filter((number) => !named.has(number))).toEqual([])
})
