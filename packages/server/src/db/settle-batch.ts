// Brings a batch to its end whatever the database does: again when nobody knows, in halves when one row is bad.
import { type Refusal, refuse } from '@hawker/protocol'
import type { Clock, Timers } from '#kernel/clock'
import type { Log } from '#system/log'
import { whatNow } from './what-now.ts'

/** How often a batch is tried again because somebody else was first. */
const CONFLICTS_MAX = 4
/** How long the same ids are asked again when a connection was lost and nobody knows what became of them. */
export const UNKNOWN_MAX_MS = 8_000
const PAUSE_FIRST_MS = 25
const PAUSE_MAX_MS = 1_000

export interface SettleDeps {
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  /** For the log: "orders", "gifts". */
  readonly what: string
}

/** `attempt` must have one effect for each id, however often it is called. Never throws. */
export const settling = <Ask, Answer>(
  attempt: (batch: readonly Ask[]) => Promise<readonly (Answer | Refusal)[]>,
  { clock, timers, log, what }: SettleDeps,
) => {
  const sleep = (ms: number) => new Promise<void>((resolve) => timers.after(ms, resolve))
  const all = (batch: readonly Ask[], code: 'unavailable' | 'busy' | 'failed', error: unknown): Refusal[] => {
    log[code === 'failed' ? 'error' : 'warn']({ err: error, [what]: batch.length }, `${what} could not be written`)
    return batch.map(() => refuse(code))
  }

  const settle = async (batch: readonly Ask[]): Promise<readonly (Answer | Refusal)[]> => {
    const began = clock.monotonic()
    let conflicts = 0
    for (let pause = PAUSE_FIRST_MS; ; pause = Math.min(pause * 2, PAUSE_MAX_MS)) {
      try {
        return await attempt(batch)
      } catch (error) {
        const now = whatNow(error)
        if (now === 'ask-again') {
          if (clock.monotonic() - began >= UNKNOWN_MAX_MS) return all(batch, 'unavailable', error)
          await sleep(pause)
          continue
        }
        if (now === 'come-back') return all(batch, 'busy', error)
        if (now === 'conflict' && conflicts++ < CONFLICTS_MAX) continue
        if (batch.length === 1) return all(batch, 'failed', error)
        const middle = batch.length >> 1
        return [...(await settle(batch.slice(0, middle))), ...(await settle(batch.slice(middle)))]
      }
    }
  }
  return settle
}
