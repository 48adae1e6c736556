// What an auction says in the reader's language.
import type { Auction, Refusal } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { formatMoney } from '../../ui/format.ts'
import { useRefusalText } from '../room/use-refusal-text.ts'
import type { Place } from './standing.ts'

/** Refusals that mean something of their own where one bids. */
const OWN = [
  'bid-too-low',
  'auction-over',
  'buyer-limit',
  'hold-limit',
  'not-allowed',
  'not-signed-in',
  'too-many',
  'limit-reached',
]

export const useAuctionWords = () => {
  const { t, i18n } = useTranslation()
  const other = useRefusalText()
  const money = (minor: number, { currency }: Pick<Auction, 'currency'>) => formatMoney(minor, currency, i18n.language)
  return {
    money,
    /** Why a bid was not taken; where it was too low, what it takes now. */
    refusal: (refusal: Refusal, auction: Auction): string =>
      OWN.includes(refusal.refused)
        ? t(`auction.refused.${refusal.refused}`, {
            price: money(auction.standing.priceMinor, auction),
            next: money(auction.standing.nextMinor, auction),
          })
        : other(refusal),
    /** How one that is over ended; `mine`: the reader won it. */
    outcome: (auction: Auction, winnerName: string | null, mine = false): string => {
      const { state, standing } = auction
      const price = money(standing.priceMinor, auction)
      if (mine) return t('auction.end.mine', { price })
      if (state !== 'won') return t(`auction.end.${state}`, { price })
      const named = winnerName === null ? 'sold' : 'soldTo'
      return t(`auction.${named}`, { name: winnerName, bidder: standing.leader, price })
    },
    place: ({ standing }: Auction, place: Place): string => {
      if (standing.leader === null) return t('auction.nobody')
      if (place === 'leads') return t('auction.youLead')
      return t('auction.leads', { bidder: standing.leader })
    },
  }
}
