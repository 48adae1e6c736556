// What a coupon of the viewer's makes of the price: it is there already when he buys.
import type { ShelfItem } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { formatMoney } from '../../ui/format.ts'
import { useClock } from '../../ui/use-now.ts'
import { couponsFor, offMinorOf } from '../checkout/terms.ts'
import { useOwnClaims } from '../coupons/own-coupons.tsx'
import styles from './product-sheet.module.css'

export const CouponHint = ({ item, minor }: { item: ShelfItem; minor: number }) => {
  const { t, i18n } = useTranslation()
  const clock = useClock()
  const { claims } = useOwnClaims()
  const goods = [{ productId: item.productId, unitPriceMinor: minor, quantity: 1, currency: item.currency }]
  const [best] = couponsFor(claims ?? [], goods, clock.now(), null)
  if (!best?.fit.fits) return null
  const price = formatMoney(minor - offMinorOf(best.claim, goods), item.currency, i18n.language)
  return (
    <span className={`${styles.coupon} num`} data-testid="coupon-hint">
      {t('couponChoice.makes', { title: best.claim.terms.title, price })}
    </span>
  )
}
