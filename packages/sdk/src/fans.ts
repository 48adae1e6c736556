// Who gave most, how far somebody has come, and what became of his coins. An entry of its own (`@hawker/sdk/fans`): a page loads it when it is asked.
import type { Hawker } from './hawker.ts'
import type { Ask } from './http.ts'

type Period = NonNullable<Ask<'gifts.listGiftLeaders'>['query']>['period']

/**
 * Boards of gifts, levels, badges and the wallet's history, for the caller of `hawker`.
 * @example
 * const { leaders, you } = await createFans(hawker).leaders('tea', 'month')
 */
export const createFans = ({ call, app }: Pick<Hawker, 'call' | 'app'>) => {
  const inApp = app === undefined ? {} : { app }
  return {
    /** Who gave most in this show, or to its host this month (UTC); `you` is the caller's own place. */
    leaders: (room: string, period: Period = 'show', limit?: number) =>
      call('gifts.listGiftLeaders', { params: { room }, query: { ...inApp, period, limit } }),
    /** What came into the caller's wallet and went out of it, newest first; `next` of the answer goes in as `after`. */
    transfers: (after?: string, limit?: number) => call('gifts.listOwnTransfers', { query: { after, limit } }),
    /** The caller's points, level and badges. */
    level: () => call('levels.readOwnStanding', {}),
    /** How points and levels come about. */
    rules: () => call('levels.readRules', { query: inApp }),
    /** Badges of up to a hundred people; whoever has none is left out. */
    badges: (users: readonly string[]) => call('levels.listBadges', { query: { ...inApp, users: users.join(',') } }),
  }
}

export type Fans = ReturnType<typeof createFans>
