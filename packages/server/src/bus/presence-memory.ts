// Presence of one process: whoever sits here is counted here.
import { Seats } from './core/seats.ts'
import type { Presence, PresenceWatch } from './door.ts'

export const createMemoryPresence = (): Presence => {
  const seats = new Seats()
  const watches = new Set<PresenceWatch>()
  return {
    enter: async (sitting, socketsMax) => {
      const evicted = seats.enter(sitting, socketsMax)
      for (const { socketId } of evicted) for (const watch of watches) watch.evict(socketId)
      return { counted: true, evicted: evicted.map(({ socketId }) => socketId) }
    },
    leave: (sitting) => {
      seats.leave(sitting)
    },
    watch: (watch) => {
      watches.add(watch)
      return () => watches.delete(watch)
    },
  }
}
