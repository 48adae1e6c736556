// Who sits where, as one process knows it: each viewer's sockets, oldest first.
import type { Seated, Sitting } from '../door.ts'

export const viewerName = ({ app, viewer }: Pick<Sitting, 'app' | 'viewer'>): string => `${app}/${viewer}`

export class Seats {
  readonly #byViewer = new Map<string, Sitting[]>()
  #size = 0

  get size(): number {
    return this.#size
  }

  of(name: string): readonly Sitting[] {
    return this.#byViewer.get(name) ?? []
  }

  *all(): Iterable<Sitting> {
    for (const seats of this.#byViewer.values()) yield* seats
  }

  has({ socketId, ...of }: Sitting): boolean {
    return this.of(viewerName(of)).some((seat) => seat.socketId === socketId)
  }

  /** `first`: nobody else of this viewer sits in that room. */
  enter(sitting: Sitting, socketsMax: number): { first: boolean; evicted: Sitting[] } {
    const name = viewerName(sitting)
    const seats = this.#byViewer.get(name) ?? []
    if (!seats.some(({ socketId }) => socketId === sitting.socketId)) {
      seats.push(sitting)
      this.#size += 1
      this.#byViewer.set(name, seats)
    }
    const evicted = seats.slice(0, Math.max(0, seats.length - Math.max(1, socketsMax)))
    for (const seat of evicted) this.leave(seat)
    const first = this.of(name).find(({ room }) => room === sitting.room)?.socketId === sitting.socketId
    return { first, evicted }
  }

  leave(sitting: Pick<Sitting, 'app' | 'viewer' | 'socketId'>): boolean {
    const name = viewerName(sitting)
    const seats = this.#byViewer.get(name)
    const index = seats?.findIndex(({ socketId }) => socketId === sitting.socketId) ?? -1
    if (!seats || index < 0) return false
    seats.splice(index, 1)
    this.#size -= 1
    if (seats.length === 0) this.#byViewer.delete(name)
    return true
  }
}

export const seatedAlone = (evicted: readonly Sitting[]): Seated => ({
  counted: true,
  evicted: evicted.map(({ socketId }) => socketId),
})
