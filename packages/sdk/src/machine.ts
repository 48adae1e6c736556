// Time and chance of the machine, in one place, so that tests can hand in their own.

export interface Machine {
  /** Wall clock, milliseconds since 1970. */
  now(): number
  /** Uniform in [0, 1). */
  chance(): number
  /** Runs once, later; answers how to call it off. */
  after(ms: number, run: () => void): () => void
}

export const thisMachine: Machine = {
  now: () => Date.now(),
  chance: () => Math.random(),
  after: (ms, run) => {
    const id = setTimeout(run, ms)
    return () => clearTimeout(id)
  },
}

/** Waits on the machine's clock. */
export const pause = (machine: Machine, ms: number): Promise<void> =>
  new Promise((resolve) => machine.after(ms, resolve))
