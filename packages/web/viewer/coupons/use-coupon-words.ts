// What a coupon promises, in words.
import type { CouponTerms } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { formatMoment, formatMoney } from '../../ui/format.ts'
import { useRoomState } from '../../ui/live-room.ts'
import { useClock } from '../../ui/use-now.ts'

/** More numbers than this are only counted. */
const NUMBERS_NAMED = 4

export const useCouponWords = () => {
  const { t, i18n } = useTranslation()
  const clock = useClock()
  const shelf = useRoomState((state) => state.shelf)
  const money = (minor: number, { currency }: CouponTerms) => formatMoney(minor, currency, i18n.language)
  const moment = (at: number) => formatMoment(at, clock.now(), i18n.language)
  return {
    /** `$5`, `10%` */
    off: (terms: CouponTerms): string =>
      terms.off.type === 'amount' ? money(terms.off.minor, terms) : t('coupon.percent', { percent: terms.off.percent }),
    /** In one glance: from which spend. */
    from: (terms: CouponTerms): string =>
      terms.minSpendMinor > 0
        ? t('coupon.over', { spend: money(terms.minSpendMinor, terms) })
        : terms.productIds === null
          ? t('coupon.onAll')
          : t('coupon.onSome'),
    /** A sentence each. */
    terms: (terms: CouponTerms): string[] => {
      const { off, minSpendMinor, productIds, startsAt, endsAt } = terms
      const amount = off.type === 'amount' ? money(off.minor, terms) : t('coupon.percent', { percent: off.percent })
      const cap = off.type === 'percent' && off.maxMinor !== null ? money(off.maxMinor, terms) : null
      const numbers = shelf.filter(({ productId }) => productIds?.includes(productId)).map(({ number }) => number)
      const named = numbers.length > 0 && numbers.length <= NUMBERS_NAMED && numbers.length === productIds?.length
      return [
        cap === null ? t('coupon.takes', { amount }) : t('coupon.takesUpTo', { amount, cap }),
        minSpendMinor > 0 ? t('coupon.fromSpend', { spend: money(minSpendMinor, terms) }) : t('coupon.anySpend'),
        productIds === null
          ? t('coupon.allProducts')
          : named
            ? t('coupon.numbers', { numbers: numbers.join(t('coupon.and')) })
            : t('coupon.someProducts', { count: productIds.length }),
        ...(startsAt === null || startsAt <= clock.now() ? [] : [t('coupon.startsAt', { moment: moment(startsAt) })]),
        endsAt === null ? t('coupon.noEnd') : t('coupon.endsAt', { moment: moment(endsAt) }),
        t('coupon.oneAnOrder'),
      ]
    },
    until: ({ endsAt }: CouponTerms): string =>
      endsAt === null ? t('coupon.noEndShort') : t('coupon.until', { moment: moment(endsAt) }),
  }
}
