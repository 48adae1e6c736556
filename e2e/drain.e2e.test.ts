// One of two processes is told to end while people speak: its viewers come back elsewhere and have missed nothing.
import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { startRedis } from '../packages/server/src/bus/testing.ts'
import { openShop, signInAsOwner } from './harness/caller.ts'
import { gatherCrowd, joinAsGuest } from './harness/crowd.ts'
import { startServer } from './harness/server.ts'

const VIEWERS = 400
const ROOM = 'drain'
const SPEAKERS = 5
const SAY_EVERY_MS = 250
const ENDS_WITHIN_MS = 10_000
/** What the server hinted, and a first backoff. */
const BACK_WITHIN_MS = 30_000

const workersOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter(Boolean)
    .map(Number)
    .filter((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('main.ts'))

const lives = (pid: number): boolean => {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ')
  } catch {
    return false
  }
}

const until = async (what: string, isSo: () => boolean, withinMs: number): Promise<number> => {
  const from = performance.now()
  while (!isSo()) {
    if (performance.now() - from > withinMs) throw new Error(`${what}: not within ${withinMs} ms`)
    await Bun.sleep(20)
  }
  return performance.now() - from
}

test('SIGTERM tells viewers to move: all are back elsewhere, in time, with every line once and no gap', async () => {
  const redis = await startRedis()
  await using _redis = { [Symbol.asyncDispose]: () => redis.stop() }
  await using server = await startServer({ REDIS_URL: redis.url, WORKERS: '2' })
  await openShop(await signInAsOwner(server), ROOM)
  const crowd = await gatherCrowd(server.origin, ROOM, VIEWERS)
  const speakers = await Promise.all(
    Array.from({ length: SPEAKERS }, (_, i) => joinAsGuest(server.origin, ROOM, `Speaker ${i}`)),
  )
  const taken: string[] = []
  let open = true
  const lines = speakers.map(async ({ room }, who) => {
    for (let i = 0; open; i++) {
      const text = `line ${who}-${i}`
      // Only what was acknowledged is promised.
      const receipt = await room.say(text)
      if ('taken' in receipt) taken.push(text)
      await Bun.sleep(SAY_EVERY_MS)
    }
  })
  await Bun.sleep(1_500)

  const [first] = workersOf(server.pid)
  process.kill(first!, 'SIGTERM')
  await until('the process ended', () => !lives(first!), ENDS_WITHIN_MS)
  await until('everybody back', () => crowd.open() === VIEWERS, BACK_WITHIN_MS)
  await Bun.sleep(1_500)
  open = false
  await Promise.all(lines)
  await until(
    'everybody was shown what was said',
    () => crowd.watchers.every(({ shown }) => taken.every((text) => shown.includes(text))),
    5_000,
  )

  const moved = crowd.watchers.filter(({ openings }) => openings > 1)
  expect(moved.length).toBeGreaterThan(VIEWERS / 10)
  expect(moved.length).toBeLessThan(VIEWERS)
  expect(Math.max(...crowd.watchers.map(({ openings }) => openings))).toBe(2)
  expect(crowd.watchers.flatMap(({ twice }) => twice)).toEqual([])
  expect(crowd.watchers.reduce((sum, { resyncs }) => sum + resyncs, 0)).toBe(0)
  const order = crowd.watchers[0]!.shown
  expect(crowd.watchers.filter(({ shown }) => shown.join() !== order.join()).length).toBe(0)
  crowd.leave()
  for (const { room } of speakers) room.leave()
}, 120_000)
