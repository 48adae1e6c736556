import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { AppId, Priority, RoomId } from '@hawker/protocol'
import fc from 'fast-check'
import { seededChance } from '#kernel/chance'
import { until } from '#kernel/testing/until'
import { systemTimers } from '#system/clock'
import { openLog } from '#system/log'
import { admit, DEFAULT_BUDGET, fullTokens } from './core/admission.ts'
import { roomLogContract } from './log.contract.ts'
import { createRedisLog } from './log-redis.ts'
import { openRedisLink, type RedisLink } from './redis-link.ts'
import { startRedis, type TestRedis } from './testing.ts'

const quiet = openLog('silent')
const timers = systemTimers(quiet)
let redis: TestRedis
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.stop())

const chance = seededChance(7)
const openLink = async (): Promise<RedisLink> => {
  const link = openRedisLink(redis.url, quiet)
  await until(() => link.server() && link.isHearing())
  return link
}
const openRedis = async (time: 'redis' | 'caller' = 'caller') => {
  const link = await openLink()
  const log = createRedisLog({ link, chance, timers, time })
  return {
    link,
    log,
    close: async () => {
      log.stop()
      link.close()
    },
  }
}

roomLogContract('Redis', DEFAULT_BUDGET, async () => {
  await redis.cli('flushall')
  const { link, log, close } = await openRedis()
  return {
    log,
    restart: async () => {
      await redis.cli('flushall')
      return log
    },
    settle: () => link.heard(),
    close,
  }
})

const keyOf = (room: string) => ({ app: 'shop' as AppId, room: room as RoomId })

test('the script admits exactly what the rule of one process admits', async () => {
  const { log, close } = await openRedis()
  let room = 0
  const entries = fc.array(
    fc.record({
      priority: fc.constantFrom<Priority>(0, 1, 2, 3),
      onceId: fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { nil: undefined, freq: 4 }),
    }),
    { maxLength: 60 },
  )
  const step = fc.record({ waitMs: fc.integer({ min: -300, max: 700 }), entries, exempt: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const key = keyOf(`rule-${room++}`)
      const told = new Set<string>()
      let now = 1_800_000_000_000
      const tokens = fullTokens(DEFAULT_BUDGET, now + (steps[0]?.waitMs ?? 0))
      for (const { waitMs, entries, exempt } of steps) {
        now += waitMs
        const ask = entries.map(({ priority, onceId }) => (onceId ? { priority, onceId } : { priority }))
        const flags = admit(tokens, DEFAULT_BUDGET, ask, now, (id) => told.has(id), exempt)
        ask.forEach(({ onceId }, i) => {
          if (onceId && flags[i] === 1) told.add(onceId)
        })
        const said = ask.map((one) => ({ ...one, delivery: 'ordered' as const, json: '1' }))
        expect([...(await log.append(key, said, null, now, { exempt })).admitted]).toEqual([...flags])
      }
    }),
    { numRuns: 100 },
  )
  await close()
})

test('what Redis keeps of a room goes with its history, and with its silence', async () => {
  const { log, close } = await openRedis()
  const key = keyOf('sizes')
  let said = 0
  const lines = (count: number) =>
    Array.from({ length: count }, () => {
      const id = `s${said++}`
      return { priority: 0, delivery: 'ordered', json: `"${id}"`, eventId: id, onceId: id } as const
    })
  for (let i = 0; i < 10; i++) await log.append(key, lines(500), null, 1_000, { batch: { from: 'p', number: i * 7 } })
  await log.append(key, lines(1), null, 400_000)
  const of = (name: string) => `hawker:{shop/sizes}:${name}`
  const sizes = [redis.cli('llen', of('entries')), redis.cli('hlen', of('places')), redis.cli('zcard', of('once'))]
  expect(await Promise.all(sizes)).toEqual([2_000, 2_000, 2_000])
  for (const name of ['head', 'entries', 'once', 'batches', 'places'])
    expect(Number(await redis.cli('pttl', of(name)))).toBeGreaterThan(3_600_000)
  await log.redact(key, ['s0', 's3001', 's5000'], '"gone"')
  const tail = await log.tail(key, 5_000)
  expect(tail.filter(({ json }) => json === '"gone"').map(({ offset }) => offset)).toEqual([3_002, 5_001])
  await close()
})
