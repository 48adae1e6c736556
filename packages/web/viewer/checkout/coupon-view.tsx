// With which coupon: one's own, those that fit first, or one by its code. None is a choice as well.
import type { Order } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { formatMoney } from '../../ui/format.ts'
import { useClock } from '../../ui/use-now.ts'
import { CodeField } from '../coupons/code-field.tsx'
import { useOwnClaims } from '../coupons/own-coupons.tsx'
import { useCouponWords } from '../coupons/use-coupon-words.ts'
import { Option } from './choice-row.tsx'
import styles from './choices.module.css'
import { couponsFor, type Offered } from './terms.ts'

interface Props {
  readonly orders: readonly Order[]
  readonly chosen: string | null
  readonly onChoose: (claimId: string | null) => void
}

export const CouponView = ({ orders, chosen, onChoose }: Props) => {
  const { t, i18n } = useTranslation()
  const clock = useClock()
  const words = useCouponWords()
  // Read again: the one that was chosen before is free once more.
  const { claims } = useOwnClaims()
  const offered = couponsFor(claims ?? [], orders, clock.now(), chosen)
  const about = ({ claim: { terms }, fit }: Offered): string => {
    if (fit.fits) return [words.from(terms), words.until(terms)].join(' · ')
    if (fit.why === 'spend')
      return t('couponChoice.missing', { amount: formatMoney(fit.missingMinor, terms.currency, i18n.language) })
    return fit.why === 'not-yet' ? t('couponChoice.early') : t('couponChoice.otherGoods')
  }
  return (
    <>
      <div className={styles.options}>
        {offered.map((offer) => (
          <Option
            key={offer.claim.id}
            chosen={offer.claim.id === chosen}
            disabled={!offer.fit.fits}
            title={offer.claim.terms.title}
            text={about(offer)}
            side={`−${words.off(offer.claim.terms)}`}
            testId="coupon"
            onChoose={() => onChoose(offer.claim.id)}
          />
        ))}
        {offered.length > 0 && (
          <Option
            chosen={chosen === null}
            title={t('couponChoice.none')}
            text={t('couponChoice.keepThem')}
            testId="coupon-none"
            onChoose={() => onChoose(null)}
          />
        )}
      </div>
      <div className={styles.code}>
        <CodeField onTaken={({ id }) => onChoose(id)} />
      </div>
    </>
  )
}
