// Who gave most, and how far somebody has come. An entry of its own (`@hawker/sdk/fans`): a page loads it when it is asked.
import type { Hawker } from './hawker.ts'
import type { Ask } from './http.ts'

type Period = NonNullable<Ask<'gifts.listGiftLeaders'>['query']>['period']

/**
 * Boards of gifts, levels and badges, for the caller of `hawker`.
 * @example
 * const { leaders, you } = await createFans(hawker).leaders('tea', 'month')
 */
export const createFans = ({ call, app }: Pick<Hawker, 'call' | 'app'>) => {
  const inApp = app === undefined ? {} : { app }
  return {
    /** Who gave most in this show, or to its host this month (UTC); `you` is the caller's own place. */
    leaders: (room: string, period: Period = 'show', limit?: number) =>
      call('gifts.listGiftLeaders', { params: { room }, query: { ...inApp, period, limit } }),
    /** The caller's points, level and badges. */
    level: () => call('levels.readOwnStanding', {}),
    /** How points and levels come about. */
    rules: () => call('levels.readRules', { query: inApp }),
    /** Badges of up to a hundred people; whoever has none is left out. */
    badges: (users: readonly string[]) => call('levels.listBadges', { query: { ...inApp, users: users.join(',') } }),
  }
}

export type Fans = ReturnType<typeof createFans>
