// What the shared log costs: appends a second, and the time from an append in one process to the frame in another.
// Run: bun packages/server/src/bus/log-redis.bench.ts
import type { AppId, RoomId } from '@hawker/protocol'
import { systemChance as chance } from '#system/chance'
import { systemTimers } from '#system/clock'
import { openLog } from '#system/log'
import type { LogEntry, RoomKey } from './door.ts'
import { createRedisLog, type SharedLog } from './log-redis.ts'
import { openRedisLink } from './redis-link.ts'
import { startRedis } from './testing.ts'

const SECONDS = 3
const TICKS_PER_S = 20
const quiet = openLog('silent')
const timers = systemTimers(quiet)
const redis = await startRedis()
const budget = { perS: 1e9, p1HeadroomPerS: 1e9 }

const open = async () => {
  const link = openRedisLink(redis.url, quiet)
  while (!link.server() || !link.isHearing()) await Bun.sleep(2)
  return { link, log: createRedisLog({ link, chance, timers, budget }) }
}
const keyOf = (room: string): RoomKey => ({ app: 'shop' as AppId, room: room as RoomId })
const from = { id: 'u-0123456789', name: 'Ann of the green tea', avatarUrl: null, role: 'viewer', level: 3 }
let ids = 0
const line = (): LogEntry => {
  const id = `${(ids++).toString(16).padStart(8, '0')}-0000-7000-8000-000000000000`
  const text = 'Is the celadon one still there in size L?'
  const json = JSON.stringify({ type: 'chat.said', id, at: Date.now(), from, text })
  return { priority: 2, delivery: 'ordered', json, eventId: id }
}
const lines = (count: number) => Array.from({ length: count }, line)
const at = (sorted: readonly number[], part: number) => sorted[Math.floor(sorted.length * part)]!.toFixed(2)

const one = await open()
const two = await open()
const batch = { from: 'bench', number: 0 }
const append = (log: SharedLog, key: RoomKey, count: number) => {
  batch.number++
  return log.append(key, lines(count), '{"viewers":1000}', Date.now(), { batch: { ...batch } })
}

const throughput = async (callers: number, count: number) => {
  let appends = 0
  const cpu = process.cpuUsage()
  const until = performance.now() + SECONDS * 1000
  const call = async (room: RoomKey) => {
    for (; performance.now() < until; appends++) await append(one.log, room, count)
  }
  await Promise.all(Array.from({ length: callers }, (_, i) => call(keyOf(`flood-${callers}-${count}-${i}`))))
  const { user, system } = process.cpuUsage(cpu)
  const us = (user + system) / appends
  return {
    rooms: callers,
    'lines an append': count,
    'appends/s': Math.round(appends / SECONDS),
    'our CPU µs': us.toFixed(1),
  }
}

/** As rooms are: so many ticks a second, each with a few lines, heard by the other process. */
const ticks = async (rooms: number, count: number) => {
  const tookMs: number[] = []
  const saidAt = new Map<string, number>()
  const stops = []
  for (let i = 0; i < rooms; i++) {
    const key = keyOf(`tick-${rooms}-${i}`)
    stops.push(
      await two.log.subscribe(key, (_text, _epoch, first) => {
        tookMs.push(performance.now() - saidAt.get(`${i}/${first}`)!)
      }),
    )
  }
  const next = new Map<number, number>()
  const talk = async (i: number) => {
    await Bun.sleep((1000 / TICKS_PER_S) * Math.random())
    for (let n = 0; n < SECONDS * TICKS_PER_S; n++) {
      const first = next.get(i) ?? 1
      saidAt.set(`${i}/${first}`, performance.now())
      next.set(i, first + count)
      void append(one.log, keyOf(`tick-${rooms}-${i}`), count)
      await Bun.sleep(1000 / TICKS_PER_S)
    }
  }
  await Promise.all(Array.from({ length: rooms }, (_, i) => talk(i)))
  await Bun.sleep(100)
  for (const stop of stops) await stop()
  tookMs.sort((a, b) => a - b)
  return {
    rooms,
    'ticks/s': rooms * TICKS_PER_S,
    'lines a tick': count,
    'p50 ms': at(tookMs, 0.5),
    'p99 ms': at(tookMs, 0.99),
    'max ms': at(tookMs, 0.99999),
  }
}

console.table([await throughput(1, 4), await throughput(64, 4), await throughput(64, 40)])
console.table([await ticks(1, 4), await ticks(20, 4), await ticks(100, 4)])
for (const { link, log } of [one, two]) {
  log.stop()
  link.close()
}
await redis.stop()
