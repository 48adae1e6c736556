import { expect, test } from 'bun:test'
import { newestStep, type Side, stepsAt, UNDO_KEPT, UNDO_MS, withoutStep, withStep } from './undo-queue.ts'

const step = (key: number, at: number, side: Side = 'people') => ({ key, side, until: at + UNDO_MS })

test('Z takes back the newest step, then the one before', () => {
  let steps = withStep([step(1, 0)], step(2, 1000, 'rundown'), 1000)
  expect(newestStep(steps, 1500, [])?.key).toBe(2)
  steps = withoutStep(steps, 2)
  expect(newestStep(steps, 1500, [])?.key).toBe(1)
})

test('a column shows its own newest step only', () => {
  const steps = withStep([step(1, 0)], step(2, 1000, 'rundown'), 1000)
  expect(newestStep(steps, 1500, [], ['people'])?.key).toBe(1)
  expect(newestStep(steps, 1500, [], ['people', 'rundown'])?.key).toBe(2)
  expect(newestStep([], 0, [], ['people'])).toBeNull()
})

test('after five seconds a step stays done', () => {
  const steps = [step(1, 0), step(2, 3000)]
  expect(newestStep(steps, UNDO_MS, [], ['people'])?.key).toBe(2)
  expect(stepsAt(steps, UNDO_MS).map(({ key }) => key)).toEqual([2])
  expect(stepsAt(steps, 1)).toBe(steps)
})

test('many quick steps keep only the last few', () => {
  let steps: readonly ReturnType<typeof step>[] = []
  for (let key = 1; key <= 9; key++) steps = withStep(steps, step(key, 0), 0)
  expect(steps).toHaveLength(UNDO_KEPT)
  expect(steps.at(-1)?.key).toBe(9)
})

test('while the answer to an act is on its way its column takes nothing back: the step before it is not meant', () => {
  const steps = [step(1, 0), step(2, 1000, 'rundown')]
  expect(newestStep(steps, 1500, ['people'], ['people'])).toBeNull()
  expect(newestStep(steps, 1500, ['people'], ['rundown'])?.key).toBe(2)
  expect(newestStep(steps, 1500, ['people'])).toBeNull()
})
