// One server under one load: joins, rest, talk. The same for ours, the limit and the peers.
import { type Program, start, type Usage, usageOf } from './processes.ts'

export const SERVER_CORE = 0
export const LOAD_CORE = 1
/** Tickets of the file that are the speakers'. */
export const SPEAKERS_MAX = 64
const SAMPLE_EVERY = 10
/** Joined and gone before anything is measured: no runtime is measured while it compiles, nor weighed before it did. */
const WARM_VIEWERS = 500
const WARM_ROUNDS = 16
const GONE_WITHIN_MS = 100
const SETTLE_MS = 1_500

export interface Heard {
  readonly frames: number
  readonly bytes: number
  readonly tookMs: number
  readonly lost: number
  readonly samples: number
  readonly p50: number | null
  readonly p99: number | null
}

export interface Joined {
  readonly connectedMs: number
  readonly welcomeBytes: number
  /** What reached those who were in already while the others came. */
  readonly joiningFrames: number
}

/** What is measured: a server that runs and listens. */
export interface Subject {
  readonly who: string
  /** As load.c calls it. */
  readonly kind: string
  readonly port: number
  usage(): Promise<Usage>
  /** Makes so many tickets; answers their file, "-" for none. */
  tickets(count: number): Promise<string>
  /** Collects what is garbage, where that can be asked for. */
  collect(): Promise<void>
}

export interface Measured {
  readonly who: string
  readonly viewers: number
  readonly heard: Heard
  /** Messages that reached all viewers together, from those that are looked at. */
  readonly messages: number
  readonly cpuMicros: number
  readonly joinMicros: number
  readonly welcomeBytes: number
  /** For each who joined. */
  readonly joiningFrames: number
  readonly idleBytes: number
  readonly busyBytes: number
}

export interface Load {
  readonly command: readonly string[]
  readonly perSecond: number
  readonly measureMs: number
}

export const startLoad = (load: Load, kind: string, port: number, viewers: number, tickets: string): Program =>
  start([...load.command, kind, `${port}`, `${viewers}`, `${load.perSecond}`, tickets], LOAD_CORE)

export const messagesOf = (heard: Heard, viewers: number): number =>
  (heard.samples * viewers) / Math.ceil(viewers / SAMPLE_EVERY)

/** Another server's usage, by its process id. */
export const foreign = (who: string, kind: string, port: number, pid: number): Subject => ({
  who,
  kind,
  port,
  usage: async () => usageOf(pid),
  tickets: async () => '-',
  collect: async () => {},
})

const warm = async (subject: Subject, load: Load, viewers: number): Promise<void> => {
  const count = Math.min(viewers, WARM_VIEWERS)
  for (let round = 0; round < WARM_ROUNDS; round++) {
    const tickets = await subject.tickets(count + SPEAKERS_MAX)
    const program = startLoad(load, subject.kind, subject.port, count, tickets)
    await program.hear()
    await program.end()
    await Bun.sleep(GONE_WITHIN_MS)
  }
}

/** What is garbage is collected, and what was freed given back, before a process is weighed. */
const atRest = async (subject: Subject): Promise<Usage> => {
  await subject.collect()
  await Bun.sleep(SETTLE_MS)
  await subject.collect()
  return subject.usage()
}

export const measure = async (subject: Subject, load: Load, viewers: number): Promise<Measured> => {
  await warm(subject, load, viewers)
  const empty = await atRest(subject)
  const tickets = await subject.tickets(viewers + SPEAKERS_MAX)
  const before = await subject.usage()
  const program = startLoad(load, subject.kind, subject.port, viewers, tickets)
  try {
    const { welcomeBytes, joiningFrames } = await program.hear<Joined>()
    const joined = await subject.usage()
    const idle = await atRest(subject)
    await program.ask('speak')
    await Bun.sleep(SETTLE_MS)
    const quiet = await subject.usage()
    const heard = await program.ask<Heard>(`measure ${load.measureMs}`)
    const busy = await subject.usage()
    if (heard.lost > 0) throw new Error(`${subject.who} lost ${heard.lost} of ${viewers} viewers`)
    return {
      who: subject.who,
      viewers,
      heard,
      messages: messagesOf(heard, viewers),
      cpuMicros: busy.cpuMicros - quiet.cpuMicros,
      joinMicros: (joined.cpuMicros - before.cpuMicros) / viewers,
      welcomeBytes,
      joiningFrames: joiningFrames / viewers,
      idleBytes: (idle.rss - empty.rss) / viewers,
      busyBytes: (busy.rss - empty.rss) / viewers,
    }
  } finally {
    await program.end()
  }
}

interface Written {
  readonly written: number
  readonly cpuMicros: number
}

export interface Frames {
  readonly perViewer: number
  readonly tookMs: number
  readonly bytes: number
  readonly welcomeBytes: number
}

/** The least a program can do with so many frames of that size at that pace: what it costs, and how late they are. */
export const measureLimit = async (
  command: readonly string[],
  load: Load,
  viewers: number,
  { perViewer, tookMs, bytes, welcomeBytes }: Frames,
): Promise<{ heard: Heard; frameMicros: number; joinMicros: number }> => {
  const periodMicros = Math.round((tookMs * 1_000) / perViewer)
  const ask = [viewers, perViewer, periodMicros, Math.max(20, bytes), welcomeBytes].map(String)
  const limit = start([...command, ...ask], SERVER_CORE)
  let program: Program | null = null
  try {
    const { port } = await limit.hear<{ port: number }>()
    program = startLoad(load, welcomeBytes > 0 ? 'hawker' : 'plain', port, viewers, '-')
    await program.hear()
    const ready = await limit.hear<{ cpuMicros: number }>()
    await Bun.sleep(SETTLE_MS / 2)
    const wrote = limit.ask<Written>('go')
    const heard = await program.ask<Heard>(`measure ${Math.round(tookMs + 500)}`)
    const { cpuMicros, written } = await wrote
    return { heard, frameMicros: cpuMicros / written, joinMicros: ready.cpuMicros / viewers }
  } finally {
    await program?.end()
    await limit.end()
  }
}
