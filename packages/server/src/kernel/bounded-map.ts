// A map that keeps what was put in last, in two halves: when one is full, the older one goes as a whole. Losing the
// oldest one by one would be slow: a Map that lost thousands from its front walks past all of them to find its first.

export interface BoundedMap<K, V> {
  get(key: K): V | undefined
  set(key: K, value: V): void
}

/** Holds `max` at most, and the last `max / 2` that were put in for sure. */
export const createBoundedMap = <K, V>(max: number): BoundedMap<K, V> => {
  let young = new Map<K, V>()
  let old = young
  return {
    get: (key) => young.get(key) ?? old.get(key),
    set: (key, value) => {
      if (young.size >= max >> 1) {
        old = young
        young = new Map()
      }
      young.set(key, value)
    },
  }
}
