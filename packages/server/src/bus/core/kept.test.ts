import { expect, test } from 'bun:test'
import type { AppId, RoomId } from '@hawker/protocol'
import type { LogEntry, RoomKey } from '../door.ts'
import { KEPT_MAX_BYTES, KEPT_PER_ROOM_MAX, KeptEntries } from './kept.ts'

const keyOf = (room: string): RoomKey => ({ app: 'shop' as AppId, room: room as RoomId })
const entry = (json: string): LogEntry => ({ priority: 2, delivery: 'ordered', json, eventId: json })
const open = () => {
  let number = 0
  return new KeptEntries(() => ({ from: 'p', number: ++number }))
}

test('a room keeps its newest thousand; what finds no place is counted', () => {
  const kept = open()
  for (let i = 0; i < 2_500; i++) kept.keep('a', keyOf('a'), [entry(`${i}`)])
  expect(kept.entries).toBeLessThanOrEqual(KEPT_PER_ROOM_MAX)
  expect(kept.entries).toBeGreaterThan(KEPT_PER_ROOM_MAX - 100)
  expect(kept.entries + kept.lost).toBe(2_500)
  expect(kept.first('a')!.entries[0]!.json).toBe(`${kept.lost}`)
})

test('all rooms together keep 16 MiB; the oldest goes first', () => {
  const kept = open()
  const large = 'x'.repeat(100_000)
  for (let i = 0; i < 300; i++) kept.keep(`r${i}`, keyOf(`r${i}`), [entry(large)])
  expect(kept.bytes).toBeLessThanOrEqual(KEPT_MAX_BYTES)
  expect([kept.first('r0'), kept.entries + kept.lost]).toEqual([null, 300])
  expect(kept.first('r299')).not.toBeNull()
})

test('what the budget dropped when the answer was lost is told after all, and nothing twice', () => {
  const kept = open()
  // Four were handed in; alone three of them were said. The shared log had taken the batch, and dropped its last.
  kept.keepDoubtful('a', keyOf('a'), { from: 'p', number: 9 }, [entry('0'), entry('2'), entry('3')], [0, 2, 3])
  kept.keep('a', keyOf('a'), [entry('4')])
  const doubtful = kept.first('a')!
  expect(doubtful.batch.number).toBe(9)
  kept.done(doubtful, Uint8Array.of(1, 1, 1, 0))
  const left = []
  for (let chunk = kept.first('a'); chunk; chunk = kept.first('a')) {
    left.push(...chunk.entries.map(({ json }) => json))
    kept.done(chunk, new Uint8Array(chunk.entries.length).fill(1))
  }
  expect([left, kept.entries, kept.bytes, kept.lost]).toEqual([['3', '4'], 0, 0, 0])
})

test('nothing is added to a batch that was handed in', () => {
  const kept = open()
  kept.keep('a', keyOf('a'), [entry('0')])
  const chunk = kept.first('a')!
  kept.keep('a', keyOf('a'), [entry('1')])
  expect(chunk.entries.length).toBe(1)
  kept.done(chunk, Uint8Array.of(1))
  expect(kept.first('a')!.entries[0]!.json).toBe('1')
})
