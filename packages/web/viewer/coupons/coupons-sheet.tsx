// The viewer's coupons: those that can be used, then those that were; and the field for a code.
import type { CouponClaim } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../ui/icon-button.tsx'
import { CloseIcon } from '../../ui/icons.tsx'
import { Sheet, SheetHead } from '../../ui/sheet.tsx'
import { useClock } from '../../ui/use-now.ts'
import list from '../room/list-sheet.module.css'
import { EmptyList, FailedList, LoadingRows } from '../room/list-sheet.tsx'
import { usePerson } from '../room/person.tsx'
import { CodeField } from './code-field.tsx'
import styles from './coupons-sheet.module.css'
import { useOwnClaims } from './own-coupons.tsx'
import { CouponTicket } from './ticket.tsx'
import { useCouponWords } from './use-coupon-words.ts'

const Claim = ({ claim }: { claim: CouponClaim }) => {
  const { t } = useTranslation()
  const words = useCouponWords()
  const clock = useClock()
  const { state, terms } = claim
  const over = state === 'expired' || (state === 'open' && terms.endsAt !== null && terms.endsAt <= clock.now())
  const shown = over ? 'expired' : state
  return (
    <li data-testid="own-coupon" data-state={shown}>
      <CouponTicket
        wide
        terms={terms}
        idle={shown !== 'open'}
        note={
          <>
            {words.from(terms)} · {words.until(terms)}
          </>
        }
      >
        <span className={styles.state} data-state={shown}>
          {t(`coupon.state.${shown}`)}
        </span>
      </CouponTicket>
    </li>
  )
}

/** Those that can be used first. */
export const OwnCouponList = () => {
  const { t } = useTranslation()
  const { you } = usePerson()
  const { claims, failed, reload } = useOwnClaims()
  if (failed && claims === null) return <FailedList onRetry={reload} />
  if (you !== null && claims === null) return <LoadingRows />
  if (claims === null || claims.length === 0) return <EmptyList>{t('coupon.none')}</EmptyList>
  return (
    <ul className={`${list.list} ${styles.list}`}>
      {claims.map((claim) => (
        <Claim key={claim.id} claim={claim} />
      ))}
    </ul>
  )
}

export const CouponsSheet = ({ onClosed }: { onClosed: () => void }) => {
  const { t } = useTranslation()
  return (
    <Sheet label={t('coupon.mine')} onClosed={onClosed} className={list.sheet ?? ''} testId="coupons-sheet">
      {(close) => (
        <>
          <SheetHead title={t('coupon.mine')}>
            <IconButton look="plain" label={t('common.close')} onClick={close}>
              <CloseIcon />
            </IconButton>
          </SheetHead>
          <CodeField />
          <OwnCouponList />
        </>
      )}
    </Sheet>
  )
}
