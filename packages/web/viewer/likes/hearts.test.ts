import { expect, test } from 'bun:test'
import { burstShown, EMPTY_LANE, HEART_LIVES_MS, HEARTS_ALIVE_MAX, laneAt, likesCame } from './hearts.ts'

test('S14 never more than twelve hearts, the rest only count', () => {
  let lane = EMPTY_LANE
  for (let i = 0; i < 26; i++) lane = likesCame(lane, 1, true, i)
  expect(lane.hearts).toHaveLength(HEARTS_ALIVE_MAX)
  expect(burstShown(lane)).toBe(26)
})

test('one like alone shows no number', () => {
  expect(burstShown(likesCame(EMPTY_LANE, 1, true, 0))).toBeNull()
})

test('a burst of others draws a few hearts and says how many it was', () => {
  const lane = likesCame(EMPTY_LANE, 340, false, 0)
  expect(lane.hearts.length).toBeLessThanOrEqual(4)
  expect(lane.burst?.count).toBe(340)
})

test('hearts end, and so does the number', () => {
  const lane = likesCame(EMPTY_LANE, 5, true, 0)
  expect(laneAt(lane, HEART_LIVES_MS + 1000)).toMatchObject({ hearts: [], burst: null })
  expect(laneAt(EMPTY_LANE, 0)).toBe(EMPTY_LANE)
})
