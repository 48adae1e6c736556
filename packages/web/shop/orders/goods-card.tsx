import { useTranslation } from 'react-i18next'
import { isShown, thumbOf } from '../../staff/picture-address.ts'
import { formatMoney } from '../../ui/format.ts'
import { hrefOf } from '../place.ts'
import { Way } from '../way.tsx'
import styles from './order-page.module.css'
import { StateTag } from './state-tag.tsx'
import type { ShopOrder } from './use-orders.ts'

const Line = ({ order, mate }: { order: ShopOrder; mate: boolean }) => {
  const { i18n } = useTranslation()
  const { imageUrl, title, skuLabel, skuId, quantity, unitPriceMinor, currency, state } = order
  const money = (minor: number) => formatMoney(minor, currency, i18n.language)
  return (
    <li data-testid="order-line" data-order={order.id}>
      <span className={styles.image}>
        {imageUrl !== null && isShown(imageUrl) && <img src={thumbOf(imageUrl)} alt="" loading="lazy" />}
      </span>
      <span className={styles.what}>
        <b>{mate ? <Way href={hrefOf('orders', order.id)}>{title}</Way> : title}</b>
        <small>{[skuLabel, skuId].filter(Boolean).join(' · ')}</small>
      </span>
      {mate && <StateTag state={state} />}
      <span className={`${styles.sum} num`}>
        <b>
          {quantity} × {money(unitPriceMinor)}
        </b>
      </span>
    </li>
  )
}

export const GoodsCard = ({ order, mates }: { order: ShopOrder; mates: readonly ShopOrder[] }) => {
  const { t } = useTranslation()
  return (
    <section className={styles.card}>
      <h2>{t('orders.goods')}</h2>
      <ul className={styles.lines}>
        <Line order={order} mate={false} />
      </ul>
      {mates.length > 0 && (
        <>
          <h3>{t('orders.mates', { count: mates.length })}</h3>
          <ul className={styles.lines}>
            {mates.map((mate) => (
              <Line key={mate.id} order={mate} mate />
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
