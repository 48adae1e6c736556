import { useTranslation } from 'react-i18next'
import { isShown, thumbOf } from '../../staff/picture-address.ts'
import { formatMoment, formatMoney } from '../../ui/format.ts'
import { useClock } from '../../ui/use-now.ts'
import { hrefOf } from '../place.ts'
import section from '../section.module.css'
import { Way } from '../way.tsx'
import styles from './orders.module.css'
import { StateTag } from './state-tag.tsx'
import type { ShopOrder } from './use-orders.ts'

interface Props {
  readonly order: ShopOrder
  /** The one above it in the list. */
  readonly before: ShopOrder | undefined
  readonly showsState: boolean
}

export const OrderRow = ({ order, before, showsState }: Props) => {
  const { t, i18n } = useTranslation()
  const clock = useClock()
  const { id, imageUrl, title, skuLabel, quantity, buyerName, address, deliveryName, placedAt, paidAt } = order
  const { state, shipment, totalMinor, refundedMinor, currency, test } = order
  // What was paid together goes into one parcel, most likely: it stands together too.
  const joined = order.basketId !== undefined && order.basketId === before?.basketId
  const money = (minor: number) => formatMoney(minor, currency, i18n.language)
  const where = address ? [address.city, address.country].join(', ') : t('orders.nothingSent')
  return (
    <li className={styles.item} data-joined={joined || undefined}>
      <Way
        className={styles.row}
        href={hrefOf('orders', id)}
        data-testid="order-row"
        data-order={id}
        data-state={state}
      >
        <span className={styles.image}>
          {imageUrl !== null && isShown(imageUrl) && <img src={thumbOf(imageUrl)} alt="" loading="lazy" />}
        </span>
        <span className={styles.what}>
          <b>
            {quantity} × {title}
            {skuLabel && `, ${skuLabel}`}
          </b>
          <small className="num">{formatMoment(paidAt ?? placedAt, clock.now(), i18n.language)}</small>
        </span>
        <span className={styles.who}>
          <b>{buyerName}</b>
          <small>{[where, deliveryName].filter(Boolean).join(' · ')}</small>
        </span>
        <span className={styles.marks}>
          {showsState && <StateTag state={state} />}
          {test && <em className={section.tag}>{t('orders.test')}</em>}
          {joined && <em className={section.tag}>{t('orders.together')}</em>}
          {shipment && <small>{[shipment.carrier, shipment.trackingCode].filter(Boolean).join(' ')}</small>}
        </span>
        <span className={`${styles.sum} num`}>
          <b>{money(totalMinor)}</b>
          {refundedMinor > 0 && <small>{t('orders.back', { amount: money(refundedMinor) })}</small>}
        </span>
      </Way>
    </li>
  )
}
