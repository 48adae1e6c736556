// What a finger or a key does to the control that bids: slid over most of its way or held, never only tapped. Pure.

/** Slid over this share of the way, a bid is meant. */
export const SLID_SHARE = 0.8
/** Held this long without moving, it is meant too. */
export const HELD_MS = 1_200
/** A finger that holds still moves so far, in pixels. */
export const STILL_PX = 10
/** A key pressed once asks; within this a second press bids. */
export const SURE_WITHIN_MS = 5_000

/** How far along it is, 0 to 1. */
export const shareOf = (movedPx: number, wayPx: number): number =>
  wayPx <= 0 ? 0 : Math.min(1, Math.max(0, movedPx / wayPx))

export const isSlid = (movedPx: number, wayPx: number): boolean => shareOf(movedPx, wayPx) >= SLID_SHARE
