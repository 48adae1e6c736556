// Who sits where, as one process knows it: each viewer's sockets, oldest first.
import type { Sitting } from '../door.ts'

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

  /** Answers who has no place any more: the oldest beyond `socketsMax`. */
  enter(sitting: Sitting, socketsMax: number): readonly Sitting[] {
    const name = viewerName(sitting)
    const seats = this.#byViewer.get(name) ?? []
    if (!seats.some(({ socketId }) => socketId === sitting.socketId)) {
      seats.push(sitting)
      this.#size += 1
      this.#byViewer.set(name, seats)
    }
    const evicted = seats.slice(0, Math.max(0, seats.length - Math.max(1, socketsMax)))
    for (const seat of evicted) this.leave(seat)
    return evicted
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
