// Whether the viewer may speak, and if not, why and what would change it. The server decides; this says it beforehand.
import { FOREVER, type PublicPerson, type RoomFacts } from '@hawker/sdk'

export type Speaking =
  | { readonly kind: 'open' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'muted'; readonly until: number }
  | { readonly kind: 'muted-all' }
  | { readonly kind: 'followers' }
  | { readonly kind: 'level'; readonly least: number; readonly yours: number }
  | { readonly kind: 'buyers' }
  | { readonly kind: 'slow'; readonly until: number }

export interface Standing {
  readonly room: Pick<RoomFacts, 'status' | 'policy' | 'host'>
  readonly you: PublicPerson | null
  readonly mutedUntil: number | null
  /** Null while it is not known. */
  readonly following: boolean | null
  /** The server said so: it asks the orders, this page does not. */
  readonly notBuyer: boolean
  /** Slow mode: when the next line is due. */
  readonly nextAt: number
}

const isStaff = (you: PublicPerson | null): boolean => you !== null && you.role !== 'guest' && you.role !== 'viewer'

/** Clocks differ: an end told as a span from now lands near it. */
const NEAR_MS = 366 * 86_400_000

export const isForever = (until: number): boolean => until >= FOREVER - NEAR_MS

export const speakingOf = ({ room, you, mutedUntil, following, notBuyer, nextAt }: Standing, now: number): Speaking => {
  const { policy } = room
  if (room.status === 'ended' || room.status === 'banned') return { kind: 'closed' }
  if (mutedUntil !== null && mutedUntil > now) return { kind: 'muted', until: mutedUntil }
  if (isStaff(you)) return { kind: 'open' }
  if (policy.mutedAll) return { kind: 'muted-all' }
  if (policy.speakers === 'followers' && following === false && room.host !== null && room.host.id !== you?.id)
    return { kind: 'followers' }
  const yours = you?.level ?? 0
  if (yours < policy.minLevel) return { kind: 'level', least: policy.minLevel, yours }
  if (policy.speakers === 'buyers' && notBuyer) return { kind: 'buyers' }
  if (policy.slowModeS > 0 && nextAt > now) return { kind: 'slow', until: nextAt }
  return { kind: 'open' }
}

/** Nothing can be sent now; `slow` passes by itself and keeps the field open. */
export const isBlocked = ({ kind }: Speaking): boolean => kind !== 'open' && kind !== 'slow'

/** Refusals of a line that say something about the line or its speaker: the text goes back to where it was written. */
const ABOUT_THE_LINE = new Set([
  'muted',
  'slow-mode',
  'followers-only',
  'buyers-only',
  'level-too-low',
  'links-refused',
  'text-refused',
  'too-many',
  'too-large',
  'invalid',
  'not-allowed',
])

export const goesBack = (code: string): boolean => ABOUT_THE_LINE.has(code)
