// What a dropped coupon promises, before somebody takes it.
import type { CouponDrop } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { Countdown } from '../../ui/countdown.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { CloseIcon } from '../../ui/icons.tsx'
import { useRoomState } from '../../ui/live-room.ts'
import { Sheet, SheetHead } from '../../ui/sheet.tsx'
import { useNow } from '../../ui/use-now.ts'
import { useSheets } from '../room/sheets.ts'
import { ClaimButton } from './claim-button.tsx'
import styles from './coupons-sheet.module.css'
import { useOwnCoupons } from './own-coupons.tsx'
import { lookOf } from './tile.ts'
import { useCouponWords } from './use-coupon-words.ts'

export const DropSheet = ({ drop: opened, onClosed }: { drop: CouponDrop; onClosed: () => void }) => {
  const { t } = useTranslation()
  const sheets = useSheets()
  const words = useCouponWords()
  const now = useNow()
  const { mine } = useOwnCoupons()
  const drop = useRoomState((state) => state.drops.find(({ id }) => id === opened.id)) ?? opened
  const over = useRoomState((state) => state.closedDrops.find(({ dropId }) => dropId === opened.id)?.reason ?? null)
  const look = lookOf(drop, mine, now, over)
  const { terms } = drop
  return (
    <Sheet label={terms.title} onClosed={onClosed} testId="drop-sheet">
      {(close) => (
        <>
          <SheetHead title={terms.title}>
            <IconButton look="plain" label={t('common.close')} onClick={close}>
              <CloseIcon />
            </IconButton>
          </SheetHead>
          <div className={styles.drop}>
            <p className={styles.figure}>
              <b className="num">{words.off(terms)}</b>
              {over === null && (
                <span>
                  <span className="num">{t('coupon.leftOf', { count: drop.left, quantity: drop.quantity })}</span>
                  <Countdown until={drop.endsAt} />
                </span>
              )}
            </p>
            <ul className={styles.terms}>
              {words.terms(terms).map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </div>
          <div className={styles.foot}>
            <ClaimButton drop={drop} look={look} big />
            {look === 'yours' && (
              <button
                type="button"
                className={styles.link}
                data-testid="coupons"
                onClick={() => sheets.swap({ kind: 'coupons' })}
              >
                {t('coupon.mine')}
              </button>
            )}
          </div>
        </>
      )}
    </Sheet>
  )
}
