// Fan-out: so many viewers in one room, 40 lines of chat a second; beside it the least a program could do, and what else
// a shop could take. Everything in one run on one machine: the ratios are what to believe.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bench, type BenchAsk, type Cell, numberArg, type Target } from '../shape.ts'
import { foreign, type Load, type Measured, measure, measureLimit, SERVER_CORE, type Subject } from './measure.ts'
import { startOurs } from './ours.ts'
import { PEERS } from './peers.ts'
import { hasProgram } from './processes.ts'
import { acrossProcesses } from './two.ts'

const PER_SECOND = 40
const SIZES = [1_000, 5_000, 10_000, 15_000, 18_000]
const PEER_SIZES = [1_000, 5_000]
const DEFLATE_SIZE = 10_000
const MEASURE_MS = 8_000
const QUICK = { sizes: [1_000, 10_000], peerSizes: [1_000], measureMs: 4_000 }
/** Descriptors beside the viewers' own. */
const DESCRIPTORS_KEPT = 600
/** A process that has begun to work has grown by more than few viewers weigh. */
const WEIGHS_FROM = 10_000

const here = import.meta.dir
const bun = process.execPath

interface Tools {
  readonly limit: readonly string[]
  readonly limitName: string
  readonly load: readonly string[]
  readonly speaksAll: boolean
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
  const [limit, load] = [compile('limit'), compile('load')]
  return { limit, limitName: limit.length === 1 ? 'C send()' : 'raw sockets', load, speaksAll: load.length === 1 }
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

const measureOurs = async (dir: string, load: Load, viewers: number, more: Partial<Subject> = {}) => {
  const { program, subject } = await startOurs(dir, SERVER_CORE, more)
  try {
    return await measure(subject, load, viewers)
  } finally {
    await program.end()
  }
}

/** What those who were in already were sent meanwhile is counted as frames, not as joins. */
const joinMicrosOf = ({ joinMicros, joiningFrames, cpuMicros, heard }: Measured): number =>
  joinMicros - joiningFrames * (cpuMicros / heard.frames)

const rowOf = (viewers: number, m: Measured, bareMicros: number | null): Cell[] => {
  const { heard, messages, cpuMicros } = m
  const joinMicros = joinMicrosOf(m)
  const seconds = heard.tookMs / 1_000
  const perFrame = cpuMicros / heard.frames
  return [
    viewers,
    m.who,
    heard.frames / viewers / seconds,
    messages / viewers / seconds,
    Math.round(heard.bytes / heard.frames),
    Math.round(heard.frames / seconds),
    Math.round(messages / seconds),
    perFrame,
    bareMicros === null ? null : perFrame / bareMicros,
    cpuMicros / messages,
    cpuMicros / (heard.tookMs * 10),
    heard.p50,
    heard.p99,
    m.idleBytes / 1_024,
    m.busyBytes / 1_024,
    joinMicros,
    Math.round(1e6 / joinMicros),
  ]
}

const COLUMNS = [
  'viewers',
  'who',
  'frames/s each',
  'messages/s each',
  'bytes/frame',
  'frames/s',
  'messages/s',
  'CPU µs/frame',
  '× limit',
  'CPU µs/message',
  '% of a core',
  'p50 ms',
  'p99 ms',
  'KB idle',
  'KB busy',
  'CPU µs/join',
  'joins/s a core',
]

const targetsOf = (m: Measured, bareMicros: number): Target[] => {
  const { viewers, heard, messages, cpuMicros, idleBytes } = m
  const joinMicros = joinMicrosOf(m)
  const count = `${viewers.toLocaleString('en-US')} viewers`
  const ratio = cpuMicros / heard.frames / bareMicros
  const perCore = messages / (cpuMicros / 1e6)
  const kb = idleBytes / 1_024
  const p99Max = viewers > 15_000 ? 350 : 300
  const target = (what: string, asked: string, got: string, met: boolean): Target => ({
    what: `${what}, ${count}`,
    asked,
    got,
    met,
  })
  return [
    target('cost of a frame', '≤ 1.25 × limit', `${ratio.toFixed(2)} ×`, ratio <= 1.25),
    target(
      'messages delivered per core and second',
      '≥ 700,000',
      Math.round(perCore).toLocaleString('en-US'),
      perCore >= 7e5,
    ),
    target('p99 from due to received', `≤ ${p99Max} ms`, `${heard.p99} ms`, heard.p99 !== null && heard.p99 <= p99Max),
    target('resident per idle viewer', '≤ 3 KB', `${kb.toFixed(2)} KB`, kb <= 3),
    target(
      'joins with ticket and snapshot',
      '≥ 20,000/s a core',
      `${Math.round(1e6 / joinMicros).toLocaleString('en-US')}/s`,
      joinMicros <= 50,
    ),
  ]
}

interface Plan {
  readonly dir: string
  readonly tools: Tools
  readonly load: Load
  readonly sizes: readonly number[]
  readonly peerSizes: readonly number[]
  readonly descriptors: number
  readonly say: (line: string) => void
}

const measureAll = async ({ dir, tools, load, sizes, peerSizes, say }: Plan) => {
  const rows: Cell[][] = []
  const targets: Target[] = []
  const notes: string[] = []
  const bareOf = new Map<number, number>()
  const framesLike = ({ heard, viewers, welcomeBytes }: Measured) => ({
    perViewer: Math.max(1, Math.round(heard.frames / viewers)),
    tookMs: heard.tookMs,
    bytes: Math.round(heard.bytes / heard.frames),
    welcomeBytes,
  })
  for (const viewers of sizes) {
    say(`${viewers.toLocaleString('en-US')} viewers through gateway and rooms`)
    const mine = await measureOurs(dir, load, viewers)
    say(`${viewers.toLocaleString('en-US')} sockets of ${tools.limitName}`)
    const frames = framesLike(mine)
    const bare = await measureLimit(tools.limit, load, viewers, frames)
    bareOf.set(viewers, bare.frameMicros)
    rows.push(rowOf(viewers, mine, bare.frameMicros))
    const { heard, frameMicros, joinMicros } = bare
    const cpuMicros = frameMicros * frames.perViewer * viewers
    const same = { ...mine, who: tools.limitName, cpuMicros, joinMicros, joiningFrames: 0 }
    const likeOurs = rowOf(viewers, same, cpuMicros / mine.heard.frames)
    rows.push(
      likeOurs.map((cell, i) => (i === 11 ? heard.p50 : i === 12 ? heard.p99 : i === 13 || i === 14 ? null : cell)),
    )
    if (viewers >= WEIGHS_FROM) targets.push(...targetsOf(mine, bare.frameMicros))
    if (viewers === DEFLATE_SIZE) {
      say('the same with ticks deflated once')
      const more = { who: 'Hawker, deflated', kind: 'hawker-deflate' }
      rows.push(rowOf(viewers, await measureOurs(dir, load, viewers, more), bare.frameMicros))
    }
  }
  for (const viewers of tools.speaksAll ? peerSizes : []) {
    const bare = bareOf.get(viewers) ?? null
    for (const open of PEERS) {
      const peer = await open(mkdtempSync(join(dir, 'peer-')), SERVER_CORE)
      if (typeof peer === 'string') {
        notes.push(`Left out: ${peer}.`)
        continue
      }
      say(`${viewers.toLocaleString('en-US')} viewers of ${peer.who}`)
      const { who, kind, port, program } = peer
      try {
        rows.push(rowOf(viewers, await measure(foreign(who, kind, port, program.pid), load, viewers), bare))
      } catch (error) {
        notes.push(`${who}, ${viewers} viewers: ${(error as Error).message}.`)
      } finally {
        await program.end()
      }
    }
  }
  if (!tools.speaksAll) notes.push('Left out for want of a C compiler: the peers.')
  return { rows, targets, notes: [...new Set(notes)] }
}

const run = async ({ args, say }: BenchAsk) => {
  const quick = args.includes('--quick')
  const asked = numberArg(args, 'viewers', 0)
  const descriptors = hardLimit()
  const all = asked > 0 ? [asked] : quick ? QUICK.sizes : SIZES
  const sizes = all.filter((size) => size + DESCRIPTORS_KEPT <= descriptors)
  const measureMs = quick ? QUICK.measureMs : MEASURE_MS
  const loadBefore = loadavg()[0]!.toFixed(1)
  const dir = mkdtempSync(join(tmpdir(), 'hawker-fanout-'))
  try {
    const tools = build(dir)
    const load = { command: tools.load, perSecond: PER_SECOND, measureMs }
    const peerSizes = asked > 0 ? [] : quick ? QUICK.peerSizes : PEER_SIZES
    const { rows, targets, notes } = await measureAll({ dir, tools, load, sizes, peerSizes, descriptors, say })
    const across = asked > 0 ? null : await acrossProcesses(dir, load, quick, say)
    return {
      columns: COLUMNS,
      rows,
      targets: [...targets, ...(across?.targets ?? [])],
      notes: [
        `${PER_SECOND} lines of chat a second from real sockets; ${measureMs / 1_000} s measured; server on core ${SERVER_CORE}, load on the other, loopback. Each viewer of ours comes with a ticket.`,
        'Latency: from the moment a line was due at its speaker to its arrival at every tenth viewer, ticks included. The limit has no ticks: its frames are due when it begins to write them.',
        'CPU: user and system time of the whole server process; of a join, without the frames that those already in were sent meanwhile (they are counted as frames). KB: resident memory of the server process per viewer over the fresh process, after a collection when idle; the kernel has about 4.5 KB more for each socket. Before the measure 8,000 came and went, 500 at a time: nothing is measured while it compiles.',
        'Limit: accept, answer, one welcome of the same size; then the same number of frames of the same mean size at the same pace. Messages of the limit: as many as were in our frames.',
        'Peers get each line as the whole event (the bytes ours has in a frame) and send it on as they are made to, one frame for each line; none of them numbers, keeps, replays, checks a ticket or counts viewers here. Where a peer cannot hold the pace its messages/s is its ceiling and its latency grows with time.',
        ...notes,
        ...(across?.notes ?? []),
        `Load average before the run: ${loadBefore} on ${cpus().length} cores. Latency means something on a machine with nothing else to do.`,
        ...(isRealTime() ? ['Run with real-time scheduling, since the machine had other work.'] : []),
        `Descriptors: soft limit raised to the hard one, ${descriptors}.`,
        ...all
          .filter((size) => !sizes.includes(size))
          .map((size) => `Left out for want of descriptors: ${size} viewers.`),
      ],
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

export const bench: Bench = { title: 'Fan-out: one room, 40 messages a second', run }
