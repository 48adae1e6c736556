import { expect, test } from 'bun:test'
import type { AppId, RoomId } from '@hawker/protocol'
import { seededChance } from '#kernel/chance'
import { DEFAULT_BUDGET } from './core/admission.ts'
import { roomLogContract } from './log.contract.ts'
import { createMemoryLog } from './log-memory.ts'

roomLogContract('memory', DEFAULT_BUDGET, async () => {
  const chance = seededChance(1)
  return {
    log: createMemoryLog({ chance }),
    restart: async () => createMemoryLog({ chance }),
    settle: async () => {},
    close: async () => {},
  }
})

const keyOf = (room: string) => ({ app: 'shop' as AppId, room: room as RoomId })

test('a subscriber that throws harms nobody else', async () => {
  const faults: unknown[] = []
  const log = createMemoryLog({ chance: seededChance(1), onFault: (fault) => faults.push(fault) })
  let heard = 0
  await log.subscribe(keyOf('a'), () => {
    throw new Error('planted')
  })
  await log.subscribe(keyOf('a'), () => {
    heard++
  })
  expect((await log.append(keyOf('a'), [{ priority: 0, delivery: 'ordered', json: '1' }], null, 0)).ordered).toBe(1)
  expect([heard, faults.length]).toEqual([1, 1])
})

test('of too many rooms the longest silent are forgotten, never one that somebody listens to', async () => {
  const log = createMemoryLog({ chance: seededChance(1), roomsMax: 3 })
  const say = (room: string) => log.append(keyOf(room), [{ priority: 0, delivery: 'ordered', json: '1' }], null, 0)
  await log.subscribe(keyOf('listened'), () => {})
  for (const room of ['listened', 'old', 'busy', 'busy', 'new']) await say(room)
  const offsets = await Promise.all(['listened', 'busy', 'new'].map(async (r) => (await log.position(keyOf(r))).offset))
  expect(offsets).toEqual([1, 2, 1])
  expect((await log.position(keyOf('old'))).offset).toBe(0)
})
