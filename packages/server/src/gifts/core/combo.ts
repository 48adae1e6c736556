// Gifts of one person and kind that follow each other closely count up together.
import type { Millis } from '@hawker/protocol'

export const COMBO_WINDOW_MS = 3_000

export interface Sent {
  readonly at: Millis
  readonly combo: number
}

/** The count shown with this gift: what went before within the window, and these. */
export const comboOf = (last: Sent | null, quantity: number, now: Millis): number =>
  last !== null && now - last.at <= COMBO_WINDOW_MS ? last.combo + quantity : quantity
