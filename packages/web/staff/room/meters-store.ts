// Meters as they are told over the socket, kept once for each room a page is in.
import type { Room } from '@hawker/sdk'
import { type Reading, withReading } from './meters.ts'

export interface ToldMeters {
  readonly readings: readonly Reading[]
  readonly degraded: readonly string[]
}

interface Store {
  readonly read: () => ToldMeters
  readonly subscribe: (listener: () => void) => () => void
}

const NOTHING: ToldMeters = { readings: [], degraded: [] }
const stores = new WeakMap<Room, Store>()

/** Lives as long as its room does: nobody has to stop it. */
export const metersOf = (room: Room): Store => {
  const known = stores.get(room)
  if (known) return known
  const listeners = new Set<() => void>()
  let told = NOTHING
  room.on('staff.meters', ({ meters, degraded }) => {
    told = { readings: withReading(told.readings, { at: Date.now(), meters }), degraded }
    for (const listener of listeners) listener()
  })
  const store: Store = {
    read: () => told,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  stores.set(room, store)
  return store
}
