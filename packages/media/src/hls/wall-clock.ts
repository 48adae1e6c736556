/** Maps media time to the wall clock. `observe` is told of every frame that arrives; `at` answers in epoch ms. */
export interface WallClock {
  observe(mediaMs: number, nowMs: number): void
  at(mediaMs: number): number
  /** A new publisher or a jump: the relation starts anew. */
  reset(): void
}
