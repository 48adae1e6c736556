// A lane: what arrives while a batch is under way goes together in the next. It knows nothing of orders.
import { type Refusal, refuse } from '@hawker/protocol'
import type { Clock, Timer, Timers } from './clock.ts'

export const BATCH_MAX = 1_000
/** Callers waiting in one lane; the next one is told to come back. */
export const LANE_WAITING_MAX = 5_000
/** How long a caller waits for his batch to begin. Once it is under way he waits for its answer. */
export const LANE_WAIT_MAX_MS = 2_000
const LATE_LOOK_MS = 250
/** Callers told in one turn of the loop: what they do next must not hold everybody else up. */
export const TOLD_AT_ONCE = 100

/** `again`: not decided, put it in the next batch that is made up, ahead of all who wait. */
export type BatchAnswer<Answer> = Answer | Refusal | 'again'

export interface LaneWork<Ask, Answer> {
  /** Asks with the same group may share a batch. */
  group(ask: Ask): string
  /** What a batch holds each once at most: whoever comes second waits for the next batch. */
  readonly once: readonly ((ask: Ask) => string)[]
  /**
   * Whether a full batch may leave behind the one under way. Only where batches of a lane run one after the other all
   * the same, as on one connection: then the database need not wait for us between them.
   */
  readonly sendsAhead?: boolean
  /**
   * In a rush, which a batch of `from` or more is, the next begins no sooner than `ms` after it: what a batch costs
   * whatever its size is then paid for more asks at once.
   */
  readonly gathers?: { readonly from: number; readonly ms: number }
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

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve))

export const createLane = <Ask, Answer>(
  work: LaneWork<Ask, Answer>,
  { clock, timers }: { clock: Clock; timers: Timers },
): Lane<Ask, Answer> => {
  let queue: Waiting<Ask, Answer>[] = []
  let underWay = 0
  let telling = 0
  let looking = false
  let late: Timer | null = null
  let batches = 0
  let closed = false
  let drained: (() => void) | null = null
  let lastSize = 0
  let lastBegan = 0
  let gathering: Timer | null = null
  const underWayMax = work.sendsAhead ? 2 : 1

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

  const tell = async (batch: readonly Waiting<Ask, Answer>[], answers: readonly BatchAnswer<Answer>[]) => {
    for (let i = 0; i < batch.length; i++) {
      if (i > 0 && i % TOLD_AT_ONCE === 0) await nextTurn()
      const answer = answers[i]!
      if (answer !== 'again') batch[i]!.answer(answer)
    }
  }

  const run = async (batch: Waiting<Ask, Answer>[]) => {
    underWay++
    batches++
    lastSize = batch.length
    lastBegan = clock.monotonic()
    const answers = await work.run(batch.map((waiting) => waiting.ask))
    underWay--
    const again = batch.filter((_, i) => answers[i] === 'again')
    if (again.length > 0) queue = again.concat(queue)
    // The next batch leaves first: the database works while callers are told.
    telling++
    look()
    await tell(batch, answers)
    telling--
    rest()
  }

  /** How long the next batch waits for company. */
  const gathersFor = (): number => {
    const { gathers } = work
    if (!gathers || closed || lastSize < gathers.from || queue.length >= BATCH_MAX) return 0
    return Math.ceil(lastBegan + gathers.ms - clock.monotonic())
  }

  const look = () => {
    while (queue.length > 0 && (underWay === 0 || (underWay < underWayMax && queue.length >= BATCH_MAX))) {
      const ms = gathersFor()
      if (ms > 0) {
        gathering ??= timers.after(ms, () => {
          gathering = null
          look()
          rest()
        })
        return
      }
      void run(take())
    }
  }

  const rest = () => {
    if (underWay > 0 || telling > 0 || looking || queue.length > 0) return
    late?.stop()
    late = null
    drained?.()
  }

  const start = async () => {
    looking = true
    late ??= timers.every(LATE_LOOK_MS, dropLate)
    // Lets everybody of this turn of the loop in, so that a burst is one batch and not one and the rest.
    await nextTurn()
    looking = false
    look()
    rest()
  }

  return {
    put: (ask) => {
      if (closed || queue.length >= LANE_WAITING_MAX) return Promise.resolve(refuse('busy', { retryAfterMs: 500 }))
      const { promise, resolve } = Promise.withResolvers<Answer | Refusal>()
      queue.push({ ask, since: clock.monotonic(), answer: resolve })
      const full = queue.length >= BATCH_MAX
      if (!looking && ((underWay === 0 && (gathering === null || full)) || (underWay < underWayMax && full)))
        void start()
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
      if (late !== null) await new Promise<void>((resolve) => (drained = resolve))
    },
  }
}
