// What staff type to find an order: the beginning of a buyer's name, or of the order's id.

/** Fewer signs of an id say too little: ids begin with the time. */
export const ID_PREFIX_MIN = 6

export interface IdRange {
  readonly from: string
  readonly to: string
}

const asUuid = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')

/** All ids that begin so; null where the text is not the beginning of one. */
export const idRangeOf = (search: string): IdRange | null => {
  const hex = search.toLowerCase().replaceAll('-', '')
  if (!/^[0-9a-f]{1,32}$/.test(hex) || hex.length < ID_PREFIX_MIN) return null
  return { from: asUuid(hex.padEnd(32, '0')), to: asUuid(hex.padEnd(32, 'f')) }
}

/** As it was typed, in small letters, with a capital first, all in capitals: the index knows letters as they stand. */
export const spellingsOf = (search: string): string[] => {
  const small = search.toLowerCase()
  const [first = '', ...rest] = small
  return [...new Set([search, small, first.toUpperCase() + rest.join(''), search.toUpperCase()])]
}
