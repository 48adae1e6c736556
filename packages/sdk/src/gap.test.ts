import { describe, expect, test } from 'bun:test'
import { gapOf } from './gap.ts'
import { reduceRoom } from './reduce-room.ts'
import { EMPTY_ROOM, type RoomState } from './room-state.ts'
import { chat, snapshot } from './testing.ts'

const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => ({ offset: from + i, event: chat(`line ${from + i}`) }))
const knowing = (from: number, to: number): RoomState =>
  lines(from, to).reduce((state, placed) => reduceRoom(state, { type: 'placed', placed }), EMPTY_ROOM)
const at = (offset: number, epoch = 'e') => ({ epoch, offset })

describe('N2 a snapshot in the place of what was missed', () => {
  test('that still holds a line we know lost nothing: what follows it is all there is', () => {
    const gap = gapOf(knowing(1, 10), at(10), snapshot(at(14), { recent: lines(9, 14) }))
    expect(gap).toMatchObject({ lost: 0, caughtUp: 4 })
  })

  test('that begins right behind where we stood lost nothing', () => {
    expect(gapOf(knowing(1, 10), at(10), snapshot(at(12), { recent: lines(11, 12) }))).toMatchObject({ lost: 0 })
  })

  test('that begins later says how many lines may be missing at most', () => {
    const gap = gapOf(knowing(1, 10), at(10), snapshot(at(150), { recent: lines(101, 150) }))
    expect(gap).toMatchObject({ lost: 90, caughtUp: 50, from: at(10), to: at(150) })
  })

  test('of a log that began anew and was given the lines we know lost nothing', () => {
    const recent = lines(8, 12).map(({ event }, i) => ({ offset: i + 1, event }))
    expect(gapOf(knowing(1, 10), at(10), snapshot(at(5, 'f'), { recent }))).toMatchObject({ lost: 0, caughtUp: 2 })
  })

  test('of a log that began anew without them does not guess', () => {
    expect(gapOf(knowing(1, 10), at(10), snapshot(at(0, 'f')))).toMatchObject({ lost: 'unknown' })
    expect(gapOf(EMPTY_ROOM, at(10), snapshot(at(0, 'f')))).toMatchObject({ lost: 0 })
  })
})
