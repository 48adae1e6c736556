// Orders as those see them who pack and send.
import type { Answer, Ask } from '@hawker/sdk'
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answered, useHawker } from '../../staff/hawker.ts'
import { useShop } from '../../staff/use-shop.ts'
import { askOf, type Listing } from './listing.ts'

export type ShopOrder = Answer<'fulfilment.readShopOrder'>
export type Shipping = Ask<'fulfilment.shipOrder'>['body']
export type Refund = Ask<'commerce.refundOrder'>['body']

const PAGE = 50
/** A list that is looked at is asked for again so often. */
const AGAIN_MS = 15_000
const KEY = 'shop-orders'

export const useOrderList = (listing: Listing) => {
  const { orders } = useShop()
  const ask = askOf(listing)
  return useInfiniteQuery({
    queryKey: [KEY, 'list', ask],
    queryFn: ({ pageParam: after }) =>
      answered(orders.list({ ...ask, limit: PAGE, ...(after === null ? {} : { after }) })),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
    refetchOnWindowFocus: true,
  })
}

export const useOrder = (id: string) => {
  const { orders } = useShop()
  return useQuery({
    queryKey: [KEY, 'one', id],
    queryFn: () => answered(orders.read(id)),
    refetchOnWindowFocus: true,
  })
}

/** What was paid together with an order; null until that is known. */
export const useMates = ({ id, basketId }: Pick<ShopOrder, 'id' | 'basketId'>): readonly ShopOrder[] | null => {
  const { orders } = useShop()
  const { data } = useQuery({
    queryKey: [KEY, 'basket', basketId],
    queryFn: async () => (await answered(orders.list({ basket: basketId as never }))).orders,
    enabled: basketId !== undefined,
  })
  if (basketId === undefined) return []
  return data?.filter((order) => order.id !== id) ?? null
}

/** What was paid back of an order, one by one. */
export const useRefunds = (id: string) => {
  const { orders } = useShop()
  return useQuery({
    queryKey: [KEY, 'refunds', id],
    queryFn: () => answered(orders.refunds(id)),
    refetchOnWindowFocus: true,
  })
}

/** The rooms of the shop by their ids, the newest first. */
export const useRooms = () => {
  const { rooms } = useHawker()
  return useQuery({
    queryKey: ['rooms', 'named'],
    queryFn: async () => (await answered(rooms.list({ limit: 100 }))).rooms,
    staleTime: 60_000,
  })
}

/** Everything that is known of orders is asked for again: one that is sent or paid back stands elsewhere. */
const useAnew = () => {
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ queryKey: [KEY] })
}

/** One parcel: several orders with the same carrier and code. Those that were sent already are corrected. */
export const useShip = () => {
  const { orders } = useShop()
  const anew = useAnew()
  return useMutation({
    mutationFn: async ({ ids, shipment }: { ids: readonly string[]; shipment: Shipping }) => {
      for (const id of ids) await answered(orders.ship(id, shipment))
    },
    onSettled: anew,
  })
}

export const useRefund = () => {
  const { orders } = useShop()
  const anew = useAnew()
  return useMutation({
    mutationFn: ({ id, refund }: { id: string; refund: Refund }) => answered(orders.refund(id, refund)),
    onSettled: anew,
  })
}
