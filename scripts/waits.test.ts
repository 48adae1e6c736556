// No test sleeps: it waits for what it needs (`until` of kernel/testing), or moves a clock of its own. And none has less
// time than all have. Read as text: a call is a call, wherever it stands.
import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
/** What `npm test` gives to each test; see test.ts. */
const SUITE_LIMIT_MS = 60_000

/** Where time itself passes, so many times, and why nothing is awaited by it. */
const MAY_SLEEP: Record<string, [times: number, why: string]> = {
  'packages/server/src/bus/log-failover.test.ts': [
    2,
    'who talks takes breath; a server that loads is looked at until it is over',
  ],
  'packages/server/src/bus/redis-pause.sim.test.ts': [1, 'rooms talk at the pace of their ticks'],
  'packages/server/src/leases/leases.test.ts': [1, 'the writer of a process of its own takes breath'],
  'packages/server/src/live/ingest.fuzz.test.ts': [1, 'strangers hang up at different moments'],
  'packages/server/src/moderation/house.test.ts': [1, 'a ban falls at different moments; each must hold'],
  'packages/server/src/sale.sim.test.ts': [
    2,
    'connections are cut at different moments; who is told to try again does, a little later',
  ],
  'packages/server/src/threats.test.ts': [1, 'who is told to try the same again does, a little later'],
}

const files = [...new Bun.Glob('packages/**/*.{test,contract}.{ts,tsx}').scanSync(root)].filter(
  (file) => !file.includes('node_modules'),
)
const linesOf = (file: string): string[] => readFileSync(root + file, 'utf8').split('\n')

const SLEEP = /(?<![\w.])(Bun\.sleep|sleep|setTimeout)\(|timers\/promises/
/** `while (!isSo()) await Bun.sleep(5)`: looks again. */
const LOOKS_AGAIN = /^\s*(\} )?(while|for) \(.*\)|^\s*\} while \(/

const sleeps = (line: string): boolean => SLEEP.test(line) && !LOOKS_AGAIN.test(line)

test('what sleeps is found, and what looks again is not taken for it', () => {
  for (const line of [
    '  await Bun.sleep(50)',
    'new Promise((done) => setTimeout(done, 5))',
    "from 'node:timers/promises'",
  ])
    expect([line, sleeps(line)]).toEqual([line, true])
  for (const line of ['  while (!isSo()) await Bun.sleep(5)', 'select pg_sleep(1)', 'socket.setTimeout(5)', 'settle()'])
    expect([line, sleeps(line)]).toEqual([line, false])
})

test('no test sleeps where it could wait', () => {
  const found: Record<string, number> = {}
  for (const file of files) {
    const count = linesOf(file).filter(sleeps).length
    if (count > 0) found[file] = count
  }
  expect(found).toEqual(Object.fromEntries(Object.entries(MAY_SLEEP).map(([file, [times]]) => [file, times])))
})

test('no test has less time than all have: a busy machine would be its fault', () => {
  const short: string[] = []
  const LIMIT = /^\s*\}, (\d[\d_]*)\)$|^ {2}(\d[\d_]*),\n\)$|^(?:export )?const LIMIT_MS = (\d[\d_]*)$/gm
  for (const file of files)
    for (const [, ...found] of readFileSync(root + file, 'utf8').matchAll(LIMIT)) {
      const limit = found.find((digits) => digits !== undefined)!
      const ms = Number(limit.replaceAll('_', ''))
      // Below a second it is a timer of what the test does.
      if (ms >= 1_000 && ms < SUITE_LIMIT_MS) short.push(`${file}: ${limit}`)
    }
  expect(short).toEqual([])
})
