// How long a mute or ban lasts, as it is chosen and told. Pure.
const MINUTE_S = 60
const HOUR_S = 3600
const DAY_S = 86_400

/** Null: until it is lifted. */
export const MUTE_CHOICES_S = [MINUTE_S, 5 * MINUTE_S, 10 * MINUTE_S, 60 * MINUTE_S, null] as const
export const BAN_CHOICES_S = [10 * MINUTE_S, HOUR_S, DAY_S, 7 * DAY_S, 30 * DAY_S, null] as const
/** What M does without asking. */
export const QUICK_MUTE_S = 10 * MINUTE_S

/** The largest whole unit, to be said with its number. */
export const durationKey = (
  seconds: number | null,
): { readonly key: 'ever' | 'days' | 'hours' | 'minutes'; readonly count: number } => {
  if (seconds === null) return { key: 'ever', count: 0 }
  if (seconds % DAY_S === 0) return { key: 'days', count: seconds / DAY_S }
  if (seconds % HOUR_S === 0) return { key: 'hours', count: seconds / HOUR_S }
  return { key: 'minutes', count: Math.max(1, Math.round(seconds / MINUTE_S)) }
}
