// How often a product ran against the clock in a room lately, as the server counts it for viewers. Pure.
import type { Answer } from '@hawker/sdk'

type Offer = Answer<'commerce.listTimedOffers'>['offers'][number]

/** As long the server says of a launch that it is one more. */
export const TODAY_MS = 86_400_000

export const timesToday = (
  offers: readonly Pick<Offer, 'roomId' | 'openedAt' | 'reason'>[],
  room: string,
  now: number,
): number =>
  offers.filter(({ roomId, openedAt, reason }) => roomId === room && reason !== 'undone' && openedAt > now - TODAY_MS)
    .length
