import { expect, test } from 'bun:test'
import { createArrivalClock } from './wall-clock.ts'

test('a frame that came late for once moves nothing; one that came early moves the relation', () => {
  const clock = createArrivalClock()
  clock.observe(0, 10_500)
  clock.observe(40, 10_040)
  expect(clock.at(1000)).toBe(11_000)
  clock.observe(80, 10_700)
  expect(clock.at(1000)).toBeWithin(11_000, 11_002)
})

test('a stream that fell behind for good is followed after five seconds', () => {
  const clock = createArrivalClock()
  clock.observe(0, 10_000)
  for (let ms = 40; ms < 4000; ms += 40) clock.observe(ms, 13_000 + ms)
  expect(clock.at(4000)).toBeLessThan(14_100)
  for (let ms = 4000; ms < 8000; ms += 40) clock.observe(ms, 13_000 + ms)
  expect(clock.at(8000)).toBeWithin(20_990, 21_001)
})

test('an encoder whose clock runs slow is followed slowly', () => {
  const clock = createArrivalClock()
  for (let ms = 0; ms < 600_000; ms += 40) clock.observe(ms, Math.round(1000 + ms * 1.001))
  expect(clock.at(600_000)).toBeWithin(601_550, 601_601)
})
