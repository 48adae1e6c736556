// Asks the same thing again while the answer is "later". Only for what carries an id of its own: asked twice, done once.
import type { Refusal } from '@hawker/protocol'
import { isRefusal } from '@hawker/protocol/refusal'
import { backoffMs } from './backoff.ts'
import { type Machine, pause } from './machine.ts'

const ATTEMPTS_MAX = 5
const BASE_MS = 300
const CAP_MS = 4_000

/** Refusals that say nothing about the thing itself, so that the same may be asked again. `failed`: outcome unknown. */
const passing = (refusal: Refusal): boolean => ['busy', 'unavailable', 'failed'].includes(refusal.refused)

export const retried = async <T>(machine: Machine, ask: () => Promise<T | Refusal>): Promise<T | Refusal> => {
  for (let attempt = 0; ; attempt++) {
    const answer = await ask()
    if (!isRefusal(answer) || !passing(answer) || attempt + 1 >= ATTEMPTS_MAX) return answer
    await pause(machine, (answer.retryAfterMs ?? 0) + backoffMs(attempt, machine, BASE_MS, CAP_MS))
  }
}
