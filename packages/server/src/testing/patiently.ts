// Asks again what was refused for want of time: what a stampede comes to does not hang on how quick the machine is.
import { isRefusal } from '@hawker/protocol'
import { isDatabaseAway } from '#db'

const NOT_NOW = ['busy', 'unavailable']
/** Twenty milliseconds apart. */
export const TRIES_MAX = 3_000
export const PAUSE_MS = 20

/** The answer, as a client gets it that asks the same again while the machine has no time for it. */
export const patiently = async <T>(ask: () => Promise<T>): Promise<T> => {
  for (let tries = 0; ; tries++) {
    try {
      const answer = await ask()
      if (tries > TRIES_MAX || !(isRefusal(answer) && NOT_NOW.includes(answer.refused))) return answer
    } catch (error) {
      if (tries > TRIES_MAX || !isDatabaseAway(error)) throw error
    }
    await Bun.sleep(PAUSE_MS)
  }
}
