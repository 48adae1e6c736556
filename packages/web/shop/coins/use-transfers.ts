// Transfers of coins as the shop's owner looks them up.
import type { Answer } from '@hawker/sdk'
import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { answered } from '../../staff/hawker.ts'
import { useShop } from '../../staff/use-shop.ts'
import { type Listing, queryOf } from './listing.ts'

export type ShopTransfer = Answer<'gifts.listTransfers'>['transfers'][number]

const PAGE = 50
const KEY = 'coin-transfers'

export const useTransfers = (listing: Listing) => {
  const { gifts } = useShop()
  const ask = queryOf(listing)
  return useInfiniteQuery({
    queryKey: [KEY, ask],
    queryFn: ({ pageParam: after }) =>
      answered(gifts.transfers({ ...ask, limit: PAGE, ...(after === null ? {} : { after }) })),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: true,
  })
}

type Wallet = Answer<'gifts.reverseTransfer'>

export const useReversal = (onSuccess: (wallet: Wallet) => void) => {
  const { gifts } = useShop()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (transfer: string) => answered(gifts.reverse(transfer)),
    onSuccess,
    onSettled: () => queries.invalidateQueries({ queryKey: [KEY] }),
  })
}
