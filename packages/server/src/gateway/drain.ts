// The orderly end: tell everybody when to come back, then close in slices, so that nobody comes back all at once.
import { CLOSE } from '@hawker/protocol'
import type { Chance } from '#kernel/chance'
import type { Timers } from '#kernel/clock'
import type { Hall } from './hall.ts'
import { DRAIN_SLICE_MS, RETURN_BASE_MS, RETURN_MAX_MS, RETURN_PER_SOCKET_MS } from './limits.ts'

/** Over how long so many clients spread their return. */
export const returnSpreadMs = (sockets: number): number =>
  Math.min(RETURN_MAX_MS, RETURN_BASE_MS + sockets * RETURN_PER_SOCKET_MS)

/** Resolves when the last socket was closed, about `withinMs` later. */
export const drain = (hall: Hall, timers: Timers, chance: Chance, withinMs: number): Promise<void> =>
  new Promise((resolve) => {
    const spreadMs = returnSpreadMs(hall.size)
    let slices = Math.max(1, Math.floor(withinMs / DRAIN_SLICE_MS))
    const slice = (): void => {
      let count = Math.ceil(hall.size / slices--)
      for (; count > 0 && hall.size > 0; count--) {
        const connection = hall.at(Math.floor(chance.next() * hall.size))!
        connection.tell({ type: 'moved', afterMs: Math.round(chance.next() * spreadMs) })
        hall.close(connection, CLOSE.moved, 'moved')
      }
      if (hall.size === 0) resolve()
      else timers.after(DRAIN_SLICE_MS / 2 + chance.next() * DRAIN_SLICE_MS, slice)
    }
    slice()
  })
