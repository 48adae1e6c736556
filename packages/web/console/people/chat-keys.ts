// Moving through the lines by keyboard. Pure.
export interface Placed {
  readonly offset: number
}

/** The line after (1) or before (-1) the chosen one. Without one J and K both start at the newest; past the end none. */
export const stepLine = (lines: readonly Placed[], chosen: number | null, by: -1 | 1): number | null => {
  const newest = lines.at(-1)?.offset ?? null
  if (chosen === null) return newest
  const at = lines.findIndex(({ offset }) => offset === chosen)
  if (at >= 0) return lines[Math.max(0, at + by)]?.offset ?? null
  // The chosen line was taken back or filtered out: the nearest on that side.
  const near = by === 1 ? lines.find(({ offset }) => offset > chosen) : lines.findLast(({ offset }) => offset < chosen)
  return near?.offset ?? newest
}
