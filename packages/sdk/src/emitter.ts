// Listeners by event name. One that throws does not keep the others from hearing.

export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<(...heard: never[]) => void>>()

  on<K extends keyof Events>(
    type: K,
    listener: Events[K] extends (...heard: never[]) => void ? Events[K] : never,
  ): () => void {
    const known = this.#listeners.get(type) ?? new Set()
    known.add(listener)
    this.#listeners.set(type, known)
    return () => known.delete(listener)
  }

  emit<K extends keyof Events>(type: K, ...said: Events[K] extends (...heard: infer A) => void ? A : never): void {
    for (const listener of this.#listeners.get(type) ?? []) {
      try {
        ;(listener as (...heard: unknown[]) => void)(...(said as unknown[]))
      } catch (error) {
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }
}
