// Notices over Redis: one channel for each topic. Who is in this process hears at once, also when Redis is away.
import type { Notices } from './door.ts'
import { createMemoryNotices } from './notices-memory.ts'
import { KEY_PREFIX, type RedisLink } from './redis-link.ts'

const channelOf = (topic: string): string => `${KEY_PREFIX}notices:${topic}`

export const createRedisNotices = (
  link: RedisLink,
  processId: string,
  onFault: (error: unknown) => void = () => {},
): Notices => {
  const here = createMemoryNotices(onFault)
  return {
    publish: (topic, body) => {
      here.publish(topic, body)
      link.publish(channelOf(topic), `${processId} ${JSON.stringify(body)}`)
    },
    subscribe: (topic, onNotice) => {
      const stopHere = here.subscribe(topic, onNotice)
      const subscribed = link.subscribe(channelOf(topic), (text) => {
        const blank = text.indexOf(' ')
        if (text.slice(0, blank) === processId) return
        try {
          onNotice(JSON.parse(text.slice(blank + 1)))
        } catch (error) {
          onFault(error)
        }
      })
      return () => {
        stopHere()
        subscribed.then((stop) => stop(), onFault)
      }
    },
  }
}
