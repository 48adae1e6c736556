import type { Order } from '@hawker/sdk'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { formatCountdown } from '../../ui/format.ts'
import { LockIcon } from '../../ui/icons.tsx'
import { useNow } from '../../ui/use-now.ts'
import styles from './checkout-sheet.module.css'

/** How long the pieces are kept, on the server's clock. At zero only the server says that it is over. */
export const HoldTimer = ({ order, onOver }: { order: Order; onOver: () => void }) => {
  const { t } = useTranslation()
  const now = useNow()
  const left = (order.holdEndsAt ?? now) - now
  const over = left <= 0
  useEffect(() => {
    if (over) onOver()
  }, [over, onOver])
  if (order.holdEndsAt === null) return null
  return (
    <div className={styles.hold}>
      <LockIcon size={16} />
      <span>{t('checkout.held', { count: order.quantity, title: order.title })}</span>
      <b className="num" role="timer" data-testid="hold-timer">
        {over ? t('countdown.checking') : formatCountdown(left)}
      </b>
    </div>
  )
}
