// A map of the newest so many. One iterator walks behind: a new one would step over every key deleted so far, 5 µs a join.

export class Newest<K, V> extends Map<K, V> {
  readonly #max: number
  readonly #oldest: MapIterator<K>

  constructor(max: number) {
    super()
    this.#max = max
    this.#oldest = this.keys()
  }

  keep(key: K, value: V): void {
    this.delete(key)
    this.set(key, value)
    if (this.size > this.#max) this.delete(this.#oldest.next().value!)
  }
}
