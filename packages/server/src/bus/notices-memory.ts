// Notices within one process. They cross as JSON and later, as they will between processes.
import type { Notices } from './door.ts'

export const createMemoryNotices = (onFault: (error: unknown) => void = () => {}): Notices => {
  const topics = new Map<string, Set<(body: unknown) => void>>()
  return {
    publish: (topic, body) => {
      const json = JSON.stringify(body)
      queueMicrotask(() => {
        for (const onNotice of topics.get(topic) ?? []) {
          try {
            onNotice(JSON.parse(json))
          } catch (error) {
            onFault(error)
          }
        }
      })
    },
    subscribe: (topic, onNotice) => {
      const mine = (body: unknown) => onNotice(body)
      const listeners = topics.get(topic) ?? new Set()
      topics.set(topic, listeners.add(mine))
      return () => {
        listeners.delete(mine)
        if (listeners.size === 0 && topics.get(topic) === listeners) topics.delete(topic)
      }
    },
  }
}
