// What is to be seen is still on its way when one looks first: asked again until it is so.
import { expect, type Matchers } from 'bun:test'

/** Far above what a busy machine needs, and below the limit of any test. */
const SOON_MS = 30_000
const AGAIN_MS = 25

// biome-ignore format: one list
const JUDGEMENTS = ['toBe', 'toBeNull', 'toBeTrue', 'toBeGreaterThan', 'toBeLessThanOrEqual', 'toContain', 'toContainEqual',
  'toEqual', 'toHaveLength', 'toMatch', 'toStartWith'] as const satisfies (keyof Matchers)[]

type Soon = Readonly<Record<(typeof JUDGEMENTS)[number], (expected?: unknown) => Promise<void>>>

/**
 * `await soon(() => page.locator(row).count()).toBe(3)`: as `expect`, but of what a page shows, read again until it holds;
 * after 30 s it throws why the last one did not. It says nothing about what must not come: for that, first wait for
 * something that comes later on the same way.
 */
export const soon = (read: () => unknown): Soon => {
  const judge = async (name: (typeof JUDGEMENTS)[number], expected: unknown[]) => {
    for (const from = performance.now(); ; await Bun.sleep(AGAIN_MS))
      try {
        const matchers = expect(await read()) as unknown as Record<string, (...expected: unknown[]) => void>
        return matchers[name]?.(...expected)
      } catch (error) {
        if (performance.now() - from > SOON_MS) throw error
      }
  }
  return Object.fromEntries(
    JUDGEMENTS.map((name) => [name, (...expected: unknown[]) => judge(name, expected)]),
  ) as unknown as Soon
}

/** Asks again until it is so; answers after how many ms that was. */
export const until = async (what: string, isSo: () => unknown, withinMs = SOON_MS): Promise<number> => {
  const from = performance.now()
  for (; !(await isSo()); await Bun.sleep(AGAIN_MS))
    if (performance.now() - from > withinMs) throw new Error(`${what}: not within ${withinMs} ms`)
  return Math.round(performance.now() - from)
}

/**
 * What is promised within a time. Counted in looks, not by the clock: a machine that stands still for seconds takes from
 * nobody.
 */
export const within = async (
  ms: number,
  what: string,
  isSo: () => unknown,
  everyMs: number = AGAIN_MS,
): Promise<number> => {
  const from = performance.now()
  for (let looks = 0; !(await isSo()); looks++) {
    if (looks * everyMs > ms) throw new Error(`${what}: not within ${ms} ms`)
    await Bun.sleep(everyMs)
  }
  return Math.round(performance.now() - from)
}
