import { expect, test } from 'bun:test'
import { until } from './until.ts'

test('it looks until it is so, and answers what it saw', async () => {
  let looks = 0
  expect(await until(() => (++looks === 3 ? 'third' : null))).toBe('third')
  expect(await until(async () => ++looks === 5)).toBe(true)
})

test('what never comes ends in a sentence, and what breaks while looking is told at once', async () => {
  await expect(until(() => false, 'pigs fly', 0)).rejects.toThrow('it never came to this: pigs fly')
  const broken = () => {
    throw new Error('a bug')
  }
  await expect(until(broken)).rejects.toThrow('a bug')
})
