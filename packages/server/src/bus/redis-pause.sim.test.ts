// A Redis that stands still while many rooms talk: memory stays bounded, what found no place is counted, and the rest is
// there when it is back. Ten seconds in `npm run test:long`, two and a half otherwise.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { AppId, RoomId } from '@hawker/protocol'
import { systemChance as chance } from '#system/chance'
import { systemClock as clock, systemTimers } from '#system/clock'
import { openLog } from '#system/log'
import { KEPT_PER_ROOM_MAX } from './core/kept.ts'
import type { LogEntry, RoomKey } from './door.ts'
import { openBus } from './open.ts'
import { startRedis, type TestRedis } from './testing.ts'

const PAUSE_MS = Number(process.env.SIM_SEEDS ?? 0) >= 10_000 ? 10_000 : 2_500
const ROOMS = 50
const TICK_MS = 50
/** Of each tick; the hot room keeps more than its share within the long pause. */
const LINES = 2
const HOT_LINES = 15
const GROWTH_MAX_BYTES = 96 * 1_048_576

let redis: TestRedis
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.stop())

test(`Redis stands still for ${PAUSE_MS} ms while ${ROOMS} rooms talk`, async () => {
  const log = openLog('silent')
  const bus = await openBus({ redisUrl: redis.url, processId: 'p1', chance, clock, timers: systemTimers(log), log })
  const rooms = Array.from({ length: ROOMS }, (_, i): RoomKey => ({ app: 'shop' as AppId, room: `r${i}` as RoomId }))
  const hot = rooms[0]!
  let words = 0
  const line = (): LogEntry => {
    const id = `w${words++}`
    return { priority: 0, delivery: 'ordered', json: JSON.stringify({ id, text: 'x'.repeat(250) }), eventId: id }
  }
  const said = new Map<RoomKey, number>(rooms.map((key) => [key, 0]))
  let talking = true
  let slowestMs = 0
  const talk = async (key: RoomKey) => {
    const stop = await bus.roomLog.subscribe(key, () => {})
    while (talking) {
      const lines = Array.from({ length: key === hot ? HOT_LINES : LINES }, line)
      const began = performance.now()
      await bus.roomLog.append(key, lines, null, clock.now())
      slowestMs = Math.max(slowestMs, performance.now() - began)
      said.set(key, said.get(key)! + lines.length)
      await Bun.sleep(TICK_MS)
    }
    await stop()
  }
  const talks = rooms.map(talk)
  await Bun.sleep(300)
  Bun.gc(true)
  const before = process.memoryUsage().rss
  const pausedAt = performance.now()
  redis.pause()
  await Bun.sleep(PAUSE_MS)
  while (bus.health().roomsAlone < ROOMS) await Bun.sleep(5)
  const { keptEntries, lostEntries, ...health } = bus.health()
  expect(health).toMatchObject({ redis: 'down', roomsAlone: ROOMS })
  expect(keptEntries).toBeLessThanOrEqual(ROOMS * KEPT_PER_ROOM_MAX)
  expect(lostEntries > 0).toBe(PAUSE_MS >= 10_000)
  Bun.gc(true)
  expect(process.memoryUsage().rss - before).toBeLessThan(GROWTH_MAX_BYTES)
  const pausedMs = performance.now() - pausedAt
  redis.resume()
  const resumed = performance.now()
  while (bus.health().redis !== 'up') await Bun.sleep(5)
  console.log(`up again after ${Math.round(performance.now() - resumed)} ms`)
  talking = false
  await Promise.all(talks)
  // Nobody waited for Redis to be back.
  expect(slowestMs).toBeLessThan(pausedMs)
  const { lostEntries: lost } = bus.health()
  for (const key of rooms) {
    const texts = (await bus.roomLog.tail(key, 100_000)).map(({ json }) => json)
    expect(new Set(texts).size).toBe(texts.length)
    const missing = said.get(key)! - texts.length
    if (key !== hot) expect(missing).toBe(0)
    // The batch that was on its way when Redis stopped was given up as the oldest, and taken by Redis all the same.
    else expect([lost, lost - HOT_LINES]).toContain(missing)
  }
  await bus.stop()
}, 60_000)
