// A gift while it is typed. Pure.
import type { Answer, Ask } from '@hawker/sdk'
import { GIFT_MAX_COINS } from '../limits.ts'

export type Gift = Answer<'gifts.listGifts'>['gifts'][number]
export type Effect = NonNullable<Gift['effect']>
export type GiftTerms = Ask<'gifts.putGift'>['body']
export const SIZES = ['small', 'large'] as const satisfies readonly Gift['size'][]
/** As the protocol takes it. */
export const GIFT_NAME_MAX = 40

export interface GiftDraft {
  readonly name: string
  readonly imageUrl: string | null
  readonly coins: string
  readonly size: Gift['size']
  readonly effect: Effect | null
}

export type GiftFault = 'name' | 'coins'

export const draftOfGift = (gift: Gift | null): GiftDraft =>
  gift
    ? {
        name: gift.name,
        imageUrl: gift.imageUrl,
        coins: String(gift.coins),
        size: gift.size,
        effect: gift.effect ?? null,
      }
    : { name: '', imageUrl: null, coins: '', size: 'small', effect: null }

/** What to send, or the first thing that is not right yet. */
export const readGift = ({ name, imageUrl, coins, size, effect }: GiftDraft): GiftTerms | GiftFault => {
  if (name.trim() === '' || name.trim().length > GIFT_NAME_MAX) return 'name'
  const price = /^\d{1,8}$/.test(coins.trim()) ? Number(coins) : 0
  if (price < 1 || price > GIFT_MAX_COINS) return 'coins'
  return { name: name.trim(), imageUrl, coins: price, size, effectUrl: effect?.url ?? null }
}
