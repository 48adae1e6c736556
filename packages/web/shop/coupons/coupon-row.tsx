import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Coupon } from '../../staff/coupons/known-coupons.ts'
import { type CouponStanding, standingOf } from '../../staff/coupons/standing.ts'
import { useOffText } from '../../staff/coupons/use-off-text.ts'
import { formatMoment, formatMoney, formatNumber } from '../../ui/format.ts'
import { useClock } from '../../ui/use-now.ts'
import section from '../section.module.css'
import styles from './coupons.module.css'

const TONES: Record<CouponStanding, string> = { open: 'good', later: 'wait', over: '', taken: '' }

/** The conditions that there are, in one line. */
const useConditions = () => {
  const { t, i18n } = useTranslation()
  const clock = useClock()
  return ({ terms, perUser }: Coupon): string => {
    const { minSpendMinor, productIds, startsAt, endsAt, currency } = terms
    const moment = (at: number) => formatMoment(at, clock.now(), i18n.language)
    return [
      minSpendMinor > 0 && t('coupons.from', { amount: formatMoney(minSpendMinor, currency, i18n.language) }),
      productIds && t('coupons.forProducts', { count: productIds.length }),
      t('coupons.each', { count: perUser }),
      startsAt !== null && t('coupons.starts', { time: moment(startsAt) }),
      endsAt !== null && t('coupons.ends', { time: moment(endsAt) }),
    ]
      .filter(Boolean)
      .join(' · ')
  }
}

export const CouponRow = ({ coupon, onCodes }: { coupon: Coupon; onCodes: (() => void) | null }) => {
  const { t, i18n } = useTranslation()
  const clock = useClock()
  const offText = useOffText()
  const conditions = useConditions()
  const number = (value: number) => formatNumber(value, i18n.language)
  const { terms, quota, claimed, used, code } = coupon
  const standing = standingOf(coupon, clock.now())
  return (
    <li
      className={styles.row}
      data-testid="coupon-row"
      data-coupon={coupon.id}
      data-claimed={claimed}
      data-used={used}
      data-standing={standing}
    >
      <div className={styles.what}>
        <b>{terms.title}</b>
        <small>{conditions(coupon)}</small>
      </div>
      <b className={`${styles.off} num`}>{offText(terms)}</b>
      <span className={styles.marks}>
        {code !== null && <code>{code}</code>}
        <em className={section.tag} data-tone={TONES[standing]}>
          {t(`coupons.standing.${standing}`)}
        </em>
      </span>
      <div className={`${styles.meter} num`}>
        <span>{t('coupons.claimed', { claimed: number(claimed), quota: number(quota), used: number(used) })}</span>
        <i aria-hidden="true">
          <i style={{ transform: `scaleX(${Math.min(1, claimed / quota)})` }} />
          <i data-used="" style={{ transform: `scaleX(${Math.min(1, used / quota)})` }} />
        </i>
      </div>
      {onCodes && (
        <Button variant="default" disabled={standing === 'over'} onClick={onCodes} data-testid="coupon-codes">
          {t('coupons.makeCodes')}
        </Button>
      )}
    </li>
  )
}
