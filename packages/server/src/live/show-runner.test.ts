import { describe, expect, test } from 'bun:test'
import { type AppId, type RoomFacts, type RoomId, type RoomStatus, refuse } from '@hawker/protocol'
import { openLog } from '#system/log'
import { GRACE_MS } from './core/show.ts'
import { runShow } from './show-runner.ts'
import { manualTime } from './testing-time.ts'

const STREAM = { app: 'shop' as AppId, room: 'r' as RoomId, name: 'n', playName: 'p' }

const show = (status: RoomStatus) => {
  const time = manualTime()
  const room = { status, graceEndsAt: null as number | null }
  const moves: string[] = []
  let overs = 0
  let failing = false
  const facts = () => ({ ...room, id: STREAM.room }) as RoomFacts
  const runner = runShow(STREAM, {
    ...time,
    log: openLog('silent'),
    over: () => overs++,
    rooms: {
      find: async () => {
        if (failing) throw new Error('no database')
        return facts()
      },
      moveStatus: async (_app, _room, to, { onlyFrom, graceEndsAt }) => {
        if (!onlyFrom?.includes(room.status)) return refuse('wrong-state')
        Object.assign(room, { status: to, graceEndsAt: graceEndsAt ?? null })
        moves.push(to)
        return facts()
      },
    },
  })
  const after = async (ms: number) => {
    time.advance(ms)
    for (let i = 0; i < 10; i++) await Promise.resolve()
    await runner.settled()
  }
  return { runner, room, moves, after, overs: () => overs, fail: (on: boolean) => (failing = on), time }
}

describe('S60 a show and its publisher', () => {
  test('U3 lost for 119 s and back: the show goes on', async () => {
    const { runner, room, moves, after, overs } = show('live')
    runner.came()
    await after(0)
    runner.left()
    await after(0)
    expect(room.status).toBe('interrupted')
    await after(GRACE_MS - 1_000)
    runner.came()
    await after(GRACE_MS * 3)
    expect(moves).toEqual(['interrupted', 'live'])
    expect(overs()).toBe(0)
  })
  test('away beyond the grace time: the show is over', async () => {
    const { runner, moves, after, overs } = show('live')
    runner.came()
    runner.left()
    await after(GRACE_MS)
    expect(moves).toEqual(['interrupted', 'ended'])
    expect(overs()).toBe(1)
  })
  test('twenty drops in a minute are one show, and the last one counts', async () => {
    const { runner, room, after, overs } = show('live')
    for (let i = 0; i < 20; i++) {
      runner.came()
      await after(1_500)
      runner.left()
      await after(1_500)
    }
    expect(room.status).toBe('interrupted')
    expect(overs()).toBe(0)
    await after(GRACE_MS)
    expect(room.status).toBe('ended')
  })
  test('came and left a thousand times while the database was busy: what counts is the last', async () => {
    const { runner, moves, after } = show('interrupted')
    for (let i = 0; i < 1_000; i++) {
      runner.came()
      runner.left()
    }
    runner.came()
    await after(0)
    expect(moves).toEqual(['live'])
  })
  test('a test picture before the show changes nothing, and is forgotten after the grace time', async () => {
    const { runner, moves, after, overs } = show('scheduled')
    runner.came()
    runner.left()
    await after(GRACE_MS)
    expect(moves).toEqual([])
    expect(overs()).toBe(1)
  })
  test('a pause longer than the grace time keeps the show', async () => {
    const { runner, room, moves, after, overs } = show('paused')
    runner.came()
    runner.left()
    await after(GRACE_MS * 5)
    expect([moves, overs()]).toEqual([[], 0])
    room.status = 'live'
    await after(GRACE_MS)
    expect(moves).toEqual(['interrupted'])
    await after(GRACE_MS)
    expect(moves).toEqual(['interrupted', 'ended'])
  })
  test('staff who ended the room meanwhile have the last word', async () => {
    const { runner, room, moves, after, overs } = show('live')
    runner.came()
    await after(0)
    room.status = 'ended'
    runner.look()
    await after(0)
    expect(overs()).toBe(1)
    runner.left()
    await after(GRACE_MS)
    expect(moves).toEqual([])
  })
  test('a process that takes over gives the publisher what was left of its grace time', async () => {
    const { runner, room, moves, after, time } = show('interrupted')
    room.graceEndsAt = time.clock.now() + 30_000
    runner.resume()
    await after(29_000)
    expect(moves).toEqual([])
    await after(1_000)
    expect(moves).toEqual(['ended'])
  })
  test('a database that is away for a while is asked again', async () => {
    const { runner, moves, after, fail } = show('interrupted')
    fail(true)
    runner.came()
    await after(4_000)
    fail(false)
    await after(10_000)
    expect(moves).toEqual(['live'])
  })
})
