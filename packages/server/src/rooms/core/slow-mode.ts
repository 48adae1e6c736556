// Seconds between two lines of one person, over all his sockets here.
import type { Millis, UserId } from '@hawker/protocol'
import { Newest } from './newest.ts'

/** Beyond it, who spoke longest ago is forgotten: he may speak again a little early. */
const SPEAKERS_MAX = 10_000

export class SlowMode {
  readonly #spokeAt = new Newest<UserId, Millis>(SPEAKERS_MAX)

  /** How long this person still has to wait; 0: he may speak. A clock that went back makes nobody wait. */
  waitMs(user: UserId, slowModeS: number, now: Millis): number {
    const spokeAt = this.#spokeAt.get(user)
    if (spokeAt === undefined || now < spokeAt) return 0
    return Math.max(0, spokeAt + slowModeS * 1_000 - now)
  }

  spoke(user: UserId, now: Millis): void {
    this.#spokeAt.keep(user, now)
  }
}
