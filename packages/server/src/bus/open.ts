// The bus of this process: within it alone, or over Redis with others.
import type { Chance } from '#kernel/chance'
import type { Clock, Timers } from '#kernel/clock'
import { StartError } from '#kernel/start-error'
import type { Log } from '#system/log'
import type { Bus } from './door.ts'
import { createMemoryLog } from './log-memory.ts'
import { createMemoryNotices } from './notices-memory.ts'
import { createMemoryPresence } from './presence-memory.ts'

export interface BusDeps {
  /** Null: one process, everything in its memory. */
  readonly redisUrl: string | null
  /** New at each start. */
  readonly processId: string
  readonly chance: Chance
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
}

const openMemoryBus = ({ chance, clock, log }: BusDeps): Bus => {
  const onFault = (error: unknown) => log.error({ err: error }, 'a listener of the bus failed')
  const since = clock.now()
  return {
    roomLog: createMemoryLog({ chance, onFault }),
    notices: createMemoryNotices(onFault),
    presence: createMemoryPresence(),
    once: () => null,
    health: () => ({ redis: 'none', since, roomsAlone: 0, keptEntries: 0, lostEntries: 0 }),
    stop: async () => {},
  }
}

export const openBus = async (deps: BusDeps): Promise<Bus> => {
  if (deps.redisUrl === null) return openMemoryBus(deps)
  throw new StartError('REDIS_URL is not served yet.')
}
