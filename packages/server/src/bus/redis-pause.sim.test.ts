// A Redis that stands still while many rooms talk: memory stays bounded, what found no place is counted, and the rest is
// there when it is back. In `npm run test:long` until a hot room has kept more than its share, else for some ticks.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { AppId, RoomId } from '@hawker/protocol'
import { until } from '#kernel/testing/until'
import { systemChance as chance } from '#system/chance'
import { systemClock as clock, systemTimers } from '#system/clock'
import { openLog } from '#system/log'
import { KEPT_PER_ROOM_MAX } from './core/kept.ts'
import type { LogEntry, RoomKey } from './door.ts'
import { createRedisLog } from './log-redis.ts'
import { openBus } from './open.ts'
import { openRedisLink } from './redis-link.ts'
import { startRedis, type TestRedis } from './testing.ts'

const LONG = Number(process.env.SIM_SEEDS ?? 0) >= 10_000
const LIMIT_MS = 120_000
const ROOMS = 50
const TICK_MS = 50
/** Of each tick; the hot room keeps more than its share when it is long. */
const LINES = 2
const HOT_LINES = 15
const GROWTH_MAX_BYTES = 96 * 1_048_576

let redis: TestRedis
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.stop())

test(
  `Redis stands still while ${ROOMS} rooms talk`,
  async () => {
    const log = openLog('silent')
    const timers = systemTimers(log)
    const bus = await openBus({ redisUrl: redis.url, processId: 'p1', chance, clock, timers, log })
    const rooms = Array.from({ length: ROOMS }, (_, i): RoomKey => ({ app: 'shop' as AppId, room: `r${i}` as RoomId }))
    const hot = rooms[0]!
    let words = 0
    const line = (): LogEntry => {
      const id = `w${words++}`
      return { priority: 0, delivery: 'ordered', json: JSON.stringify({ id, text: 'x'.repeat(250) }), eventId: id }
    }
    const said = new Map<RoomKey, number>(rooms.map((key) => [key, 0]))
    let talking = true
    const talk = async (key: RoomKey) => {
      const stop = await bus.roomLog.subscribe(key, () => {})
      while (talking) {
        const lines = Array.from({ length: key === hot ? HOT_LINES : LINES }, line)
        await bus.roomLog.append(key, lines, null, clock.now())
        said.set(key, said.get(key)! + lines.length)
        await Bun.sleep(TICK_MS)
      }
      await stop()
    }
    /** So many ticks of every room, each after the answer to the one before. */
    const ticks = async (count: number) => {
      const from = new Map(said)
      await until(() => rooms.every((key) => said.get(key)! >= from.get(key)! + count * LINES), 'all talk', LIMIT_MS)
    }
    const talks = rooms.map(talk)
    await ticks(5)
    Bun.gc(true)
    const before = process.memoryUsage().rss
    redis.pause()
    await until(() => bus.health().roomsAlone === ROOMS)
    // It stands still until all of this was said: who waited for it would wait for ever.
    await ticks(20)
    if (LONG) await until(() => bus.health().lostEntries > 0, 'the hot room has lost lines', LIMIT_MS)
    const { keptEntries, lostEntries, ...health } = bus.health()
    expect(health).toMatchObject({ redis: 'down', roomsAlone: ROOMS })
    expect(keptEntries).toBeLessThanOrEqual(ROOMS * KEPT_PER_ROOM_MAX)
    expect(lostEntries > 0).toBe(LONG)
    Bun.gc(true)
    expect(process.memoryUsage().rss - before).toBeLessThan(GROWTH_MAX_BYTES)
    redis.resume()
    const resumed = performance.now()
    const isWhole = () => bus.health().redis === 'up' && bus.health().keptEntries === 0
    await until(isWhole)
    console.log(`up again after ${Math.round(performance.now() - resumed)} ms`)
    talking = false
    await Promise.all(talks)
    await until(isWhole)
    const { lostEntries: lost } = bus.health()
    const link = openRedisLink(redis.url, log)
    const shared = createRedisLog({ link, chance, timers })
    await until(() => link.server() !== null)
    for (const key of rooms) {
      const texts = (await shared.tail(key, 100_000)).map(({ json }) => json)
      expect(new Set(texts).size).toBe(texts.length)
      const missing = said.get(key)! - texts.length
      if (key !== hot) expect(missing).toBe(0)
      // The batch that was on its way when Redis stopped was given up as the oldest, and taken by Redis all the same.
      else expect([lost, lost - HOT_LINES]).toContain(missing)
    }
    shared.stop()
    link.close()
    await bus.stop()
  },
  LIMIT_MS,
)
