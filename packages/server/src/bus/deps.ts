// What a bus is opened with.
import type { Chance } from '#kernel/chance'
import type { Clock, Timers } from '#kernel/clock'
import type { Log } from '#system/log'

export interface BusDeps {
  /** Null: one process, everything in its memory. */
  readonly redisUrl: string | null
  /** New at each start, the same nowhere else. */
  readonly processId: string
  readonly chance: Chance
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
}

export const faultsTo = (log: Log) => (error: unknown) => log.error({ err: error }, 'a listener of the bus failed')
