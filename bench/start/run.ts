// Start: from `bun main.ts` to the first answered request, with nothing there (initdb, migrations, first app) and warm.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bench, type Cell, numberArg } from '../shape.ts'

const FIRST_ASKED_MS = 3_000
const WARM_ASKED_MS = 1_000
const GIVE_UP_MS = 60_000
const PORT = 18_471
const RTMP_PORT = 18_472
const main = join(import.meta.dir, '../../packages/server/src/main.ts')

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

/** Milliseconds from spawn to `/healthz`; the server is stopped again, in order. */
const startOnce = async (dataDir: string): Promise<number> => {
  const began = performance.now()
  const server = spawn(process.execPath, [main], {
    env: {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      DATA_DIR: dataDir,
      PORT: `${PORT}`,
      RTMP_PORT: `${RTMP_PORT}`,
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = new Promise<void>((done) => server.once('exit', () => done()))
  try {
    while (performance.now() - began < GIVE_UP_MS && server.exitCode === null) {
      const answer = await fetch(`http://localhost:${PORT}/healthz`).catch(() => null)
      if (answer?.ok) return performance.now() - began
      await Bun.sleep(10)
    }
    throw new Error('the server did not start')
  } finally {
    server.kill('SIGTERM')
    await ended
  }
}

export const bench: Bench = {
  title: 'Start: until the first request is answered',
  async run({ args, say }) {
    const runs = numberArg(args, 'runs', 5)
    const first: number[] = []
    const warm: number[] = []
    for (let i = 0; i < runs; i++) {
      say(`run ${i + 1} of ${runs}`)
      const dataDir = mkdtempSync(join(tmpdir(), 'hawker-start-'))
      try {
        first.push(await startOnce(dataDir))
        warm.push(await startOnce(dataDir))
      } finally {
        rmSync(dataDir, { recursive: true, force: true })
      }
    }
    const row = (what: string, values: number[]): Cell[] => [
      what,
      Math.min(...values),
      median(values),
      Math.max(...values),
    ]
    const target = (what: string, values: number[], askedMs: number) => ({
      what: `${what}, median`,
      asked: `≤ ${askedMs} ms`,
      got: `${Math.round(median(values))} ms`,
      met: median(values) <= askedMs,
    })
    return {
      columns: ['start', 'min ms', 'median ms', 'max ms'],
      rows: [row('first', first), row('warm', warm)],
      targets: [target('first start', first, FIRST_ASKED_MS), target('warm start', warm, WARM_ASKED_MS)],
      notes: [
        `${runs} runs each. First: empty data folder, so initdb, migrations, app and owner. Built-in PostgreSQL.`,
      ],
    }
  },
}
