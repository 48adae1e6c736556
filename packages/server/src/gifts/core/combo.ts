// Gifts of one person and kind that follow each other closely count up together.
import type { Millis } from '@hawker/protocol'

export const COMBO_WINDOW_MS = 3_000
/** Combos of one person that run at once; of more, the oldest ends early. */
export const COMBOS_MAX = 32

export interface Sent {
  readonly at: Millis
  readonly combo: number
}

/** The count shown with this gift: what went before within the window, and these. */
export const comboOf = (last: Sent | null, quantity: number, now: Millis): number =>
  last !== null && now - last.at <= COMBO_WINDOW_MS ? last.combo + quantity : quantity

/** As the sender's wallet keeps them, oldest first. */
export type Combos = readonly (readonly [room: string, gift: string, at: Millis, combo: number])[]

export interface Counted {
  readonly combo: number
  readonly combos: Combos
}

/** Counts a gift on, and lets go of what is over. */
export const countOn = (combos: Combos, room: string, gift: string, quantity: number, now: Millis): Counted => {
  const last = combos.findLast((one) => one[0] === room && one[1] === gift)
  const combo = comboOf(last ? { at: last[2], combo: last[3] } : null, quantity, now)
  const others = combos.filter((one) => one !== last && now - one[2] <= COMBO_WINDOW_MS)
  return { combo, combos: [...others.slice(1 - COMBOS_MAX), [room, gift, Math.max(now, last?.[2] ?? now), combo]] }
}
