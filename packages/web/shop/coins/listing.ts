// Which transfers are listed: one of a person, a room, a transfer with what took it back, or all. It stands in the address. Pure.
export type Listing = { readonly of: 'all' } | { readonly of: 'user' | 'room' | 'transfer'; readonly id: string }

/** As the protocol takes ids; whatever else stands in an address is nobody's. */
const ID = /^[\w-]{1,64}$/
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export const listingOf = (query: URLSearchParams): Listing => {
  for (const of of ['transfer', 'user', 'room'] as const) {
    const id = query.get(of)?.trim() ?? ''
    if ((of === 'transfer' ? UUID : ID).test(id)) return { of, id }
  }
  return { of: 'all' }
}

export const queryOf = (listing: Listing): Record<string, string> =>
  listing.of === 'all' ? {} : { [listing.of]: listing.id }
