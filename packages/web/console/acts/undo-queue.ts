// What was done and can still be taken back, oldest first. Pure: time is handed in.
export const UNDO_MS = 5000
/** More than these are not taken back one by one. */
export const UNDO_KEPT = 5

/** Which column it was done in: its bar stands there. */
export type Side = 'rundown' | 'room' | 'people'

export interface Step {
  readonly key: number
  readonly side: Side
  readonly until: number
}

const alive = <S extends Step>(steps: readonly S[], now: number): readonly S[] =>
  steps.filter(({ until }) => until > now)

export const withStep = <S extends Step>(steps: readonly S[], step: S, now: number): readonly S[] =>
  [...alive(steps, now), step].slice(-UNDO_KEPT)

export const withoutStep = <S extends Step>(steps: readonly S[], key: number): readonly S[] =>
  steps.filter((step) => step.key !== key)

/**
 * What Z takes back: the newest that is still open, of some columns or of all. Nothing while something is under way
 * there: that will be the newest, and nobody means the one before it.
 */
export const newestStep = <S extends Step>(
  steps: readonly S[],
  now: number,
  underWay: readonly Side[],
  sides?: readonly Side[],
): S | null => {
  const isOfThese = (side: Side) => sides === undefined || sides.includes(side)
  if (underWay.some(isOfThese)) return null
  return alive(steps, now).findLast(({ side }) => isOfThese(side)) ?? null
}

/** The steps whose time is not over; the same list when that is all of them. */
export const stepsAt = <S extends Step>(steps: readonly S[], now: number): readonly S[] => {
  const left = alive(steps, now)
  return left.length === steps.length ? steps : left
}
