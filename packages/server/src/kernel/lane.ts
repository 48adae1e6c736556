// A lane: one batch in flight, everything that arrives meanwhile goes in the next. It knows nothing of orders.
import { type Refusal, refuse } from '@hawker/protocol'
import type { Clock, Timer, Timers } from './clock.ts'

export const BATCH_MAX = 1_000
/** Callers waiting in one lane; the next one is told to come back. */
export const LANE_WAITING_MAX = 5_000
/** How long a caller waits for his batch to begin. Once it is under way he waits for its answer. */
export const LANE_WAIT_MAX_MS = 2_000
const LATE_LOOK_MS = 250

/** `again`: not decided, put it in the next batch, ahead of newer ones. */
export type BatchAnswer<Answer> = Answer | Refusal | 'again'

export interface LaneWork<Ask, Answer> {
  /** Asks with the same group may share a batch. */
  group(ask: Ask): string
  /** What a batch holds each once at most: whoever comes second waits for the next batch. */
  readonly once: readonly ((ask: Ask) => string)[]
  /** Runs a batch; one answer for each ask, in their order. Must not throw. */
  run(batch: readonly Ask[]): Promise<readonly BatchAnswer<Answer>[]>
}

interface Waiting<Ask, Answer> {
  readonly ask: Ask
  readonly since: number
  readonly answer: (answer: Answer | Refusal) => void
}

export interface Lane<Ask, Answer> {
  put(ask: Ask): Promise<Answer | Refusal>
  readonly waiting: number
  readonly batches: number
  /** Takes nothing new, and ends when all who wait have their answer. */
  drain(): Promise<void>
}

export const createLane = <Ask, Answer>(
  work: LaneWork<Ask, Answer>,
  { clock, timers }: { clock: Clock; timers: Timers },
): Lane<Ask, Answer> => {
  let queue: Waiting<Ask, Answer>[] = []
  let running: Promise<void> | null = null
  let late: Timer | null = null
  let batches = 0
  let closed = false

  const dropLate = () => {
    const before = clock.monotonic() - LANE_WAIT_MAX_MS
    const kept: typeof queue = []
    for (const waiting of queue) {
      if (waiting.since < before) waiting.answer(refuse('busy'))
      else kept.push(waiting)
    }
    queue = kept
  }

  const take = (): Waiting<Ask, Answer>[] => {
    const group = work.group(queue[0]!.ask)
    const seen = work.once.map(() => new Set<string>())
    const fits = (ask: Ask): boolean => {
      if (work.group(ask) !== group) return false
      for (let i = 0; i < seen.length; i++) if (seen[i]!.has(work.once[i]!(ask))) return false
      for (let i = 0; i < seen.length; i++) seen[i]!.add(work.once[i]!(ask))
      return true
    }
    const batch: typeof queue = []
    const left: typeof queue = []
    for (const waiting of queue) (batch.length < BATCH_MAX && fits(waiting.ask) ? batch : left).push(waiting)
    queue = left
    return batch
  }

  const pump = async () => {
    // Lets everybody of this turn of the loop in, so that a burst is one batch and not one and the rest.
    await new Promise<void>((resolve) => setImmediate(resolve))
    while (queue.length > 0) {
      const batch = take()
      batches++
      const answers = await work.run(batch.map((waiting) => waiting.ask))
      const again: typeof queue = []
      for (let i = 0; i < batch.length; i++) {
        const answer = answers[i]!
        if (answer === 'again') again.push(batch[i]!)
        else batch[i]!.answer(answer)
      }
      if (again.length > 0) queue = again.concat(queue)
    }
    // In the same turn as the last look at the queue: whoever is put in after it starts the next run.
    late?.stop()
    running = null
  }

  const start = () => {
    late = timers.every(LATE_LOOK_MS, dropLate)
    running = pump()
  }

  return {
    put: (ask) => {
      if (closed || queue.length >= LANE_WAITING_MAX) return Promise.resolve(refuse('busy', { retryAfterMs: 500 }))
      const { promise, resolve } = Promise.withResolvers<Answer | Refusal>()
      queue.push({ ask, since: clock.monotonic(), answer: resolve })
      if (running === null) start()
      return promise
    },
    get waiting() {
      return queue.length
    },
    get batches() {
      return batches
    },
    drain: async () => {
      closed = true
      await running
    },
  }
}
