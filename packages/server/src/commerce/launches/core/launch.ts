// When a product may be shown to a room, at which price, from when and until when.
import { type AmountMinor, type Millis, type Refusal, type RoomStatus, refuse } from '@hawker/protocol'

/** A show that is being prepared, is on, or waits for its host. */
const LAUNCH_STATUSES: readonly RoomStatus[] = ['scheduled', 'rehearsal', 'live', 'paused', 'interrupted']

/** Whether a room shows products. */
export const shows = (status: RoomStatus | undefined): boolean =>
  status !== undefined && LAUNCH_STATUSES.includes(status)

/** The show itself: what is shown in a rehearsal was not shown yet. */
const SHOW_STATUSES: readonly RoomStatus[] = ['live', 'paused', 'interrupted']
export const isShow = (status: RoomStatus): boolean => SHOW_STATUSES.includes(status)

export interface FlashAsk {
  readonly priceMinor: AmountMinor
  readonly quantity: number
  readonly perBuyerLimit: number | null
}

export interface LaunchAsk {
  readonly status: RoomStatus
  readonly onShelf: boolean
  readonly onSale: boolean
  readonly freePieces: number
  /** Of the SKU that costs least. */
  readonly lowestMinor: AmountMinor
  readonly flash: FlashAsk | null
}

const invalid = (path: string, message: string): Refusal =>
  refuse('invalid', { fields: [{ path: `flash.${path}`, message }] })

/** A flash price takes something off every SKU, and promises no more than there is. */
const flashRefusal = ({ priceMinor, quantity }: FlashAsk, { lowestMinor, freePieces }: LaunchAsk): Refusal | null => {
  if (priceMinor >= lowestMinor) return invalid('priceMinor', `must be below the lowest price (${lowestMinor})`)
  if (quantity > freePieces) return invalid('quantity', `is more than is free (${freePieces})`)
  return null
}

/** Why a product may not be launched, or null when it may. */
export const launchRefusal = (ask: LaunchAsk): Refusal | null => {
  if (!ask.onShelf) return refuse('not-found')
  if (!shows(ask.status)) return refuse('wrong-state')
  if (!ask.onSale) return refuse('wrong-state')
  if (ask.freePieces < 1) return refuse('sold-out')
  return ask.flash && flashRefusal(ask.flash, ask)
}

/** As long a product that runs against the clock again in the same room says so (N13). */
export const AGAIN_WITHIN_MS = 24 * 60 * 60 * 1_000

export interface Times {
  readonly openedAt: Millis
  /** Null: at once. */
  readonly opensAt: Millis | null
  /** Null for open end. */
  readonly endsAt: Millis | null
}

/** How long an offer lasts is counted from when it sells: a countdown takes nothing off it. */
export const timesOf = (openedAt: Millis, countdownMs: number | null, lastsMs: number | null): Times => {
  const opensAt = countdownMs === null ? null : openedAt + countdownMs
  return { openedAt, opensAt, endsAt: lastsMs === null ? null : (opensAt ?? openedAt) + lastsMs }
}

/** Whether a room's shelf sells. After the show it does, beside the replay; before it is announced or once it is banned it does not. */
export const sells = (status: RoomStatus | undefined): boolean =>
  status !== undefined && status !== 'draft' && status !== 'banned'
