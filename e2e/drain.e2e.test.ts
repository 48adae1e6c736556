// One of two processes is told to end while people speak: its viewers come back elsewhere and have missed nothing.
import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { startRedis } from '../packages/server/src/bus/testing.ts'
import { openShop, signInAsOwner } from './harness/caller.ts'
import { gatherCrowd, joinAsGuest } from './harness/crowd.ts'
import { startServer, workersOf } from './harness/server.ts'
import { until, within } from './harness/soon.ts'

const VIEWERS = 400
const ROOM = 'drain'
const SPEAKERS = 5
const SAY_EVERY_MS = 250
/** Taken before the process is told to end, and again once everybody is back. */
const LINES = 6 * SPEAKERS
const ENDS_WITHIN_MS = 10_000
/** What the server hinted, and a first backoff. */
const BACK_WITHIN_MS = 30_000

const lives = (pid: number): boolean => {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ')
  } catch {
    return false
  }
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
  await until('people speak', () => taken.length >= LINES)

  const [first] = workersOf(server)
  process.kill(first!, 'SIGTERM')
  await within(ENDS_WITHIN_MS, 'the process ended', () => !lives(first!))
  await until('everybody back', () => crowd.open() === VIEWERS, BACK_WITHIN_MS)
  const before = taken.length
  await until('people speak on', () => taken.length >= before + LINES)
  open = false
  await Promise.all(lines)
  await until('everybody was shown what was said', () =>
    crowd.watchers.every(({ shown }) => taken.every((text) => shown.includes(text))),
  )

  const moved = crowd.watchers.filter(({ openings }) => openings > 1)
  expect(moved.length).toBeGreaterThan(VIEWERS / 10)
  expect(moved.length).toBeLessThan(VIEWERS)
  expect(Math.max(...crowd.watchers.map(({ openings }) => openings))).toBe(2)
  expect(crowd.watchers.flatMap(({ twice }) => twice)).toEqual([])
  expect(crowd.watchers.reduce((sum, { resyncs }) => sum + resyncs, 0)).toBe(0)
  // A line may be shown that nobody acknowledged, and be on its way to some.
  await until('all were shown the same in the same order', () => {
    const order = crowd.watchers[0]!.shown.join()
    return crowd.watchers.every(({ shown }) => shown.join() === order)
  })
  crowd.leave()
  for (const { room } of speakers) room.leave()
}, 120_000)
