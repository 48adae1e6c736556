// What a line of chat and a tick cost the process that appends them, without sockets: core, log and frame text.
// Run: bun packages/server/src/rooms/room-tick.bench.ts
import { P1_HEADROOM_PER_S } from '@hawker/protocol'
import { createMemoryLog } from '#bus'
import { seededChance } from '#kernel/chance'
import { ManualTime } from './testing/manual-time.ts'
import { member, paperRoom, person } from './testing/paper.ts'

const TICKS = 20_000

interface Row {
  readonly what: string
  readonly linesPerTick: number
  readonly nsPerLine: number
  readonly usPerTick: number
  readonly frameBytes: number
}

/** Ticks of `lines` lines each; the budget is out of the way, so that all of them are numbered and sent. */
const measure = async (what: string, lines: number): Promise<Row> => {
  const budget = { perS: 1e9, p1HeadroomPerS: P1_HEADROOM_PER_S }
  const chance = seededChance(1)
  const time = new ManualTime()
  const log = createMemoryLog({ chance, budget })
  const { room, frames, listeners } = paperRoom({ chance, time, log, quiet: true })
  await room.open()
  await room.enter(member(person('ann')), null)
  let bytes = 0
  let sent = 0
  listeners.add((frame) => {
    bytes += frame.length
    sent += 1
  })
  const from = person('ann')
  const run = async (ticks: number) => {
    for (let tick = 0; tick < ticks; tick++) {
      for (let line = 0; line < lines; line++) room.say(from, 'Is the celadon one still there in size L?')
      await time.pass(50)
    }
  }
  await run(TICKS / 10)
  bytes = 0
  sent = 0
  const began = Bun.nanoseconds()
  await run(TICKS)
  const took = Bun.nanoseconds() - began
  if (frames.length > 0) throw new Error('frames were kept')
  return {
    what,
    linesPerTick: lines,
    nsPerLine: Math.round(took / TICKS / lines),
    usPerTick: Math.round(took / TICKS / 10) / 100,
    frameBytes: Math.round(bytes / sent),
  }
}

console.table([
  await measure('one line', 1),
  await measure('40 lines/s in 100 ms ticks', 4),
  await measure('a full second at once', 40),
])
