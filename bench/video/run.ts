// Video: how many streams a core takes in and packages, and how far behind a viewer is.
import { type Bench, type BenchReport, type Cell, numberArg } from '../shape.ts'
import { startChild } from './child.ts'
import { measureGlass } from './glass.ts'
import { measurePartDelay } from './part-delay.ts'
import type { ServerAnswer } from './server.ts'

const BITS_PER_SECOND = 1_000_000
const SETTLE_MS = 3_000
const STREAMS_PER_CORE_ASKED = 100
const DELAY_ASKED_MS = 1_200

const at = (sorted: readonly number[], share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN

type Streams = Extract<ServerAnswer, { streams: unknown }>
type Usage = Extract<ServerAnswer, { cpuMs: number }>

const measureLoad = async (count: number, seconds: number) => {
  const server = await startChild('server.ts')
  const publishers = await startChild('publishers.ts', String(BITS_PER_SECOND))
  try {
    const rooms = Array.from({ length: count }, (_, i) => `room-${i}`)
    const { streams } = await server.ask<Streams>({ rooms })
    await publishers.ask(streams.map(({ push }) => push))
    await Bun.sleep(SETTLE_MS)
    const before = await server.ask<Usage>('usage')
    const began = performance.now()
    await Bun.sleep(seconds * 1_000)
    const after = await server.ask<Usage>('usage')
    const cpuPercent = ((after.cpuMs - before.cpuMs) / (performance.now() - began)) * 100
    let playing = 0
    for (const { play } of streams) if ((await fetch(play)).status === 200) playing++
    return { count, playing, cpuPercent, perStream: cpuPercent / count, rssMb: after.rssMb }
  } finally {
    await publishers.stop()
    await server.stop()
  }
}

const measureDelay = async (seconds: number) => {
  const server = await startChild('server.ts')
  try {
    const { streams, page } = await server.ask<Streams>({ rooms: ['parts', 'glass'] })
    const [parts, glass] = streams
    const delay = await measurePartDelay(parts!.push, parts!.play, seconds)
    const ages = await measureGlass(glass!.push, glass!.play, page, seconds)
    return { delay, ages }
  } finally {
    await server.stop()
  }
}

export const bench: Bench = {
  title: 'Video: RTMP in, LL-HLS out',
  async run({ args, say }): Promise<BenchReport> {
    const seconds = numberArg(args, 'seconds', 10)
    const counts = args.includes('--streams') ? [numberArg(args, 'streams', 100)] : [25, 50, 100]
    const rows: Cell[][] = []
    const perCore: number[] = []
    for (const count of counts) {
      say(`${count} streams of 1 Mbit/s for ${seconds} s`)
      const load = await measureLoad(count, seconds)
      const streamsPerCore = load.playing === count ? 100 / load.perStream : 0
      perCore.push(streamsPerCore)
      rows.push([
        `${count} streams in`,
        load.cpuPercent,
        load.perStream,
        Math.round(streamsPerCore),
        load.rssMb,
        null,
        null,
      ])
    }
    say('delay')
    const { delay, ages } = await measureDelay(seconds)
    const { oldestMs, holdBackMs } = delay
    const delayRow = (what: string, sorted: readonly number[], more = 0): Cell[] => [
      what,
      ...[null, null, null, null],
      Math.round(at(sorted, 0.5) + more),
      Math.round(at(sorted, 0.99) + more),
    ]
    rows.push(delayRow('oldest picture of a part → player', oldestMs))
    rows.push(delayRow(`… + part hold-back of ${holdBackMs} ms (model)`, oldestMs, holdBackMs))
    if (ages) rows.push(delayRow('glass to glass: ffmpeg → hls.js in Chromium', ages))
    const measured = ages ? at(ages, 0.5) : at(oldestMs, 0.5) + holdBackMs
    const least = Math.min(...perCore)
    return {
      columns: ['what', 'CPU %', 'CPU % a stream', 'streams a core', 'RSS MB', 'p50 ms', 'p99 ms'],
      rows,
      targets: [
        {
          what: 'RTMP streams of 1 Mbit/s on a core',
          asked: `≥ ${STREAMS_PER_CORE_ASKED}`,
          got: String(Math.round(least)),
          met: least >= STREAMS_PER_CORE_ASKED,
        },
        {
          what: ages
            ? 'LL-HLS glass to glass, p50'
            : 'LL-HLS delay, p50 (model: this machine lacks ffmpeg or Chromium)',
          asked: `≤ ${DELAY_ASKED_MS} ms`,
          got: `${Math.round(measured)} ms`,
          met: measured <= DELAY_ASKED_MS,
        },
      ],
      notes: [
        'The live module alone in one process (ingest, packaging, playlists; no viewers); publishers in another on the same machine.',
        'CPU is that of the server process, user and system; "streams a core" is 100 divided by the CPU per stream.',
        'Pictures are 25 a second, a keyframe each second, sound 96 kbit/s; parts of 0.2 s.',
        'Glass to glass includes x264, Chromium’s decoder and both on the same cores as the server.',
      ],
    }
  },
}
