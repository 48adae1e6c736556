/** Maps media time to the wall clock. `observe` is told of every frame that arrives; `at` answers in epoch ms. */
export interface WallClock {
  observe(mediaMs: number, nowMs: number): void
  at(mediaMs: number): number
  /** A new publisher or a jump: the relation starts anew. */
  reset(): void
}

/** How fast the relation follows frames that come later and later, in ms per ms of media. */
const DRIFT = 0.005
/** A stream that has been this late for this long has moved for good. */
const LATE_MS = 1000
const PATIENCE_MS = 5000

/**
 * The server's clock at arrival, smoothed: a frame that comes early moves the relation at once, as nothing arrives
 * before it was taken; one that comes late is the network's doing and moves it slowly.
 */
export function createArrivalClock(): WallClock {
  let offset: number | undefined
  let lastMediaMs = 0
  let lateSinceMs: number | undefined
  return {
    observe(mediaMs, nowMs) {
      const measured = nowMs - mediaMs
      const passed = Math.max(0, mediaMs - lastMediaMs)
      lastMediaMs = mediaMs
      if (offset === undefined || measured <= offset) {
        offset = measured
        lateSinceMs = undefined
        return
      }
      const late = measured - offset
      if (late < LATE_MS) lateSinceMs = undefined
      else lateSinceMs ??= mediaMs
      const moved = lateSinceMs !== undefined && mediaMs - lateSinceMs > PATIENCE_MS
      offset = moved ? measured : offset + Math.min(late, passed * DRIFT)
    },
    at: (mediaMs) => mediaMs + (offset ?? 0),
    reset() {
      offset = undefined
      lateSinceMs = undefined
    },
  }
}
