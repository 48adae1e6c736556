// Putting a piece up, taking an auction away, and what was auctioned before.
import { type Answer, type Auction, isRefusal, type Refusal } from '@hawker/sdk'
import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { answered } from '../../staff/hawker.ts'
import { useLiveRoom, useRoomState } from '../../staff/room/live-room.ts'
import { useShop } from '../../staff/use-shop.ts'
import { useDesk } from '../acts/desk.tsx'
import type { auctionOf } from './auction-form.ts'

export type PastAuction = Answer<'auctions.listAuctions'>['auctions'][number]

/** How many of them the desk looks back on. */
const PAST_SHOWN = 20
/** Whether who won has paid is told to nobody but him. */
const PAID_EVERY_MS = 15_000

export const useAuctions = () => {
  const { t } = useTranslation()
  const { id } = useLiveRoom()
  const { auctions } = useShop()
  const { ask } = useDesk()

  /** Null: it is up. */
  const open = useCallback(
    async (asked: Exclude<ReturnType<typeof auctionOf>, string>): Promise<Refusal | null> => {
      const answer = await auctions.open(id, asked)
      return isRefusal(answer) ? answer : null
    },
    [auctions, id],
  )
  const withdraw = useCallback(
    (auction: Auction) =>
      ask({
        side: 'room',
        text: t('bidding.withdrawAsk', { title: auction.title }),
        note: t('bidding.withdrawNote'),
        word: t('bidding.withdraw'),
        run: () => answered(auctions.withdraw(id, auction.id)),
      }),
    [ask, auctions, id, t],
  )
  const { refetch } = usePastAuctions(false)
  const offer = useCallback(
    ({ id: auction, title, next }: PastAuction, price: string) =>
      next &&
      ask({
        side: 'room',
        text: t('bidding.offerAsk', { title, name: next.name, price }),
        note: t('bidding.offerNote'),
        word: t('bidding.offer'),
        run: async () => {
          await answered(auctions.offer(id, auction, next.bidder))
          await refetch()
        },
      }),
    [ask, auctions, id, refetch, t],
  )
  return { open, withdraw, offer }
}

/** Newest first, and what one is opened with; read while they are looked at. */
export const usePastAuctions = (looked: boolean) => {
  const { id } = useLiveRoom()
  const { auctions } = useShop()
  const version = useRoomState((state) => state.auctionVersion)
  return useQuery({
    queryKey: ['auctions', id, version],
    queryFn: () => answered(auctions.list(id, { limit: PAST_SHOWN })),
    enabled: looked,
    refetchInterval: PAID_EVERY_MS,
    placeholderData: (before) => before,
  })
}
