import { expect, test } from 'bun:test'
import { progressOf } from './progress.ts'

const STEPS = [10, 50, 120]

test('the bar runs from where the level began to where the next one does', () => {
  expect(progressOf({ points: 5, level: 0, nextAt: 10 }, STEPS)).toEqual({ share: 0.5, missing: 5 })
  expect(progressOf({ points: 20, level: 1, nextAt: 50 }, STEPS)).toEqual({ share: 0.25, missing: 30 })
})

test('at the top it is full, and rules that changed meanwhile never make it run over', () => {
  expect(progressOf({ points: 400, level: 3, nextAt: null }, STEPS)).toEqual({ share: 1, missing: null })
  expect(progressOf({ points: 60, level: 1, nextAt: 50 }, STEPS)).toEqual({ share: 1, missing: 0 })
  expect(progressOf({ points: 5, level: 1, nextAt: 50 }, STEPS)).toEqual({ share: 0, missing: 45 })
})
