// What the pill says about the line: nothing while all is well.
import type { Link, Lost } from '@hawker/sdk'

export type News =
  | { readonly kind: 'none' }
  | { readonly kind: 'away' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'back'; readonly events: number }
  | { readonly kind: 'lost'; readonly lost: Lost }

/** Silence this long is shown; shorter ones pass unseen. */
export const SILENT_MS = 2000
const BACK_SHOWN_MS = 2000
/** That something is missing is worth a longer look. */
const LOST_SHOWN_MS = 5000

export interface NextNews {
  readonly news: News
  /** How long until it is said. */
  readonly inMs: number
  /** How long it stays; null: until something else is to be said. */
  readonly staysMs: number | null
}

export const nextNews = (shown: News, link: Link, now: number): NextNews | null => {
  if (link.state === 'idle') return null
  // A new name leaves and enters again within a moment.
  if (link.state === 'ended') return { news: { kind: 'ended' }, inMs: SILENT_MS, staysMs: null }
  if (link.state !== 'open')
    return { news: { kind: 'away' }, inMs: Math.max(0, link.since + SILENT_MS - now), staysMs: null }
  if (link.lost !== null) return { news: { kind: 'lost', lost: link.lost }, inMs: 0, staysMs: LOST_SHOWN_MS }
  if (shown.kind === 'away' && link.caughtUp !== null)
    return { news: { kind: 'back', events: link.caughtUp }, inMs: 0, staysMs: BACK_SHOWN_MS }
  return { news: { kind: 'none' }, inMs: 0, staysMs: null }
}
