// Lossy events of one kind, gathered into one.
import type { LossyEvent } from '@hawker/protocol'

const NAMES_MAX = 3

type Kind = LossyEvent['type']

interface Gathered {
  names: string[]
  count: number
  events: number
}

const namesOf = (event: LossyEvent): readonly string[] => (event.type === 'hearts.burst' ? [] : event.names)

export class Merge {
  readonly #kinds = new Map<Kind, Gathered>()
  #openedAt: number | null = null

  /** When the first of what is gathered came; null when nothing is. */
  get openedAt(): number | null {
    return this.#openedAt
  }

  add(event: LossyEvent, now: number): void {
    const gathered = this.#kinds.get(event.type)
    this.#openedAt ??= now
    if (!gathered) {
      this.#kinds.set(event.type, { names: namesOf(event).slice(0, NAMES_MAX), count: event.count, events: 1 })
      return
    }
    gathered.count += event.count
    gathered.events += 1
    for (const name of namesOf(event)) if (gathered.names.length < NAMES_MAX) gathered.names.push(name)
  }

  /** One event of each kind, and how many each stands for. */
  take(): { event: LossyEvent; events: number }[] {
    const taken = [...this.#kinds].map(([type, { names, count, events }]) => ({
      event: (type === 'hearts.burst' ? { type, count } : { type, names, count }) satisfies LossyEvent,
      events,
    }))
    this.#kinds.clear()
    this.#openedAt = null
    return taken
  }
}
