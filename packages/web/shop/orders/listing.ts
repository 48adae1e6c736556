// Which orders are listed: it stands in the query of the address. Pure.
import type { OrderState } from '@hawker/sdk'

/** As the tabs stand: what is to be done comes first. */
export const STATES = ['paid', 'shipped', 'held', 'refunded', 'cancelled', 'expired'] as const satisfies OrderState[]
export type Which = OrderState | 'all'

/** As the protocol takes it. */
export const SEARCH_MAX = 80

export interface Listing {
  readonly state: Which
  readonly search: string
  readonly room: string
}

export const listingOf = (query: URLSearchParams): Listing => ({
  state: [...STATES, 'all' as const].find((state) => state === query.get('state')) ?? 'paid',
  search: (query.get('search') ?? '').slice(0, SEARCH_MAX),
  room: query.get('room') ?? '',
})

/** Without what is so anyway. */
export const queryOf = ({ state, search, room }: Listing): Record<string, string> => ({
  state: state === 'paid' ? '' : state,
  search: search.trim(),
  room,
})

/** What the server is asked. */
export const askOf = ({ state, search, room }: Listing) => ({
  ...(state === 'all' ? {} : { state }),
  ...(search.trim() === '' ? {} : { search: search.trim() }),
  ...(room === '' ? {} : { room: room as never }),
})
