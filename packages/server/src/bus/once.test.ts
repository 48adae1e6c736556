import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Timers } from '#kernel/clock'
import { until } from '#kernel/testing/until'
import { systemTimers } from '#system/clock'
import { openLog } from '#system/log'
import { createRedisOnce } from './once.ts'
import { openRedisLink, type RedisLink } from './redis-link.ts'
import { startRedis, type TestRedis } from './testing.ts'

const log = openLog('silent')
const timers = systemTimers(log)
/** However late a busy machine answers, nobody is let on without an answer. */
const patient: Timers = { ...timers, after: () => ({ stop: () => {} }) }
let redis: TestRedis
const links: RedisLink[] = []
const faults: unknown[] = []

beforeAll(async () => {
  redis = await startRedis()
}, 60_000)
afterAll(async () => {
  for (const link of links) link.close()
  await redis.stop()
})

const open = async (timers = patient) => {
  const link = openRedisLink(redis.url, log)
  links.push(link)
  await until(() => link.server() !== null)
  return { link, once: createRedisOnce({ link, timers, onFault: (error) => faults.push(error) }, 'ticket', 3_600_000) }
}

test('of two processes that ask for the same thousand names, one is first for each', async () => {
  const [one, two] = [await open(), await open()]
  const names = Array.from({ length: 1_000 }, (_, i) => `n${i}`)
  const ask = ({ once }: typeof one) => Promise.all(names.map((name) => once.first(name)))
  const [a, b] = await Promise.all([ask(one), ask(two)])
  for (let i = 0; i < names.length; i++) expect([a[i], b[i]].filter(Boolean).length).toBe(1)
  expect(await one.once.first('n0')).toBe(false)
  expect(faults).toEqual([])
  expect(Number(await redis.cli('pttl', 'hawker:once:{ticket}:n0'))).toBeGreaterThan(3_000_000)
})

test('while Redis stands still nobody waits for it longer than a second, and everybody is let on', async () => {
  const waited: number[] = []
  const hasty: Timers = {
    ...timers,
    after: (ms, run) => {
      waited.push(ms)
      return timers.after(1, run)
    },
  }
  const { once } = await open(hasty)
  redis.pause()
  // It stands still until all were let on: who waited for it would wait for ever.
  for (const name of ['paused', 'paused too', 'paused as well'])
    expect(await Promise.all([once.first(name), once.first(`${name}!`)])).toEqual([true, true])
  expect(waited).toEqual([1_000, 1_000, 1_000])
  redis.resume()
})

test('what it costs: twenty thousand names take a fraction of a second', async () => {
  const { once } = await open()
  const cpu = process.cpuUsage()
  const from = performance.now()
  await Promise.all(Array.from({ length: 20_000 }, (_, i) => once.first(`c${i}`)))
  const { user, system } = process.cpuUsage(cpu)
  console.log(
    `20,000 names: ${Math.round(performance.now() - from)} ms, ${((user + system) / 20_000).toFixed(2)} µs of CPU each`,
  )
  // Of CPU: what others take of the machine is not in it.
  expect((user + system) / 20_000).toBeLessThan(250)
}, 60_000)
