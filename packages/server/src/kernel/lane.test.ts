import { describe, expect, test } from 'bun:test'
import { isRefusal, refuse } from '@hawker/protocol'
import type { Clock, Timers } from '#kernel/clock'
import { BATCH_MAX, createLane, LANE_WAIT_MAX_MS, LANE_WAITING_MAX, type LaneWork } from './lane.ts'

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** A clock that stands still, and timers that run when told. */
const standing = () => {
  let now = 0
  const running = new Set<() => void>()
  const clock: Clock = { now: () => now, monotonic: () => now }
  const timers: Timers = {
    after: () => ({ stop: () => {} }),
    every: (_ms, run) => {
      running.add(run)
      return { stop: () => running.delete(run) }
    },
  }
  const pass = (ms: number) => {
    now += ms
    for (const run of running) run()
  }
  return { clock, timers, pass, running }
}

const laneOf = (run: LaneWork<string, string>['run'], time = standing()) => ({
  ...time,
  lane: createLane<string, string>({ group: (ask) => ask[0]!, once: [(ask) => ask], run }, time),
})

describe('a lane', () => {
  test('one batch is in flight; what arrives meanwhile goes together in the next', async () => {
    const batches: string[][] = []
    const gates: (() => void)[] = []
    const { lane } = laneOf(async (batch) => {
      batches.push([...batch])
      await new Promise<void>((resolve) => gates.push(resolve))
      return batch.map((ask) => `${ask}!`)
    })
    const first = [lane.put('a1'), lane.put('a2')]
    await turn()
    const second = [lane.put('a3'), lane.put('a4'), lane.put('a5')]
    await turn()
    expect(batches).toEqual([['a1', 'a2']])
    gates[0]!()
    expect(await Promise.all(first)).toEqual(['a1!', 'a2!'])
    await turn()
    gates[1]!()
    expect(await Promise.all(second)).toEqual(['a3!', 'a4!', 'a5!'])
    expect(batches.length).toBe(2)
  })

  test('a caller that comes back at once, in the moment the lane falls idle, is served', async () => {
    const { lane } = laneOf(async (batch) => [...batch])
    for (let i = 0; i < 200; i++) expect(await lane.put(`a${i}`)).toBe(`a${i}`)
  })

  test('a key stands once in a batch, and groups do not mix', async () => {
    const batches: string[][] = []
    const { lane } = laneOf(async (batch) => {
      batches.push([...batch])
      return [...batch]
    })
    await Promise.all(['a1', 'a1', 'b1', 'a2', 'a1'].map((ask) => lane.put(ask)))
    expect(batches).toEqual([['a1', 'a2'], ['a1'], ['b1'], ['a1']])
  })

  test('an ask that is not decided goes first in the next batch', async () => {
    let round = 0
    const batches: string[][] = []
    const { lane } = laneOf(async (batch) => {
      batches.push([...batch])
      return batch.map((ask) => (ask === 'a2' && round++ === 0 ? 'again' : ask))
    })
    expect(await Promise.all([lane.put('a1'), lane.put('a2'), lane.put('a3')])).toEqual(['a1', 'a2', 'a3'])
    expect(batches).toEqual([['a1', 'a2', 'a3'], ['a2']])
  })

  test(`C4: batches hold ${BATCH_MAX}; the ${LANE_WAITING_MAX + 1}st who waits is told to come back`, async () => {
    const sizes: number[] = []
    const { lane } = laneOf(async (batch) => {
      sizes.push(batch.length)
      return [...batch]
    })
    const asked = Array.from({ length: LANE_WAITING_MAX + 1 }, (_, i) => lane.put(`a${i}`))
    const last = await asked[LANE_WAITING_MAX]!
    expect(isRefusal(last) && last.refused).toBe('busy')
    await Promise.all(asked)
    expect(Math.max(...sizes)).toBe(BATCH_MAX)
  })

  test('C4: who has waited two seconds without a batch is told to come back; the batch under way is not', async () => {
    const gate = Promise.withResolvers<void>()
    const { lane, pass } = laneOf(async (batch) => {
      await gate.promise
      return [...batch]
    })
    const under = lane.put('a1')
    await turn()
    await turn()
    const waiting = lane.put('a2')
    pass(LANE_WAIT_MAX_MS + 1)
    expect(await waiting).toEqual(refuse('busy'))
    gate.resolve()
    expect(await under).toBe('a1')
  })

  test('draining answers everybody and takes nobody new', async () => {
    const { lane, running } = laneOf(async (batch) => [...batch])
    const asked = [lane.put('a1'), lane.put('b1')]
    await lane.drain()
    expect(await Promise.all(asked)).toEqual(['a1', 'b1'])
    expect(isRefusal(await lane.put('a2'))).toBe(true)
    expect(running.size).toBe(0)
  })
})
