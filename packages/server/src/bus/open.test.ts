import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { AppId, RoomId } from '@hawker/protocol'
import { Redis } from 'ioredis'
import { StartError } from '#kernel/start-error'
import { until } from '#kernel/testing/until'
import { systemChance as chance } from '#system/chance'
import { systemClock as clock, systemTimers } from '#system/clock'
import { openLog } from '#system/log'
import { openBus } from './open.ts'
import { startRedis, type TestRedis } from './testing.ts'

let redis: TestRedis
beforeAll(async () => {
  redis = await startRedis('--requirepass', 'right')
})
afterAll(() => redis.stop())

let started = 0
const open = async (redisUrl: string | null) => {
  const lines: { msg: string }[] = []
  const log = openLog('info', { write: (line) => lines.push(JSON.parse(line)) })
  const bus = await openBus({ redisUrl, processId: `p${started++}`, chance, clock, timers: systemTimers(log), log })
  return { bus, said: lines.map(({ msg }) => msg) }
}
const key = { app: 'shop' as AppId, room: 'tea' as RoomId }
const word = { priority: 0, delivery: 'ordered', json: '"word"' } as const
const urlOf = (password: string) => `redis://:${password}@127.0.0.1:${redis.port}`

test('without Redis the bus is the memory of one process', async () => {
  const { bus } = await open(null)
  expect((await bus.roomLog.append(key, [word], null, 0)).shared).toBe(true)
  expect(bus.health()).toMatchObject({ redis: 'none', roomsAlone: 0, keptEntries: 0, lostEntries: 0 })
  await bus.stop()
})

test('with Redis what one process says another hears', async () => {
  const [{ bus: one }, { bus: two, said }] = [await open(urlOf('right')), await open(urlOf('right'))]
  const heard = Promise.withResolvers<string>()
  await two.roomLog.subscribe(key, heard.resolve)
  await one.roomLog.append(key, [word], null, 0)
  expect(JSON.parse(await heard.promise)).toMatchObject({ first: 1, ordered: ['word'] })
  const noticed: unknown[] = []
  two.notices.subscribe('t', (notice) => noticed.push(notice))
  // Who has just subscribed may miss the first.
  await until(() => {
    one.notices.publish('t', { user: 'ann' })
    return noticed.length > 0
  })
  expect(noticed[0]).toEqual({ user: 'ann' })
  expect(one.health().redis).toBe('up')
  // The Redis that Debian ships today.
  if (Bun.spawnSync(['redis-server', '--version']).stdout.toString().includes('v=7.0.'))
    expect(said).toEqual([expect.stringContaining('known holes')])
  await one.stop()
  await two.stop()
})

test('a Redis that is not there is no reason not to start; one that refuses us is, and so is what is no address', async () => {
  const { bus, said } = await open('redis://127.0.0.1:1')
  expect(bus.health().redis).toBe('down')
  expect((await bus.roomLog.append(key, [word], null, 0)).shared).toBe(false)
  expect(said).toContain('Redis does not answer: this process starts alone')
  await bus.stop()
  await expect(open(urlOf('wrong'))).rejects.toThrow(StartError)
  await expect(open('localhost')).rejects.toThrow(StartError)
})

test('O4 an account that may touch our prefix alone is enough, and may touch nothing else', async () => {
  const rights = ['on', '>narrow', '~hawker:*', '&hawker:*', '+@all', '-@admin', '-@dangerous', '+info']
  await redis.cli('acl', 'setuser', 'hawker', ...rights)
  const { bus } = await open(`redis://hawker:narrow@127.0.0.1:${redis.port}`)
  await bus.roomLog.subscribe(key, () => {})
  const { shared } = await bus.roomLog.append(key, [{ ...word, onceId: 'w' }], null, 0)
  await bus.roomLog.redact(key, ['w'], '"gone"')
  const seat = { ...key, viewer: 'ann', socketId: 's' }
  expect([shared, (await bus.presence.enter(seat, 3)).counted]).toEqual([true, true])
  expect(await redis.cli('zcard', 'hawker:{presence}:shop/ann')).toBe(1)
  expect(bus.health().redis).toBe('up')
  await bus.stop()
  const own = new Redis(`redis://hawker:narrow@127.0.0.1:${redis.port}`)
  await expect(own.get('other')).rejects.toThrow('NOPERM')
  await own.quit()
})
