// The coupons of the shop: what each takes off, how far it is claimed and used, and single codes of it.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Coupon, useCoupons } from '../../staff/coupons/known-coupons.ts'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { PlusIcon } from '../../ui/icons.tsx'
import { hrefOf } from '../place.ts'
import section from '../section.module.css'
import { Way } from '../way.tsx'
import { CouponRow } from './coupon-row.tsx'
import styles from './coupons.module.css'
import { MakeCodes } from './make-codes.tsx'

/** As many as the server lists. */
const LISTED_MAX = 200

export const CouponList = ({ mayMake }: { mayMake: boolean }) => {
  const { t } = useTranslation()
  const { data, error, isPending } = useCoupons()
  const [coding, setCoding] = useState<Coupon | null>(null)
  const make = (word: string) => (
    <Way className={styles.new} href={hrefOf('coupons', 'new')} data-testid="coupon-new">
      <PlusIcon size={16} />
      {word}
    </Way>
  )
  return (
    <>
      <div className={section.top}>
        <h1>{t('coupons.title')}</h1>
        <p className="quiet">{t(mayMake ? 'coupons.what' : 'coupons.whatSeen')}</p>
        {mayMake && data && data.length > 0 && make(t('coupons.new'))}
      </div>
      <RefusalNote error={error} />
      {isPending && (
        <ul className={section.rows} aria-label={t('common.loading')}>
          {[1, 2, 3].map((n) => (
            <li key={n} className={section.ghost} />
          ))}
        </ul>
      )}
      {data?.length === 0 && (
        <div className={section.empty}>
          <p>{t(mayMake ? 'coupons.none' : 'coupons.noneSeen')}</p>
          {mayMake && make(t('coupons.first'))}
        </div>
      )}
      <ul className={section.rows} data-testid="coupon-list">
        {data?.map((coupon) => (
          <CouponRow key={coupon.id} coupon={coupon} onCodes={mayMake ? () => setCoding(coupon) : null} />
        ))}
      </ul>
      {data && data.length >= LISTED_MAX && <p className="quiet">{t('coupons.newest', { count: LISTED_MAX })}</p>}
      {coding && <MakeCodes coupon={coding} onClose={() => setCoding(null)} />}
    </>
  )
}
