// What one process may believe about one lease, from what the database said and how long ago it was asked.

/** From a lease taken to a lease lost, in milliseconds of this process's own monotonic clock. */
export interface Tenure {
  readonly token: number
  /** Counted from when the question was sent: the database began later, so it ends later there than here. */
  readonly until: number
}

/** What an answer of the database changes. */
export type Turn =
  | { readonly kind: 'none' }
  /** Ours now; where it was ours before under another token, that time is over first. */
  | { readonly kind: 'taken'; readonly tenure: Tenure; readonly before: Tenure | null }
  | { readonly kind: 'lost'; readonly before: Tenure }

export const NOT_HELD: Tenure | null = null

/** The database answered a question sent at `askedAt`: with our token, or null where another holds it. */
export const answered = (
  now: Tenure | null,
  token: number | null,
  askedAt: number,
  ttlMs: number,
): { readonly tenure: Tenure | null; readonly turn: Turn } => {
  if (token === null) return { tenure: null, turn: now ? { kind: 'lost', before: now } : { kind: 'none' } }
  const tenure = { token, until: askedAt + ttlMs }
  if (now?.token === token) return { tenure, turn: { kind: 'none' } }
  return { tenure, turn: { kind: 'taken', tenure, before: now } }
}

/** Whether the holder may still act: the answer is younger than the lease is long. */
export const stands = (tenure: Tenure | null, now: number): tenure is Tenure => tenure !== null && now < tenure.until
