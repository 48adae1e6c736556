// Names of badges, and ids of people, as they are typed. Pure.
const BADGE = /^[a-z][a-z0-9-]{0,23}$/
const USER = /^[A-Za-z0-9_-]{1,64}$/
/** Of one person: all of them are shown. */
export const BADGES_MAX = 5

export const isUserId = (typed: string): boolean => USER.test(typed)

/** Why it cannot be given; null: it can. */
export const badgeFault = (badge: string, has: readonly string[]): 'badge' | 'has' | 'full' | null => {
  if (!BADGE.test(badge)) return 'badge'
  if (has.includes(badge)) return 'has'
  return has.length >= BADGES_MAX ? 'full' : null
}
