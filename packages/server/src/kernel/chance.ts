// Chance is handed in: `system/chance.ts` takes it from the machine, tests from a seed.
export interface Chance {
  /** Uniform in [0, 1). */
  next(): number
  /** Unguessable bytes. */
  bytes(count: number): Uint8Array
}

/** A reproducible source for tests and simulations (mulberry32). Not for secrets. */
export const seededChance = (seed: number): Chance => {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return {
    next,
    bytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(next() * 256)),
  }
}
