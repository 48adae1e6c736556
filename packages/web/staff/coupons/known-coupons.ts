// The coupons of the app, read where staff choose one.
import type { Answer } from '@hawker/sdk'
import { useQuery } from '@tanstack/react-query'
import { answered } from '../hawker.ts'
import { useShop } from '../use-shop.ts'

export type Coupon = Answer<'coupons.listCoupons'>['coupons'][number]

export const COUPONS_KEY = ['coupons'] as const

export const useCoupons = (enabled = true) => {
  const shop = useShop()
  return useQuery({
    queryKey: COUPONS_KEY,
    queryFn: async () => (await answered(shop.coupons.list())).coupons,
    enabled,
  })
}
