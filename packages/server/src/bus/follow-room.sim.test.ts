// Seeded frames that are lost, late against answers, or cut off for a while: whoever listens hears all of it once and in
// order, or is told where the log stands. A failing seed is printed; keep it in SEEDS_THAT_HURT.
import { expect, test } from 'bun:test'
import type { AppId, RoomId } from '@hawker/protocol'
import { seededChance } from '#kernel/chance'
import { ManualTime } from '#kernel/testing/manual-time'
import type { RoomKey } from './door.ts'
import { followRoom } from './follow-room.ts'
import { createMemoryLog } from './log-memory.ts'

const SEEDS = Number(process.env.SIM_SEEDS ?? 300)
const SEEDS_THAT_HURT: readonly number[] = []
const STEPS = 80
const key: RoomKey = { app: 'shop' as AppId, room: 'tea' as RoomId }

const run = async (seed: number) => {
  const chance = seededChance(seed)
  const time = new ManualTime()
  let log = createMemoryLog({ chance })
  let cut = false
  const late = (ms: number) => new Promise<void>((resolve) => time.after(Math.floor(chance.next() * ms), resolve))
  const asked = async <T>(answer: () => Promise<T>): Promise<T> => {
    await late(20)
    if (chance.next() < 0.15) throw new Error('away')
    const result = await answer()
    await late(20)
    return result
  }
  let onMessage: (text: string) => void = () => {}
  /** One connection: what is not lost arrives in order. */
  let arrivesAt = 0
  const carry = (text: string) => {
    if (cut || chance.next() < 0.1) return
    arrivesAt = Math.max(arrivesAt, time.now() + Math.floor(chance.next() * 30))
    time.after(arrivesAt - time.now(), () => onMessage(text))
  }
  const begin = () => log.subscribe(key, carry)
  await begin()

  const faults: unknown[] = []
  const opening = followRoom(
    {
      read: (after) => asked(() => log.read(key, after, 0)),
      position: () => asked(() => log.position(key)),
      listen: async (listener) => {
        onMessage = listener
        return () => {}
      },
    },
    time,
    (fault) => faults.push(fault),
    () => {},
    () => {},
  )
  time.every(3_000, () => opening.look())

  let epoch = ''
  let next = 1
  const heard: string[] = []
  let resyncs = 0
  const adding = opening.add((text, frameEpoch, first, ordered, mended) => {
    if (frameEpoch === epoch && first === next) heard.push(...(JSON.parse(text) as { ordered: string[] }).ordered)
    else if (mended && ordered === 0) resyncs += 1
    else if (epoch !== '') faults.push(`${frameEpoch}/${first} after ${epoch}/${next}`)
    else heard.push(...(JSON.parse(text) as { ordered: string[] }).ordered)
    epoch = frameEpoch
    next = first + ordered
  })
  await time.pass(100)
  await adding
  let words = 0
  for (let step = 0; step < STEPS; step++) {
    const roll = chance.next()
    const count = roll < 0.02 ? 600 : Math.floor(chance.next() * 3)
    const entries = Array.from({ length: count }, () => ({
      priority: 0 as const,
      delivery: 'ordered' as const,
      json: `"${words++}"`,
    }))
    await log.append(key, entries, chance.next() < 0.3 ? '{}' : null, 0)
    if (roll > 0.95) cut = true
    else if (roll > 0.8) cut = false
    if (roll > 0.98) {
      log = createMemoryLog({ chance })
      await begin()
    }
    await time.pass(Math.floor(chance.next() * 200))
  }
  cut = false
  await time.pass(60_000)
  const position = await log.position(key)
  if (position.offset > 0 && epoch !== '') expect({ epoch, offset: next - 1 }).toEqual(position)
  expect(faults).toEqual([])
  const numbers = heard.map(Number)
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
  return resyncs
}

test(`a room is heard once and in order over a link that loses frames, over ${SEEDS} seeds`, async () => {
  let resyncs = 0
  for (const seed of [...SEEDS_THAT_HURT, ...Array.from({ length: SEEDS }, (_, i) => i + 1)]) {
    try {
      resyncs += await run(seed)
    } catch (error) {
      console.error(`seed ${seed}`)
      throw error
    }
  }
  expect(resyncs).toBeGreaterThan(SEEDS / 10)
})
