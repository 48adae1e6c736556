import { useTranslation } from 'react-i18next'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { useRoomOrders } from '../../staff/room/polls.ts'
import { formatMoment, formatMoney, formatNumber } from '../../ui/format.ts'
import { useClock } from '../../ui/use-now.ts'
import styles from './orders.module.css'

export const Orders = () => {
  const { t, i18n } = useTranslation()
  const clock = useClock()
  const { data, error, isPending } = useRoomOrders()
  if (isPending) return <p className={styles.empty}>{t('common.loading')}</p>
  if (!data) return <RefusalNote error={error} />
  const { totals, orders } = data
  const money = (minor: number, currency: string) => formatMoney(minor, currency, i18n.language)
  return (
    <>
      <dl className={styles.totals} data-testid="console-orders-totals">
        <div>
          <dt>{t('console.placed')}</dt>
          <dd>{formatNumber(totals.placed, i18n.language)}</dd>
        </div>
        <div>
          <dt>{t('console.paid')}</dt>
          <dd>{formatNumber(totals.paid, i18n.language)}</dd>
        </div>
        <div>
          <dt>{t('console.revenue')}</dt>
          <dd>{totals.currency === null ? '0' : money(totals.revenueMinor, totals.currency)}</dd>
        </div>
      </dl>
      <div className={styles.list}>
        {orders.length === 0 && <p className={styles.empty}>{t('console.noOrders')}</p>}
        {orders.map((order) => (
          <div
            key={order.id}
            className={styles.row}
            data-testid="console-orders-row"
            data-order={order.id}
            data-state={order.state}
          >
            <div className={styles.image}>{order.imageUrl && <img src={order.imageUrl} alt="" loading="lazy" />}</div>
            <div className={styles.what}>
              <b>{order.buyerName}</b>
              <small>
                {order.quantity} × {order.title}
                {order.skuLabel && `, ${order.skuLabel}`}
              </small>
            </div>
            <div className={styles.sum}>
              <b>{money(order.totalMinor, order.currency)}</b>
              <small>
                <span data-state={order.state}>{t(`console.order.${order.state}`)}</span>{' '}
                {formatMoment(order.placedAt, clock.now(), i18n.language)}
              </small>
            </div>
          </div>
        ))}
      </div>
    </>
  )
}
