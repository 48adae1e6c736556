// The gift sheet's grid, four by two, a page after the other.
export const ROWS = 2
export const COLUMNS = 4

export const pagesOf = <T>(gifts: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(gifts.length / (ROWS * COLUMNS)) }, (_, page) =>
    gifts.slice(page * ROWS * COLUMNS, (page + 1) * ROWS * COLUMNS),
  )
