// The one act a drop offers, and what became of it.
import type { CouponDrop } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { CheckIcon } from '../../ui/icons.tsx'
import styles from './claim-button.module.css'
import { useOwnCoupons } from './own-coupons.tsx'
import type { DropLook } from './tile.ts'

interface Props {
  readonly drop: CouponDrop
  readonly look: DropLook
  readonly big?: boolean
}

export const ClaimButton = ({ drop, look, big = false }: Props) => {
  const { t } = useTranslation()
  const { claim } = useOwnCoupons()
  if (look === 'yours')
    return (
      <span className={styles.yours} data-big={big || undefined} data-testid="coupon-yours">
        <CheckIcon size={16} />
        {big ? t('coupon.inYours') : t('coupon.yours')}
      </span>
    )
  return (
    <Button
      className={styles.claim ?? ''}
      big={big}
      disabled={look !== 'claim'}
      data-testid="coupon-claim"
      data-look={look}
      onClick={() => claim(drop)}
    >
      {t(look === 'claiming' ? 'coupon.claim' : `coupon.look.${look}`)}
    </Button>
  )
}
