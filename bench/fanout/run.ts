// Fan-out: so many viewers in one room, 40 lines of chat a second. Beside it, the least a program could do.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bench, type BenchAsk, type Cell, numberArg, type Target } from '../shape.ts'
import { hasProgram, type Program, start } from './processes.ts'

const PER_SECOND = 40
const SIZES = [1_000, 10_000]
const MEASURE_MS = 10_000
/** Descriptors beside the viewers' own. */
const DESCRIPTORS_KEPT = 600
const SERVER_CORE = 0
const LOAD_CORE = 1

interface Usage {
  readonly cpuMicros: number
  readonly rss: number
  readonly sockets: number
}
interface Heard {
  readonly frames: number
  readonly bytes: number
  readonly tookMs: number
  readonly lost: number
  readonly p50: number | null
  readonly p99: number | null
}
interface Written {
  readonly written: number
  readonly refused: number
  readonly cpuMicros: number
  readonly tookMicros: number
}
interface Measured {
  readonly heard: Heard
  readonly cpuMicros: number
  readonly joinsPerS: number
  readonly rssPerViewer: number
  readonly rssPerViewerAfter: number
}

const here = import.meta.dir
const bun = process.execPath

/** Opens the load, measures, and ends what it started even when something fails. */
const using = async <T>(programs: Program[], body: () => Promise<T>): Promise<T> => {
  try {
    return await body()
  } finally {
    for (const program of programs.reverse()) await program.end()
  }
}

const measureHawker = async ({ load: loadCommand }: Tools, viewers: number): Promise<Measured> => {
  const server = start([bun, join(here, 'server.ts')], SERVER_CORE)
  const programs = [server]
  return using(programs, async () => {
    const { port } = await server.hear<{ port: number }>()
    await Bun.sleep(1_000)
    await server.ask('collect')
    const empty = await server.ask<Usage>('usage')
    const load = start([...loadCommand, `${port}`, `${viewers}`, `${PER_SECOND}`], LOAD_CORE)
    programs.push(load)
    const { connectedMs } = await load.hear<{ connectedMs: number }>()
    await Bun.sleep(2_000)
    await server.ask('collect')
    const idle = await server.ask<Usage>('usage')
    await load.ask('speak')
    await Bun.sleep(1_500)
    const before = await server.ask<Usage>('usage')
    const heard = await load.ask<Heard>(`measure ${MEASURE_MS}`)
    const after = await server.ask<Usage>('usage')
    if (after.sockets < viewers) throw new Error(`${viewers - after.sockets} viewers were lost`)
    return {
      heard,
      cpuMicros: after.cpuMicros - before.cpuMicros,
      joinsPerS: (viewers / connectedMs) * 1_000,
      rssPerViewer: (idle.rss - empty.rss) / viewers,
      rssPerViewerAfter: (after.rss - empty.rss) / viewers,
    }
  })
}

/** The same number of frames of the same mean size at the same pace. */
const measureLimit = async (tools: Tools, viewers: number, like: Heard): Promise<{ heard: Heard; wrote: Written }> => {
  const frames = Math.max(1, Math.round(like.frames / viewers))
  const periodMicros = Math.round((like.tookMs * 1_000) / frames)
  const bytes = Math.max(20, Math.round(like.bytes / like.frames))
  const limit = start([...tools.limit, `${viewers}`, `${frames}`, `${periodMicros}`, `${bytes}`], SERVER_CORE)
  const programs = [limit]
  return using(programs, async () => {
    const { port } = await limit.hear<{ port: number }>()
    const load = start([...tools.load, `${port}`, `${viewers}`, '0'], LOAD_CORE)
    programs.push(load)
    await load.hear()
    await limit.hear()
    await Bun.sleep(1_000)
    const wrote = limit.ask<Written>('go')
    const heard = await load.ask<Heard>(`measure ${Math.round(like.tookMs + 500)}`)
    return { heard, wrote: await wrote }
  })
}

interface Tools {
  readonly limit: string[]
  readonly limitName: string
  readonly load: string[]
}

/** The limit and the load in C where there is a compiler, else in this runtime. */
const build = (dir: string): Tools => {
  const compiler = ['cc', 'gcc', 'clang'].find(hasProgram)
  const compile = (name: string): string[] => {
    const out = join(dir, name)
    const command = [compiler ?? '', '-O2', '-o', out, join(here, `${name}.c`)]
    const made = compiler !== undefined && Bun.spawnSync(command, { stderr: 'inherit' }).exitCode === 0
    return made ? [out] : [bun, join(here, `${name}.ts`)]
  }
  const limit = compile('limit')
  return { limit, limitName: limit.length === 1 ? 'C send()' : 'raw sockets (no cc)', load: compile('load') }
}

/** Whether the scheduler puts us before all ordinary programs (`chrt -r 1 npm run bench`), which a reader must know. */
export const isRealTime = (): boolean => {
  if (!existsSync('/proc/self/stat')) return false
  const afterName = readFileSync('/proc/self/stat', 'latin1').split(') ').at(-1)!.split(' ')
  return Number(afterName[38]) > 0
}

const hardLimit = (): number => {
  const { stdout } = Bun.spawnSync(['sh', '-c', 'ulimit -Hn'])
  const text = stdout.toString().trim()
  return text === 'unlimited' ? Number.POSITIVE_INFINITY : Number(text)
}

const run = async ({ args, say }: BenchAsk) => {
  const asked = numberArg(args, 'viewers', 0)
  const descriptors = hardLimit()
  const sizes = (asked > 0 ? [asked] : SIZES).filter((size) => size + DESCRIPTORS_KEPT <= descriptors)
  const loadBefore = loadavg()[0]!.toFixed(1)
  const dir = mkdtempSync(join(tmpdir(), 'hawker-fanout-'))
  const rows: Cell[][] = []
  const targets: Target[] = []
  try {
    const tools = build(dir)
    for (const viewers of sizes) {
      say(`${viewers.toLocaleString('en-US')} viewers through gateway and rooms`)
      const { heard, cpuMicros, joinsPerS, rssPerViewer, rssPerViewerAfter } = await measureHawker(tools, viewers)
      say(`${viewers.toLocaleString('en-US')} sockets of ${tools.limitName}`)
      const bare = await measureLimit(tools, viewers, heard)
      const perFrame = cpuMicros / heard.frames
      const barePerFrame = bare.wrote.cpuMicros / bare.wrote.written
      const framesPerS = heard.frames / viewers / (heard.tookMs / 1_000)
      const size = Math.round(heard.bytes / heard.frames)
      const kb = rssPerViewer / 1_024
      rows.push([
        viewers,
        'Hawker',
        framesPerS,
        size,
        Math.round(heard.frames / (heard.tookMs / 1_000)),
        perFrame,
        perFrame / barePerFrame,
        cpuMicros / (heard.tookMs * 10),
        heard.p50,
        heard.p99,
        kb,
        rssPerViewerAfter / 1_024,
        Math.round(joinsPerS),
      ])
      rows.push([
        viewers,
        tools.limitName,
        framesPerS,
        size,
        Math.round(bare.wrote.written / (bare.wrote.tookMicros / 1e6)),
        barePerFrame,
        1,
        bare.wrote.cpuMicros / (bare.wrote.tookMicros / 100),
        bare.heard.p50,
        bare.heard.p99,
        null,
        null,
        null,
      ])
      const count = viewers.toLocaleString('en-US')
      const ratio = perFrame / barePerFrame
      targets.push({
        what: `cost of a frame, ${count} viewers`,
        asked: '≤ 1.5 × limit',
        got: `${ratio.toFixed(2)} ×`,
        met: ratio <= 1.5,
      })
      // With few viewers the fixed growth of a process that has begun to work weighs more than they do.
      if (viewers >= 10_000) {
        targets.push({
          what: `resident per idle viewer, ${count} viewers`,
          asked: '≤ 3.5 KB',
          got: `${kb.toFixed(2)} KB`,
          met: kb <= 3.5,
        })
        targets.push({
          what: `p99 from due to received, ${count} viewers in one room`,
          asked: '≤ 300 ms',
          got: `${heard.p99} ms`,
          met: heard.p99 !== null && heard.p99 <= 300,
        })
      }
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
  const skipped = SIZES.filter((size) => asked === 0 && !sizes.includes(size))
  return {
    columns: [
      'viewers',
      'who',
      'frames/s each',
      'bytes',
      'deliveries/s',
      'CPU µs/frame',
      '× limit',
      '% of a core',
      'p50 ms',
      'p99 ms',
      'KB idle',
      'KB busy',
      'joins/s',
    ],
    rows,
    targets,
    notes: [
      `${PER_SECOND} lines of chat a second from real sockets; ${MEASURE_MS / 1_000} s measured; server on core ${SERVER_CORE}, load on core ${LOAD_CORE}, loopback.`,
      'Latency: from the moment a line was due at its speaker to its arrival at every tenth viewer, ticks included. The limit has no ticks: its frames are due when it begins to write them.',
      'CPU: user and system time of the whole server process. KB: resident memory of the server process per viewer, after a collection when idle, as it is when busy; the kernel has about 4.5 KB more for each socket. The first thousand carries what the process itself grows by when it begins to work.',
      `Load average before the run: ${loadBefore} on ${cpus().length} cores. Latency means something on a machine with nothing else to do.`,
      ...(isRealTime() ? ['Run with real-time scheduling, since the machine had other work.'] : []),
      `Descriptors: soft limit raised to the hard one, ${descriptors}.`,
      ...skipped.map((size) => `Left out for want of descriptors: ${size} viewers.`),
    ],
  }
}

export const bench: Bench = { title: 'Fan-out: one room, 40 messages a second', run }
