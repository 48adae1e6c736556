// The bus of this process: within it alone, or over Redis with others.
import { StartError } from '#kernel/start-error'
import { type BusDeps, faultsTo } from './deps.ts'
import type { Bus } from './door.ts'
import { createMemoryLog } from './log-memory.ts'
import { createMemoryNotices } from './notices-memory.ts'
import { createMemoryPresence } from './presence-memory.ts'

const openMemoryBus = ({ chance, clock, log }: BusDeps): Bus => {
  const onFault = faultsTo(log)
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

export type { BusDeps }

export const openBus = async (deps: BusDeps): Promise<Bus> => {
  if (deps.redisUrl === null) return openMemoryBus(deps)
  if (!/^rediss?:\/\//.test(deps.redisUrl)) throw new StartError('REDIS_URL begins with redis:// or rediss://.')
  // Read only by who needs it: the client alone takes a tenth of a start.
  const { openRedisBus } = await import('./open-redis.ts')
  return openRedisBus(deps.redisUrl, deps)
}
