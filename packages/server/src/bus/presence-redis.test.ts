import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'bun:test'
import type { Timers } from '#kernel/clock'
import { ManualTime } from '#kernel/testing/manual-time'
import { until } from '#kernel/testing/until'
import { systemTimers } from '#system/clock'
import { openLog } from '#system/log'
import type { Presence } from './door.ts'
import { noticesContract } from './notices.contract.ts'
import { createRedisNotices } from './notices-redis.ts'
import { presenceContract, sittingOf } from './presence.contract.ts'
import { COMMAND_TIMEOUT_MS, createRedisPresence } from './presence-redis.ts'
import { openRedisLink, type RedisLink } from './redis-link.ts'
import { redisScript } from './redis-script.ts'
import { startRedis, type TestRedis } from './testing.ts'

const quiet = openLog('silent')
const timers = systemTimers(quiet)
let redis: TestRedis
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.stop())

let started = 0
const openLink = async () => {
  const link = openRedisLink(redis.url, quiet)
  await until(() => link.server() !== null && link.isHearing())
  return link
}

noticesContract('Redis', async (onFault) => {
  const link = await openLink()
  return { notices: createRedisNotices(link, `n${started++}`, onFault), settle: () => link.heard(), close: link.close }
})

const namesOf = async (processId: string): Promise<string[]> => {
  const names = (await redis.cli('zrange', 'hawker:{presence}:processes', 0, -1)) as string[]
  return names.filter((name) => name.startsWith(`${processId}.`))
}

type Told = readonly [what: 'evict' | 'counts', ...of: unknown[]]

interface Process {
  readonly presence: Presence
  readonly link: RedisLink
  readonly told: Told[]
  readonly faults: unknown[]
  beat(): void
  /** Without a word: its seats stay in Redis until it counts as dead. */
  vanish(): Promise<void>
  stop(): Promise<void>
}

const NOTHING = redisScript(1, 'return 1')

/** Beats when the test says so, and waits for Redis as long as it takes: late on a busy machine is not away. */
const openProcess = async (after: Timers['after'] = timers.after): Promise<Process> => {
  const link = await openLink()
  const processId = `p${started++}`
  const beats: (() => void)[] = []
  const mine: Timers = {
    after: (ms, run) => (ms === COMMAND_TIMEOUT_MS && after === timers.after ? { stop: () => {} } : after(ms, run)),
    every: (_ms, run) => {
      beats.push(run)
      return { stop: () => {} }
    },
  }
  const faults: unknown[] = []
  const presence = createRedisPresence({
    link,
    processId,
    notices: createRedisNotices(link, processId),
    timers: mine,
    onFault: (fault) => faults.push(fault),
  })
  const told: Told[] = []
  presence.watch({
    evict: (socketId) => told.push(['evict', socketId]),
    counts: (_app, room, viewer, counted) => told.push(['counts', room, viewer, counted]),
  })
  const process: Process = {
    presence,
    told,
    faults,
    link,
    beat: () => {
      for (const run of beats) run()
    },
    vanish: async () => {
      link.close()
      await redis.cli('zrem', 'hawker:{presence}:processes', ...(await namesOf(processId)))
    },
    stop: async () => {
      await presence.stop()
      link.close()
    },
  }
  processes.push(process)
  await link.heard()
  // Its first heartbeat was answered: this is asked on the same connection, after it was done.
  await until(async () => (await namesOf(processId)).length > 0)
  await link.run(NOTHING, ['-'])
  return process
}
let processes: Process[] = []
beforeEach(async () => {
  processes = []
  await redis.cli('flushall')
})
afterEach(async () => {
  for (const process of processes) {
    expect(process.faults).toEqual([])
    await process.stop()
  }
})

presenceContract('Redis', async () => {
  const { presence } = await openProcess()
  return { presence, close: async () => {} }
})

test('G15 somebody with sockets in two processes is counted by the first, and by the other when he left there', async () => {
  const [one, two] = [await openProcess(), await openProcess()]
  const [here, there] = [sittingOf('ann'), sittingOf('ann')]
  expect(await one.presence.enter(here, 10)).toEqual({ counted: true, evicted: [] })
  expect(await two.presence.enter(there, 10)).toEqual({ counted: false, evicted: [] })
  expect((await two.presence.enter(sittingOf('ann', 'pots'), 10)).counted).toBe(true)
  one.presence.leave(here)
  await until(() => two.told.length > 0)
  expect([one.told, two.told]).toEqual([[], [['counts', 'tea', 'ann', true]]])
})

test('G7 the oldest socket is closed in whatever process it is', async () => {
  const [one, two] = [await openProcess(), await openProcess()]
  const oldest = sittingOf('ann')
  await one.presence.enter(oldest, 2)
  await two.presence.enter(sittingOf('ann'), 2)
  expect(await two.presence.enter(sittingOf('ann'), 2)).toEqual({ counted: true, evicted: [oldest.socketId] })
  await until(() => one.told.length > 0)
  expect(one.told).toEqual([['evict', oldest.socketId]])
  expect(two.told).toEqual([['counts', 'tea', 'ann', true]])
})

test('what a process entered ends with it, and the others find out by themselves', async () => {
  const [one, two] = [await openProcess(), await openProcess()]
  await one.presence.enter(sittingOf('ann'), 2)
  expect((await two.presence.enter(sittingOf('ann'), 2)).counted).toBe(false)
  await one.vanish()
  two.beat()
  await until(() => two.told.length > 0)
  expect(two.told).toEqual([['counts', 'tea', 'ann', true]])
  expect((await two.presence.enter(sittingOf('ann'), 2)).evicted).toEqual([])
})

test('a process that was thought dead enters everybody again', async () => {
  const [one, two] = [await openProcess(), await openProcess()]
  await one.presence.enter(sittingOf('ann'), 10)
  await redis.cli('zadd', 'hawker:{presence}:processes', 1, `p${started - 2}.0`)
  expect((await two.presence.enter(sittingOf('ann'), 10)).counted).toBe(true)
  one.beat()
  await until(() => one.told.length > 0)
  expect(one.told).toEqual([['counts', 'tea', 'ann', false]])
})

test('Redis away: each goes by its own sockets, at once; back again, all of them count as one', async () => {
  const [one, two] = [await openProcess(), await openProcess()]
  const before = sittingOf('ann')
  await one.presence.enter(before, 2)
  await redis.kill9()
  await until(() => one.link.server() === null && two.link.server() === null)
  expect((await two.presence.enter(sittingOf('ann'), 2)).counted).toBe(true)
  await one.presence.enter(sittingOf('ann'), 2)
  expect((await one.presence.enter(sittingOf('ann'), 2)).evicted).toEqual([before.socketId])
  await redis.restart()
  await until(() => one.told.concat(two.told).some(([what, , , counted]) => what === 'counts' && counted === false))
  // Everybody was entered again, and what followed from it was told, when this is answered and heard.
  await until(async () => (await redis.cli('zcard', 'hawker:{presence}:shop/ann')) === 3)
  for (const each of [one, two]) await each.presence.enter(sittingOf('later'), 2)
  for (const each of [one, two]) await each.link.heard()
  expect(one.told.concat(two.told).filter(([what]) => what === 'counts').length).toBe(1)
})

test('a Redis that stands still holds nobody up for longer than a second', async () => {
  const time = new ManualTime()
  const one = await openProcess((ms, run) => time.after(ms, run))
  redis.pause()
  // It stands still until all have entered: who waited for it would wait for ever.
  const first = one.presence.enter(sittingOf('ann'), 2)
  await time.pass(COMMAND_TIMEOUT_MS + 100)
  expect(await first).toEqual({ counted: true, evicted: [] })
  // The first found out; nobody waits for anything after it.
  for (let i = 0; i < 20; i++)
    expect(await one.presence.enter(sittingOf(`v${i}`), 2)).toEqual({ counted: true, evicted: [] })
  redis.resume()
  // What it was asked while it stood still is done before the next test begins.
  await one.link.run(NOTHING, ['-'])
})

test('a thousand who come at once are seated in batches', async () => {
  const one = await openProcess()
  const answers = await Promise.all(
    Array.from({ length: 1_000 }, (_, i) => one.presence.enter(sittingOf(`v${i % 500}`), 10)),
  )
  expect(answers.every(({ counted }) => counted)).toBe(true)
  expect(await redis.cli('dbsize')).toBe(501)
})
