// Two processes over one Redis: how late a tick is in the other, and that a process pays for its own viewers only.
import { startRedis } from '../../packages/server/src/bus/testing.ts'
import type { Target } from '../shape.ts'
import { type Heard, type Joined, LOAD_CORE, type Load, SERVER_CORE, SPEAKERS_MAX, startLoad } from './measure.ts'
import { type Ours, startOurs, type Ticks } from './ours.ts'
import { hasProgram, type Program } from './processes.ts'

/** Viewers of the process that is looked at, and of the other one, first and then. */
const FEW = 500
const OTHERS = [500, 10_000]
const QUICK_OTHERS = [500, 4_000]
const SETTLE_MS = 2_000
const MEASURE_MS = 8_000

export interface Across {
  readonly targets: Target[]
  readonly notes: string[]
}

const usedOver = async (ours: readonly Ours[], work: () => Promise<void>): Promise<number[]> => {
  const cpu = () => Promise.all(ours.map(async ({ subject }) => (await subject.usage()).cpuMicros))
  const before = await cpu()
  await work()
  const after = await cpu()
  return after.map((micros, i) => micros - before[i]!)
}

/** How long after it was handed to the log in one process a frame was heard in the other. */
const lateness = ({ handed }: Ticks, { heard }: Ticks): number[] => {
  const at = new Map(handed)
  return heard.flatMap(([first, when]) => (at.has(first) ? [when - at.get(first)!] : [])).sort((a, b) => a - b)
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN

const phase = async (dir: string, load: Load, others: number, redisUrl: string) => {
  const programs: Program[] = []
  try {
    // The one with the few has the load's core, so that it never waits for the other.
    const many = await startOurs(dir, SERVER_CORE, {}, redisUrl)
    programs.push(many.program)
    const few = await startOurs(dir, LOAD_CORE, {}, redisUrl)
    programs.push(few.program)
    const join = async ({ subject }: Ours, viewers: number) => {
      const tickets = await subject.tickets(viewers + SPEAKERS_MAX)
      const program = startLoad(load, 'hawker', subject.port, viewers, tickets)
      programs.push(program)
      await program.hear<Joined>()
      return program
    }
    const crowd = await join(many, others)
    const handful = await join(few, FEW)
    await crowd.ask('speak')
    await Bun.sleep(SETTLE_MS)
    await Promise.all([many.program.ask('ticks'), few.program.ask('ticks')])
    const heard: Heard[] = []
    const [ofMany, ofFew] = await usedOver([many, few], async () => {
      heard.push(...(await Promise.all([crowd, handful].map((one) => one.ask<Heard>(`measure ${MEASURE_MS}`)))))
    })
    const [ticksOfMany, ticksOfFew] = await Promise.all([
      many.program.ask<Ticks>('ticks'),
      few.program.ask<Ticks>('ticks'),
    ])
    const late = lateness(ticksOfMany, ticksOfFew)
    const shareOf = (micros: number) => micros / (MEASURE_MS * 10)
    return {
      many: shareOf(ofMany!),
      few: shareOf(ofFew!),
      late,
      dueP99: heard.map(({ p99 }) => p99),
    }
  } finally {
    for (const program of programs.reverse()) await program.end()
  }
}

export const acrossProcesses = async (
  dir: string,
  load: Load,
  quick: boolean,
  say: (line: string) => void,
): Promise<Across> => {
  if (!hasProgram('redis-server')) return { targets: [], notes: ['Left out for want of redis-server: two processes.'] }
  const redis = await startRedis()
  try {
    const others = quick ? QUICK_OTHERS : OTHERS
    const phases: Awaited<ReturnType<typeof phase>>[] = []
    for (const count of others) {
      say(`two processes: ${FEW} viewers here, ${count.toLocaleString('en-US')} there`)
      phases.push(await phase(dir, load, count, redis.url))
    }
    const [small, large] = phases as [(typeof phases)[0], (typeof phases)[0]]
    const late = phases.flatMap((one) => one.late).sort((a, b) => a - b)
    const [p50, p99] = [percentile(late, 0.5), percentile(late, 0.99)]
    return {
      targets: [
        {
          what: 'a tick across processes, p99',
          asked: '≤ 10 ms',
          got: `${p99.toFixed(1)} ms (p50 ${p50.toFixed(1)}, ${late.length} ticks)`,
          met: p99 <= 10,
        },
        {
          what: `CPU of a process with ${FEW} viewers, ${others[1]!.toLocaleString('en-US')} in the other instead of ${others[0]}`,
          asked: 'no more than before',
          got: `${large.few.toFixed(1)} % instead of ${small.few.toFixed(1)} %`,
          met: large.few <= small.few * 1.15,
        },
      ],
      notes: phases.map(
        ({ many, few, late, dueP99 }, i) =>
          `Two processes over Redis, ${others[i]!.toLocaleString('en-US')} and ${FEW} viewers of one room: ${many.toFixed(1)} % and ${few.toFixed(1)} % of a core; ` +
          `a tick handed to the log in the one is heard in the other after ${percentile(late, 0.5).toFixed(1)} ms (longest ${(late.at(-1) ?? Number.NaN).toFixed(1)}); p99 from due ${dueP99.join(' and ')} ms. ` +
          'The one with the few shares its core with the load and Redis.',
      ),
    }
  } finally {
    await redis.stop()
  }
}
