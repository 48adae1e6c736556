import { expect, test } from 'bun:test'
import { refuse } from '@hawker/protocol/refusal'
import { retried } from './retry.ts'
import { handMachine } from './testing.ts'

const asked = async (code: Parameters<typeof refuse>[0]): Promise<number> => {
  const machine = handMachine()
  let calls = 0
  const answer = retried(machine, async () => {
    calls++
    return refuse(code)
  })
  await machine.advance(60_000)
  expect((await answer).refused).toBe(code)
  expect(machine.timers).toBe(0)
  return calls
}

test('what may pass is asked again under the same id, and not for ever', async () => {
  for (const code of ['busy', 'unavailable', 'failed'] as const) expect(await asked(code)).toBe(5)
})

test('A12 an id that stands for something else is asked for once: it would be refused for ever', async () => {
  for (const code of ['invalid', 'order-id-taken', 'conflict'] as const) expect(await asked(code)).toBe(1)
})
