import { useMay } from '../../staff/session/you.ts'
import { CouponList } from './coupon-list.tsx'
import { NewCoupon } from './new-coupon.tsx'

export const Coupons = ({ item }: { item: string | null }) => {
  const mayMake = useMay('money.write')
  return item === 'new' && mayMake ? <NewCoupon /> : <CouponList mayMake={mayMake} />
}
