// What is dropped in the room, as it is typed and as the server takes it. Pure.
import { wholeOf } from '../../staff/whole-number.ts'

export const UNITS = ['s', 'min'] as const
export type Unit = (typeof UNITS)[number]

const MS_OF = { s: 1_000, min: 60_000 } as const
export const LASTS_LEAST_MS = 10_000
export const LASTS_MOST_MS = 3_600_000
/** Begun with, where so many are left. */
const PIECES = 100

export interface DropForm {
  readonly couponId: string
  readonly pieces: string
  readonly lasts: string
  readonly unit: Unit
}

export type DropFault = 'coupon' | 'pieces' | 'lasts'

export const NEW_DROP: DropForm = { couponId: '', pieces: '', lasts: '2', unit: 'min' }

interface Shown {
  readonly couponId: string
  readonly left: number
}

/** What of a coupon's quota is neither claimed nor shown in this room already. */
export const freeOf = (
  { id, quota, claimed }: { readonly id: string; readonly quota: number; readonly claimed: number },
  shown: readonly Shown[],
): number => Math.max(0, quota - claimed - shown.reduce((sum, one) => sum + (one.couponId === id ? one.left : 0), 0))

/** How many stand in the field before somebody types. */
export const piecesHint = (free: number): string => `${Math.min(PIECES, free)}`

/** What is asked of the server, or what is not right yet. */
export const dropOf = (form: DropForm, free: number) => {
  if (form.couponId === '') return 'coupon'
  const quantity = wholeOf(form.pieces === '' ? piecesHint(free) : form.pieces)
  if (!quantity || quantity > free) return 'pieces'
  const lastsMs = (wholeOf(form.lasts) ?? 0) * MS_OF[form.unit]
  if (lastsMs < LASTS_LEAST_MS || lastsMs > LASTS_MOST_MS) return 'lasts'
  return { couponId: form.couponId, quantity, lastsMs }
}

/** A drop that was taken away by mistake: what was left of it, for the time it still had. Null: nothing is left to bring back. */
export const againOf = (
  { couponId, left, endsAt }: { readonly couponId: string; readonly left: number; readonly endsAt: number },
  now: number,
) => (left === 0 ? null : { couponId, quantity: left, lastsMs: Math.max(LASTS_LEAST_MS, Math.ceil(endsAt - now)) })
