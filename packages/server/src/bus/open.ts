// The bus of this process: within it alone, or over Redis with others.
import type { Chance } from '#kernel/chance'
import type { Clock, Timers } from '#kernel/clock'
import { StartError } from '#kernel/start-error'
import type { Log } from '#system/log'
import { isTooOld } from './core/redis-version.ts'
import type { Bus } from './door.ts'
import { createFailoverLog } from './log-failover.ts'
import { createMemoryLog } from './log-memory.ts'
import { createRedisLog } from './log-redis.ts'
import { createMemoryNotices } from './notices-memory.ts'
import { createRedisNotices } from './notices-redis.ts'
import { createRedisOnce } from './once.ts'
import { createMemoryPresence } from './presence-memory.ts'
import { createRedisPresence } from './presence-redis.ts'
import { openRedisLink, type RedisLink } from './redis-link.ts'

/** A start waits so long for Redis; then it goes on alone, as it would if Redis went away later. */
const START_WAIT_MS = 2_000
const START_LOOK_EVERY_MS = 10

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

const faultsTo = (log: Log) => (error: unknown) => log.error({ err: error }, 'a listener of the bus failed')

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

const firstContact = async (link: RedisLink, { clock, timers, log }: BusDeps): Promise<void> => {
  for (const until = clock.monotonic() + START_WAIT_MS; !link.server() || !link.isHearing(); ) {
    const refused = link.refused()
    if (refused) throw new StartError(`Redis refuses us: ${refused}`)
    if (clock.monotonic() >= until) {
      log.warn('Redis does not answer: this process starts alone')
      return
    }
    await new Promise<void>((resolve) => timers.after(START_LOOK_EVERY_MS, resolve))
  }
  const { version } = link.server()!
  if (isTooOld(version))
    log.warn({ version }, 'this Redis has known holes: take 7.2.11, 7.4.6, 8.0.4, 8.2.2 or later of its line')
}

export const openBus = async (deps: BusDeps): Promise<Bus> => {
  const { redisUrl, processId, chance, clock, timers, log } = deps
  if (redisUrl === null) return openMemoryBus(deps)
  if (!/^rediss?:\/\//.test(redisUrl)) throw new StartError('REDIS_URL begins with redis:// or rediss://.')
  const onFault = faultsTo(log)
  const link = openRedisLink(redisUrl, log)
  try {
    await firstContact(link, deps)
  } catch (error) {
    link.close()
    throw error
  }
  const roomLog = createFailoverLog({
    shared: createRedisLog({ link, chance, timers, onFault }),
    openLocal: () => createMemoryLog({ chance, onFault }),
    processId,
    clock,
    timers,
    isAlone: link.server() === null,
    onFault,
    onChange: (alone) => {
      if (alone) log.warn('Redis is away: this process goes on alone')
      else log.info('Redis is back')
    },
  })
  const notices = createRedisNotices(link, processId, onFault)
  const presence = createRedisPresence({ link, processId, notices, timers, onFault })
  return {
    roomLog,
    notices,
    presence,
    once: (kind, rememberedMs) => createRedisOnce({ link, timers, onFault }, kind, rememberedMs),
    health: () => {
      const { alone, ...rest } = roomLog.health()
      return { redis: alone ? 'down' : 'up', ...rest }
    },
    stop: async () => {
      await presence.stop()
      roomLog.stop()
      link.close()
    },
  }
}
