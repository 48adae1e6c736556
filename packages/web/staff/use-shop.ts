// The shop's own calls (orders, coupons, delivery, levels), for the one caller of the page.
import { createShop, type Shop } from '@hawker/sdk/shop'
import { useMemo } from 'react'
import { useHawker } from './hawker.ts'

export const useShop = (): Shop => {
  const { call } = useHawker()
  return useMemo(() => createShop(call), [call])
}
