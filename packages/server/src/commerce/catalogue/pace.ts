// Long work in slices: between two of them the event loop has its turn, and rooms and orders go on.
export const SLICE_MS = 8

/** Await it as often as you like: it lets others go first once a slice is used up. */
export const createPace = (now: () => number) => {
  let began = now()
  return async (): Promise<void> => {
    if (now() - began < SLICE_MS) return
    await new Promise((resume) => setImmediate(resume))
    began = now()
  }
}
