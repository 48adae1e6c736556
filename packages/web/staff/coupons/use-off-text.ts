// What a coupon takes off, in words: `$5 off`, `15% off, at most $30`.
import type { CouponTerms } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { formatMoney } from '../../ui/format.ts'

export const useOffText = () => {
  const { t, i18n } = useTranslation()
  return ({ off, currency }: Pick<CouponTerms, 'off' | 'currency'>): string => {
    const money = (minor: number) => formatMoney(minor, currency, i18n.language)
    if (off.type === 'amount') return t('coupon.amount', { amount: money(off.minor) })
    if (off.maxMinor === null) return t('coupon.percent', { percent: off.percent })
    return t('coupon.percentMost', { percent: off.percent, most: money(off.maxMinor) })
  }
}
