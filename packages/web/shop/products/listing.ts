// What of the catalogue is listed, and how: it stands in the query of the address. Pure.
export const SORTS = ['position', 'newest', 'title', 'stock'] as const
export type Sort = (typeof SORTS)[number]
export const SALES = ['all', 'on', 'off'] as const
export type Sale = (typeof SALES)[number]

export interface Listing {
  readonly search: string
  readonly sort: Sort
  readonly sale: Sale
}

/** As the protocol takes it. */
export const SEARCH_MAX = 120

export const listingOf = (query: URLSearchParams): Listing => ({
  search: (query.get('search') ?? '').slice(0, SEARCH_MAX),
  sort: SORTS.find((sort) => sort === query.get('sort')) ?? 'position',
  sale: SALES.find((sale) => sale === query.get('sale')) ?? 'all',
})

/** Without what is so anyway. */
export const queryOf = ({ search, sort, sale }: Listing): Record<string, string> => ({
  search: search.trim(),
  sort: sort === 'position' ? '' : sort,
  sale: sale === 'all' ? '' : sale,
})

/** What the server is asked. */
export const askOf = ({ search, sort, sale }: Listing) => ({
  sort,
  ...(search.trim() === '' ? {} : { search: search.trim() }),
  ...(sale === 'all' ? {} : { onSale: sale === 'on' ? ('1' as const) : ('0' as const) }),
})
