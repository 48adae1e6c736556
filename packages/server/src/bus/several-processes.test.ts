// Several processes over one Redis, each with connections of its own: what holds for a room's budget whoever appends.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { AppId, Priority, RoomId } from '@hawker/protocol'
import fc from 'fast-check'
import { until } from '#kernel/testing/until'
import { systemChance as chance } from '#system/chance'
import { systemTimers } from '#system/clock'
import { openLog } from '#system/log'
import { ADMITTED, type Budget, DROPPED } from './core/admission.ts'
import type { Appended, LogEntry } from './door.ts'
import { createRedisLog, type SharedLog } from './log-redis.ts'
import { openRedisLink, type RedisLink } from './redis-link.ts'
import { startRedis, type TestRedis } from './testing.ts'

const quiet = openLog('silent')
const timers = systemTimers(quiet)
const PROCESSES = 3
const budget: Budget = { perS: 40, p1HeadroomPerS: 40 }

let redis: TestRedis
const links: RedisLink[] = []
beforeAll(async () => {
  redis = await startRedis()
  for (let i = 0; i < PROCESSES; i++) links.push(openRedisLink(redis.url, quiet))
  await until(() => links.every((link) => link.server()))
})
afterAll(async () => {
  for (const link of links) link.close()
  await redis.stop()
})

interface Tick {
  readonly process: number
  readonly now: number
  readonly priorities: readonly Priority[]
  readonly answer: Appended
}

const step = fc.record({
  waitMs: fc.nat(400),
  batches: fc.array(fc.array(fc.constantFrom<Priority>(0, 1, 1, 2, 2, 2, 3, 3), { maxLength: 50 }), {
    minLength: 1,
    maxLength: PROCESSES,
  }),
})
const loads = fc.array(step, { minLength: 1, maxLength: 10 })
type Load = readonly { waitMs: number; batches: Priority[][] }[]

const said = (priority: Priority): LogEntry => ({ priority, delivery: 'ordered', json: '1' })
const countOf = ({ priorities, answer }: Tick, flag: number, classes: readonly Priority[]) =>
  priorities.filter((priority, i) => answer.admitted[i] === flag && classes.includes(priority)).length

let room = 0
const freshRoom = () => ({ app: 'shop' as AppId, room: `load-${room++}` as RoomId })
/** All processes of a step append at the same moment, in whatever order they reach Redis. */
const play = async (logs: readonly SharedLog[], load: Load, skewMs = 0, key = freshRoom()) => {
  const ticks: Tick[] = []
  let now = 1_800_000_000_000
  for (const { waitMs, batches } of load) {
    now += waitMs
    const some = batches.map(async (priorities, process) => {
      const answer = await logs[process]!.append(key, priorities.map(said), null, now + process * skewMs)
      return { process, now, priorities, answer }
    })
    ticks.push(...(await Promise.all(some)))
  }
  const { offset } = await logs[0]!.position(key)
  return { ticks, offset }
}
const logsOf = (time: 'redis' | 'caller') => links.map((link) => createRedisLog({ link, chance, timers, budget, time }))
const withLogs = async (time: 'redis' | 'caller', run: (logs: readonly SharedLog[]) => Promise<void>) => {
  const logs = logsOf(time)
  await run(logs)
  for (const log of logs) log.stop()
}

test('S36 S59 P0 is never lost, nothing lower passes where something higher is dropped, and each offset is given once', () =>
  withLogs('caller', (logs) =>
    fc.assert(
      fc.asyncProperty(loads, async (load) => {
        const { ticks, offset } = await play(logs, load)
        const offsets: number[] = []
        for (const tick of ticks) {
          const { priorities, answer } = tick
          expect(countOf(tick, DROPPED, [0])).toBe(0)
          const dropped = Math.min(4, ...priorities.filter((_, i) => answer.admitted[i] === DROPPED))
          const admitted = Math.max(0, ...priorities.filter((_, i) => answer.admitted[i] === ADMITTED))
          expect(admitted).toBeLessThanOrEqual(dropped)
          for (let i = 0; i < answer.ordered; i++) offsets.push(answer.first + i)
        }
        expect(offsets.sort((a, b) => a - b)).toEqual(Array.from({ length: offset }, (_, i) => i + 1))
      }),
      { numRuns: 60 },
    ),
  ))

test('S36 over all processes no more is admitted in any time than a burst and what that time gave', () =>
  withLogs('caller', (logs) =>
    fc.assert(
      fc.asyncProperty(loads, async (load) => {
        const { ticks } = await play(logs, load)
        for (let from = 0; from < ticks.length; from++) {
          let [shared, all] = [0, 0]
          for (let to = from; to < ticks.length; to++) {
            shared += countOf(ticks[to]!, ADMITTED, [2, 3])
            all += countOf(ticks[to]!, ADMITTED, [1, 2, 3])
            const seconds = 1 + (ticks[to]!.now - ticks[from]!.now) / 1000
            expect(shared).toBeLessThanOrEqual(budget.perS * seconds + 1e-6)
            expect(all).toBeLessThanOrEqual((budget.perS + budget.p1HeadroomPerS) * seconds + 1e-6)
          }
        }
      }),
      { numRuns: 60 },
    ),
  ))

test('S59 P1 up to its headroom is never dropped, whatever P2 and P3 do in whatever process', () =>
  withLogs('caller', (logs) =>
    fc.assert(
      fc.asyncProperty(loads, async (load) => {
        // As much P1 as its own headroom gives: all of it in the first step, then what the time gave.
        let allowed = budget.p1HeadroomPerS
        const modest = load.map(({ waitMs, batches }, i) => {
          if (i > 0) allowed = Math.min(budget.p1HeadroomPerS, allowed + (waitMs / 1000) * budget.p1HeadroomPerS)
          const some = batches.map((batch) =>
            batch.filter((priority) => {
              if (priority !== 1) return true
              if (allowed < 1) return false
              allowed -= 1
              return true
            }),
          )
          return { waitMs, batches: some }
        })
        const { ticks } = await play(logs, modest)
        for (const tick of ticks) expect(countOf(tick, DROPPED, [1])).toBe(0)
      }),
      { numRuns: 60 },
    ),
  ))

test('clocks an hour apart neither fill the budget twice nor starve anybody: Redis counts the time', () =>
  withLogs('redis', async (logs) => {
    const flood = Array.from({ length: 20 }, () => ({
      waitMs: 0,
      batches: Array.from({ length: PROCESSES }, () => Array.from({ length: 30 }, (): Priority => 2)),
    }))
    const key = freshRoom()
    let total = 0
    const began = performance.now()
    const ask = async (load: Load, skewMs: number) => {
      const { ticks } = await play(logs, load, skewMs, key)
      total += ticks.reduce((sum, tick) => sum + countOf(tick, ADMITTED, [2]), 0)
      const seconds = 1 + (performance.now() - began) / 1000
      expect(total).toBeLessThanOrEqual(budget.perS * seconds + 1)
    }
    await ask(flood, 3_600_000)
    // Who is an hour behind afterwards is given what the time gives.
    const spent = total
    await until(async () => {
      await ask(flood.slice(0, 1), -3_600_000)
      return total > spent + 10
    })
  }))
