// Orders that were paid together, as one thing: each with how it stands, all with what can be done.
import type { Hawker, Order } from '@hawker/sdk'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { formatCountdown, formatMoment, formatMoney } from '../../ui/format.ts'
import { TruckIcon } from '../../ui/icons.tsx'
import { useClock, useNow } from '../../ui/use-now.ts'
import type { Group } from './groups.ts'
import styles from './orders.module.css'
import { holdEndsAt } from './purchase.ts'
import { Refunds } from './refunds.tsx'

const Shipped = ({ shipment }: { shipment: NonNullable<Order['shipment']> }) => {
  const { t } = useTranslation()
  const { carrier, trackingCode, trackingUrl } = shipment
  return (
    <p className={styles.shipped} data-testid="shipment">
      <TruckIcon size={15} />
      <span>
        {carrier}
        {trackingCode && <span className="num"> {trackingCode}</span>}
      </span>
      {trackingUrl !== null && (
        <a href={trackingUrl} target="_blank" rel="noopener noreferrer" data-testid="tracking">
          {t('orders.track')}
        </a>
      )}
    </p>
  )
}

/** How often a hold that is over here is looked at until it is over there. */
const LOOK_AGAIN_MS = 3_000

interface RowProps {
  readonly hawker: Hawker
  readonly order: Order
  readonly onAsk: ((order: Order) => void) | undefined
}

const OrderRow = ({ hawker, order, onAsk }: RowProps) => {
  const { t, i18n } = useTranslation()
  const money = (minor: number) => formatMoney(minor, order.currency, i18n.language, { cents: 'always' })
  // Its part of what was paid together: a total that is not the price says why.
  const parts = [
    order.deliveryMinor ? t('orders.deliveryPart', { amount: money(order.deliveryMinor) }) : null,
    order.discountMinor ? t('orders.couponPart', { amount: money(order.discountMinor) }) : null,
  ].filter((part) => part !== null)
  return (
    <div className={styles.order} data-testid="order" data-state={order.state} data-order={order.id}>
      {order.imageUrl && <img src={order.imageUrl} alt="" />}
      <div>
        <b>{order.title}</b>
        <small className="num">
          {order.skuLabel && `${order.skuLabel} · `}
          {t('checkout.pieces', { count: order.quantity })}
        </small>
        {parts.length > 0 && <small className="num">{parts.join(' · ')}</small>}
        <span className={styles.state} data-state={order.state}>
          {t(`orders.state.${order.state}`)}
        </span>
        {order.turn && !order.auctionId && order.state === 'held' && (
          <span className={styles.state} data-turn="" data-testid="order-turn">
            {t('wait.turnMark')}
          </span>
        )}
        {order.auctionId && (
          <span className={styles.state} data-testid="order-auction">
            {t(order.turn ? 'auction.offerMark' : 'auction.wonMark')}
          </span>
        )}
        {order.refundedMinor > 0 && <Refunds key={order.refundedMinor} order={order} hawker={hawker} />}
        {order.shipment && <Shipped shipment={order.shipment} />}
      </div>
      <div className={styles.side}>
        <b className="num">{money(order.totalMinor)}</b>
        {onAsk && (
          <button type="button" className={styles.cancel} onClick={() => onAsk(order)}>
            {t('ask.title')}
          </button>
        )}
      </div>
    </div>
  )
}

interface Props {
  readonly hawker: Hawker
  readonly group: Group
  readonly onPay: (orders: readonly Order[]) => void
  readonly onCancel: (orders: readonly Order[]) => void
  readonly onAsk: ((order: Order) => void) | undefined
  readonly onOver: () => Promise<void>
}

export const OrderGroup = ({ hawker, group, onPay, onCancel, onAsk, onOver }: Props) => {
  const { t, i18n } = useTranslation()
  const clock = useClock()
  const { orders, held, totalMinor } = group
  const now = useNow(held.length > 0)
  const endsAt = holdEndsAt(held)
  const left = (endsAt ?? now) - now
  const over = held.length > 0 && endsAt !== null && left <= 0
  // The server's clock decides, and may need a moment more.
  useEffect(() => {
    if (!over) return
    void onOver()
    const timer = window.setInterval(() => void onOver(), LOOK_AGAIN_MS)
    return () => window.clearInterval(timer)
  }, [over, onOver])
  const first = orders[0]!
  return (
    <li className={styles.group} data-testid="order-group" data-group={group.id}>
      <p className={`${styles.head} num`}>
        <span>{formatMoment(first.placedAt, clock.now(), i18n.language)}</span>
        {orders.length > 1 && (
          <span>
            {t('orders.together', {
              count: orders.length,
              total: formatMoney(totalMinor, first.currency, i18n.language, { cents: 'always' }),
            })}
          </span>
        )}
      </p>
      {orders.map((order) => (
        <OrderRow key={order.id} hawker={hawker} order={order} onAsk={onAsk} />
      ))}
      {held.length > 0 && (
        <footer className={styles.acts}>
          <span className="num">
            {over ? t('countdown.checking') : endsAt !== null && t('orders.heldFor', { left: formatCountdown(left) })}
          </span>
          <button type="button" className={styles.cancel} data-testid="order-cancel" onClick={() => onCancel(held)}>
            {t('orders.cancel')}
          </button>
          <Button data-testid="order-pay" onClick={() => onPay(held)}>
            {t('orders.goOn')}
          </Button>
        </footer>
      )}
    </li>
  )
}
