import type { Order } from '@hawker/sdk'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { formatCountdown } from '../../ui/format.ts'
import { LockIcon } from '../../ui/icons.tsx'
import { useNow } from '../../ui/use-now.ts'
import styles from './checkout-sheet.module.css'
import { holdEndsAt } from './purchase.ts'

/** How often the server is asked whether it is over. */
const ASK_AGAIN_MS = 3000

/** How long the pieces are kept, on the server's clock. At zero only the server says that it is over. */
export const HoldTimer = ({ orders, onOver }: { orders: readonly Order[]; onOver: () => void }) => {
  const { t } = useTranslation()
  const now = useNow()
  const endsAt = holdEndsAt(orders)
  const left = (endsAt ?? now) - now
  const over = left <= 0
  useEffect(() => {
    if (!over) return
    onOver()
    const timer = window.setInterval(onOver, ASK_AGAIN_MS)
    return () => window.clearInterval(timer)
  }, [over, onOver])
  const [first] = orders
  if (endsAt === null || !first) return null
  return (
    <div className={styles.hold}>
      <LockIcon size={16} />
      <span>
        {orders.length > 1
          ? t('checkout.heldMany', { count: orders.length })
          : t('checkout.held', { count: first.quantity, title: first.title })}
      </span>
      <b className="num" role="timer" data-testid="hold-timer">
        {over ? t('countdown.checking') : formatCountdown(left)}
      </b>
    </div>
  )
}
