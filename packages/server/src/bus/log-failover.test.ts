// The shared log in a real Redis, which is paused, cut, killed and filled up.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'bun:test'
import { connect } from 'node:net'
import type { AppId, Position, Priority, RoomId } from '@hawker/protocol'
import type { Timer, Timers } from '#kernel/clock'
import { until } from '#kernel/testing/until'
import { systemChance as chance } from '#system/chance'
import { systemClock, systemTimers } from '#system/clock'
import { openLog } from '#system/log'
import { ADMITTED, DEFAULT_BUDGET } from './core/admission.ts'
import type { LogEntry, RoomKey, RoomLog } from './door.ts'
import { roomLogContract } from './log.contract.ts'
import { COMMAND_TIMEOUT_MS, createFailoverLog, type FailoverLog } from './log-failover.ts'
import { createMemoryLog } from './log-memory.ts'
import { createRedisLog } from './log-redis.ts'
import { openRedisLink, type RedisLink } from './redis-link.ts'
import { startRedis, type TestRedis } from './testing.ts'

const quiet = openLog('silent')
const timers = systemTimers(quiet)
const key: RoomKey = { app: 'shop' as AppId, room: 'room' as RoomId }

let redis: TestRedis
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.stop())

/** Whether no answer may be waited for as long as it takes: else a Redis that is late on a busy machine would be away. */
let isStill = false
const pause = () => {
  redis.pause()
  isStill = true
}
const resume = () => {
  isStill = false
  redis.resume()
}
const patient: Timers = {
  every: timers.every,
  after: (ms, run) => {
    const begin = (): Timer => timers.after(ms, () => (ms < COMMAND_TIMEOUT_MS || isStill ? run() : again()))
    const again = () => {
      timer = begin()
    }
    let timer = begin()
    return { stop: () => timer.stop() }
  },
}

interface Process {
  readonly log: FailoverLog
  readonly link: RedisLink
  /** How often Redis would not take the probe of a process that is alone. */
  refusals(): number
  /** How often Redis answered what was said last in a room. */
  tails(): number
  stop(): void
}

let processes: Process[] = []
let started = 0
const openProcess = async (time: 'redis' | 'caller' = 'redis'): Promise<Process> => {
  const link = openRedisLink(redis.url, quiet)
  const shared = createRedisLog({ link, chance, timers: patient, time })
  let [refusals, tails] = [0, 0]
  const log = createFailoverLog({
    shared: {
      ...shared,
      probe: () =>
        shared.probe().catch((error) => {
          refusals++
          throw error
        }),
      tail: async (...asked) => {
        const answer = await shared.tail(...asked)
        tails++
        return answer
      },
    },
    openLocal: () => createMemoryLog({ chance }),
    processId: `p${started++}`,
    clock: systemClock,
    timers: patient,
  })
  const process = {
    log,
    link,
    refusals: () => refusals,
    tails: () => tails,
    stop: () => {
      log.stop()
      link.close()
    },
  }
  processes.push(process)
  await until(() => link.server() !== null && link.isHearing())
  return process
}
beforeEach(async () => {
  processes = []
  isStill = false
  await redis.cli('flushall')
})
afterEach(() => {
  for (const process of processes) process.stop()
})

roomLogContract('failover over Redis', DEFAULT_BUDGET, async () => {
  const { log, link, stop } = await openProcess('caller')
  return {
    log,
    restart: async () => {
      await redis.cli('flushall')
      return log
    },
    settle: () => link.heard(),
    close: async () => stop(),
  }
})

let words = 0
const word = (priority: Priority = 0): LogEntry => {
  const id = `w${words++}`
  return { priority, delivery: 'ordered', json: `"${id}"`, eventId: id }
}

/** Everything one process hears of the room: by epoch and offset; what comes twice or out of order is a fault. */
const listen = async ({ log }: Process) => {
  const heard: { epoch: string; offset: number; json: string }[] = []
  const faults: string[] = []
  let at: Position | null = null
  await log.subscribe(key, (text, epoch, first, ordered) => {
    if (at?.epoch === epoch && first !== at.offset + 1) faults.push(`${epoch}/${first} after ${at.offset}`)
    at = { epoch, offset: first + ordered - 1 }
    const frame = JSON.parse(text) as { ordered: unknown[] }
    for (const [i, body] of frame.ordered.entries())
      heard.push({ epoch, offset: first + i, json: JSON.stringify(body) })
  })
  return { heard, faults, at: () => at }
}

/** Says a word every few milliseconds, one append after the other, until told to stop. */
const talk = ({ log }: Process, everyMs = 5) => {
  const said: string[] = []
  let talking = true
  const run = async () => {
    while (talking) {
      const one = word()
      const { admitted } = await log.append(key, [one], null, Date.now())
      if (admitted[0] === ADMITTED) said.push(one.json)
      await Bun.sleep(everyMs)
    }
  }
  const running = run()
  return {
    said,
    /** Resolves when so many more were said: nobody waits for anything meanwhile. */
    more: async (count: number) => {
      const before = said.length
      await until(() => said.length >= before + count)
    },
    stop: async () => {
      talking = false
      await running
    },
  }
}
const allSayMore = (talking: readonly ReturnType<typeof talk>[], count: number) =>
  Promise.all(talking.map((each) => each.more(count)))

const allAlone = () => until(() => processes.every(({ log }) => log.health().alone))
const whole = () =>
  until(() => processes.every(({ log, link }) => !log.health().alone && link.server() !== null && link.isHearing()))

const texts = async (log: RoomLog) => (await log.tail(key, 100_000)).map(({ json }) => json)
/** What Redis has of the room, asked past every process. */
const inRedis = async <T>(ask: (log: RoomLog) => Promise<T>): Promise<T> => {
  const link = openRedisLink(redis.url, quiet)
  const log = createRedisLog({ link, chance, timers })
  try {
    await until(() => link.server() !== null)
    return await ask(log)
  } finally {
    log.stop()
    link.close()
  }
}
const sorted = (some: readonly string[]) => [...some].sort()

test('G11 subscriber connections killed again and again: everybody hears everything once and in order', async () => {
  const [one, two] = [await openProcess(), await openProcess()]
  const ears = await listen(two)
  const talking = talk(one)
  for (let i = 0; i < 6; i++) {
    await talking.more(20)
    await until(() => two.link.isHearing())
    await redis.cli('client', 'kill', 'type', 'pubsub')
  }
  await talking.more(20)
  await talking.stop()
  await until(() => ears.heard.length >= talking.said.length)
  expect(ears.faults).toEqual([])
  expect(ears.heard.map(({ json }) => json)).toEqual(talking.said)
})

test('the last frame before a silence is found though it leaves no hole', async () => {
  const [one, two] = [await openProcess(), await openProcess()]
  const ears = await listen(two)
  await redis.cli('client', 'kill', 'type', 'pubsub')
  const last = word()
  await one.log.append(key, [last], null, 0)
  await until(() => ears.heard.length === 1)
  expect(ears.heard[0]!.json).toBe(last.json)
})

test('command connections killed again and again: nothing is said twice, nothing is lost', async () => {
  const [one, two] = [await openProcess(), await openProcess()]
  const talking = [talk(one), talk(two)]
  for (let i = 0; i < 15; i++) {
    await allSayMore(talking, 5)
    await redis.cli('client', 'kill', 'type', 'normal')
    // Now and then, or more is said alone than a room keeps.
    if (i % 3 === 0) await whole()
  }
  for (const each of talking) await each.stop()
  await whole()
  expect(sorted(await inRedis(texts))).toEqual(sorted(talking.flatMap(({ said }) => said)))
})

test('Redis paused: chat goes on alone, and soon after it answers all have everything', async () => {
  const [one, two] = [await openProcess(), await openProcess()]
  const ears = await listen(one)
  const talking = [talk(one), talk(two)]
  await allSayMore(talking, 20)
  pause()
  await allAlone()
  const atPause = ears.heard.length
  // It stands still until all of this was said: who waited for it would wait for ever.
  await allSayMore(talking, 50)
  await until(() => ears.heard.length > atPause + 50 && one.log.health().keptEntries > 50)
  expect(one.log.health()).toMatchObject({ alone: true, roomsAlone: 1 })
  const { shared } = await one.log.append(key, [], null, 0)
  expect(shared).toBe(false)
  resume()
  const resumedAt = performance.now()
  await whole()
  console.log(`whole again after ${Math.round(performance.now() - resumedAt)} ms`)
  await allSayMore(talking, 20)
  for (const each of talking) await each.stop()
  await whole()
  expect(ears.faults).toEqual([])
  expect(sorted(await inRedis(texts))).toEqual(sorted(talking.flatMap(({ said }) => said)))
  expect(one.log.health()).toMatchObject({ roomsAlone: 0, keptEntries: 0, lostEntries: 0 })
})

test('CLIENT PAUSE: as a pause of the whole', async () => {
  const one = await openProcess()
  const talking = talk(one)
  isStill = true
  // A pause that went by unnoticed is followed by another.
  while (!one.log.health().alone) {
    await redis.cli('client', 'pause', 2_000)
    await until(async () => one.log.health().alone || (await redis.cli('ping')) === 'PONG')
  }
  isStill = false
  await whole()
  await talking.stop()
  await whole()
  expect(sorted(await inRedis(texts))).toEqual(sorted(talking.said))
})

test('Redis killed and started empty: a new epoch, chat goes on, and what was said alone is told to all', async () => {
  const [one, two] = [await openProcess(), await openProcess()]
  const ears = await listen(two)
  await one.log.append(key, [word()], null, 0)
  const before = await one.log.position(key)
  await redis.kill9()
  const alone = word()
  const { shared, epoch } = await one.log.append(key, [alone], null, 0)
  expect(shared).toBe(false)
  expect(epoch).not.toBe(before.epoch)
  expect((await one.log.read(key, before, 0)).kind).toBe('resync')
  await allAlone()
  await redis.restart()
  await whole()
  const after = await inRedis((log) => log.position(key))
  // In a frame, or by one that says where the log stands now, so that clients ask.
  await until(() => ears.at()?.epoch === after.epoch && ears.at()?.offset === 1)
  expect([before.epoch, epoch]).not.toContain(after.epoch)
  expect(await inRedis(texts)).toEqual([alone.json])
  const next = word()
  await two.log.append(key, [next], null, 0)
  await until(() => ears.heard.at(-1)?.json === next.json)
  expect(ears.faults).toEqual([])
})

test('a Redis that restarts with an older state on its disk numbers under a new epoch', async () => {
  const one = await openProcess()
  await one.log.append(key, [word()], null, 0)
  const before = await one.log.position(key)
  await redis.cli('save')
  await one.log.append(key, [word(), word()], null, 0)
  await redis.kill9()
  await allAlone()
  await redis.restart()
  await whole()
  const after = await one.log.position(key)
  expect(after.epoch).not.toBe(before.epoch)
  expect(await one.log.read(key, { epoch: before.epoch, offset: 3 }, 0)).toMatchObject({ kind: 'resync' })
  expect((await inRedis(texts)).length).toBe(1)
})

/** Asked without a client: those wait until it has loaded. */
const infoOf = (port: number): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('INFO persistence\r\n'))
    socket.once('data', (said) => {
      resolve(`${said}`)
      socket.destroy()
    })
    socket.once('error', () => resolve(''))
  })

test('a Redis that still loads its disk counts as away', async () => {
  const one = await openProcess()
  await redis.cli('eval', "for i = 1, 600 do redis.call('SET', 'x' .. i, i) end", 0)
  await redis.cli('save')
  // As often as it takes to see it load.
  for (let loading = 0; loading === 0; ) {
    await redis.kill9()
    await allAlone()
    let over = false
    const restarting = redis
      .restart('--key-load-delay', '2000', '--loading-process-events-interval-bytes', '1024')
      .finally(() => {
        over = true
      })
    while (!over) {
      const { alone } = one.log.health()
      // It loads still: so it did when the log was asked.
      if ((await infoOf(redis.port)).includes('loading:1')) {
        loading++
        expect(alone).toBe(true)
      }
      await Bun.sleep(1)
    }
    await restarting
    await whole()
  }
})

test('a Redis without memory left, or that only reads, counts as away until it takes writes again', async () => {
  const one = await openProcess()
  await one.log.append(key, [word()], null, 0)
  for (const [broken, mended] of [
    [
      ['config', 'set', 'maxmemory', 1],
      ['config', 'set', 'maxmemory', 0],
    ],
    [
      ['replicaof', '127.0.0.1', 1],
      ['replicaof', 'no', 'one'],
    ],
  ] as const) {
    await redis.cli(...broken)
    const said = word()
    expect((await one.log.append(key, [said], null, 0)).shared).toBe(false)
    const before = one.refusals()
    await until(() => one.refusals() > before + 2)
    expect(one.log.health().alone).toBe(true)
    await redis.cli(...mended)
    await whole()
    expect((await inRedis(texts)).at(-1)).toBe(said.json)
  }
})

test('M8 what is recalled while alone is gone from the shared log when it is back', async () => {
  const one = await openProcess()
  const [before, alone] = [word(), word()]
  await one.log.append(key, [before], null, 0)
  pause()
  await one.log.append(key, [alone], null, 0)
  await one.log.redact(key, [before.eventId!, alone.eventId!], '"gone"')
  expect(await texts(one.log)).toEqual(['"gone"'])
  resume()
  await whole()
  expect(await inRedis(texts)).toEqual(['"gone"', '"gone"'])
})

test('alone, a room still shows what was said last, by whomever, and nothing that was recalled', async () => {
  const [one, two] = [await openProcess(), await openProcess()]
  const event = (id: string): LogEntry => ({ ...word(), json: JSON.stringify({ id }), eventId: id })
  const before = Array.from({ length: 3 }, (_, i) => event(`before-${i}`))
  await two.log.append(key, before, null, 0)
  const ears = await listen(one)
  // What was said before it came is asked for beside.
  await until(() => one.tails() === 1)
  const heard = [event('e0'), event('e1'), event('e2')]
  for (const entry of heard) await two.log.append(key, [entry], null, 0)
  await two.log.redact(key, ['before-1', 'e1'], '"gone"')
  await until(() => ears.heard.length === 3)
  await one.link.heard()
  pause()
  const shown = [before[0]!, before[2]!, heard[0]!, heard[2]!].map(({ json }) => json)
  expect((await texts(one.log)).filter((json) => json !== '"gone"')).toEqual(shown)
  await one.log.redact(key, ['e2'], '"gone"')
  expect((await texts(one.log)).filter((json) => json === '"gone"').length).toBe(3)
  const { first } = await one.log.append(key, [word()], null, 0)
  expect(first).toBe(7)
  await until(() => ears.heard.length === 4)
  expect(ears.faults).toEqual([])
  resume()
  await whole()
  expect((await inRedis(texts)).filter((json) => json === '"gone"').length).toBe(3)
})

test('a room whose keys somebody else spoiled fails alone: the others go on', async () => {
  const one = await openProcess()
  await redis.cli('set', 'hawker:{shop/room}:head', 'x')
  await expect(one.log.append(key, [word()], null, 0)).rejects.toThrow('WRONGTYPE')
  const other = { ...key, room: 'other' as RoomId }
  expect((await one.log.append(other, [word()], null, 0)).shared).toBe(true)
  expect(one.log.health().alone).toBe(false)
})
