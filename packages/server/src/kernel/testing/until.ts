// How a test waits for what it did not do itself.

/** The longest that a busy machine may take for what was only asked to happen at all. */
export const UNTIL_MS = 20_000
const LOOK_EVERY_MS = 5

/** Looks until it is so, and answers what it saw; what never comes ends the test with a sentence. */
export const until = async <T>(
  see: () => T | Promise<T>,
  what: string = see.toString(),
  withinMs = UNTIL_MS,
): Promise<Exclude<T, false | null | undefined | 0 | ''>> => {
  for (const deadline = performance.now() + withinMs; ; await Bun.sleep(LOOK_EVERY_MS)) {
    const seen = await see()
    if (seen) return seen as Exclude<T, false | null | undefined | 0 | ''>
    if (performance.now() > deadline) throw new Error(`it never came to this: ${what}`)
  }
}
