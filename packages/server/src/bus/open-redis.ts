// The bus over Redis.
import { StartError } from '#kernel/start-error'
import { isTooOld } from './core/redis-version.ts'
import { type BusDeps, faultsTo } from './deps.ts'
import type { Bus } from './door.ts'
import { createFailoverLog } from './log-failover.ts'
import { createMemoryLog } from './log-memory.ts'
import { createRedisLog } from './log-redis.ts'
import { createRedisNotices } from './notices-redis.ts'
import { createRedisOnce } from './once.ts'
import { createRedisPresence } from './presence-redis.ts'
import { openRedisLink, type RedisLink } from './redis-link.ts'

/** A start waits so long for Redis; then it goes on alone, as it would if Redis went away later. */
const START_WAIT_MS = 2_000
const START_LOOK_EVERY_MS = 10

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

export const openRedisBus = async (redisUrl: string, deps: BusDeps): Promise<Bus> => {
  const { processId, chance, clock, timers, log } = deps
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
