import { describe, expect, test } from 'bun:test'
import { isRefusal, refuse } from '@hawker/protocol'
import type { Clock, Timers } from '#kernel/clock'
import { BATCH_MAX, createLane, LANE_WAIT_MAX_MS, LANE_WAITING_MAX, type LaneWork, TOLD_AT_ONCE } from './lane.ts'

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

  test('the next batch is under way before those of the last are told', async () => {
    const steps: string[] = []
    const { lane } = laneOf(async (batch) => {
      steps.push(`runs ${batch[0]}`)
      await turn()
      return [...batch]
    })
    const first = lane.put('a1').then(() => steps.push('a1 is told'))
    await turn()
    await Promise.all([first, lane.put('a2')])
    expect(steps).toEqual(['runs a1', 'runs a2', 'a1 is told'])
  })

  test('in a rush the next batch gathers; a few are not made to wait, and a full batch is not', async () => {
    const sizes: number[] = []
    const time = standing()
    const due: { ms: number; run: () => void }[] = []
    const timers: Timers = {
      every: time.timers.every,
      after: (ms, run) => {
        due.push({ ms, run })
        return { stop: () => {} }
      },
    }
    const work: LaneWork<string, string> = {
      group: () => 'a',
      once: [(ask) => ask],
      gathers: { from: 3, ms: 5 },
      run: async (batch) => {
        sizes.push(batch.length)
        return [...batch]
      },
    }
    const lane = createLane(work, { clock: time.clock, timers })
    const put = (name: string, count: number) => Array.from({ length: count }, (_, i) => lane.put(`${name}${i}`))
    await Promise.all(put('few', 2))
    await Promise.all(put('rush', 3))
    expect([sizes, due]).toEqual([[2, 3], []])
    time.pass(2)
    const gathered = put('next', 1)
    await turn()
    gathered.push(...put('more', 1))
    await turn()
    expect(sizes).toEqual([2, 3])
    expect(due.map(({ ms }) => ms)).toEqual([3])
    time.pass(3)
    due.pop()!.run()
    await Promise.all(gathered)
    expect(sizes).toEqual([2, 3, 2])
    await Promise.all(put('rush', 3))
    const full = put('full', BATCH_MAX)
    await Promise.all(full)
    expect(sizes).toEqual([2, 3, 2, 3, BATCH_MAX])
    await lane.drain()
  })

  test('a lane that sends ahead lets one full batch leave behind the one under way, and no other', async () => {
    const batches: string[][] = []
    const gates: (() => void)[] = []
    const time = standing()
    const work: LaneWork<string, string> = {
      group: () => 'a',
      once: [(ask) => ask],
      sendsAhead: true,
      run: async (batch) => {
        batches.push([...batch])
        await new Promise<void>((resolve) => gates.push(resolve))
        return [...batch]
      },
    }
    const lane = createLane(work, time)
    const sizes = () => batches.map(({ length }) => length)
    const put = (name: string, count: number) => Array.from({ length: count }, (_, i) => lane.put(`${name}${i}`))
    const told = put('first', 3)
    await turn()
    told.push(...put('second', BATCH_MAX - 1))
    await turn()
    await turn()
    expect(sizes()).toEqual([3])
    told.push(...put('third', BATCH_MAX + 1))
    await turn()
    await turn()
    expect(sizes()).toEqual([3, BATCH_MAX])
    gates[0]!()
    expect(await Promise.all(told.slice(0, 3))).toEqual(['first0', 'first1', 'first2'])
    expect(sizes()).toEqual([3, BATCH_MAX, BATCH_MAX])
    gates[1]!()
    gates[2]!()
    await Promise.all(told)
    expect(new Set(batches.flat()).size).toBe(told.length)
    await lane.drain()
    expect(time.running.size).toBe(0)
  })

  test(`a large batch is told ${TOLD_AT_ONCE} at a time, so that nobody else waits for all of it`, async () => {
    let told = 0
    const { lane } = laneOf(async (batch) => [...batch])
    const asked = Array.from({ length: 5 * TOLD_AT_ONCE }, (_, i) => lane.put(`a${i}`).then(() => told++))
    const seen: number[] = []
    while (told < asked.length) {
      await turn()
      seen.push(told)
    }
    for (let i = 1; i < seen.length; i++) expect(seen[i]! - seen[i - 1]!).toBeLessThanOrEqual(TOLD_AT_ONCE)
    expect(new Set(seen).size).toBeGreaterThan(4)
  })

  test('a lane that is drained while callers are being told tells all of them', async () => {
    const { lane } = laneOf(async (batch) => [...batch])
    const asked = Array.from({ length: 3 * TOLD_AT_ONCE }, (_, i) => lane.put(`a${i}`))
    await asked[0]
    let left = asked.length
    for (const one of asked) void one.then(() => left--)
    await lane.drain()
    await turn()
    expect(left).toBe(0)
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
