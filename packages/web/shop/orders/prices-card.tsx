import { useTranslation } from 'react-i18next'
import { formatMoney } from '../../ui/format.ts'
import styles from './order-page.module.css'
import { sumsOf } from './sums.ts'
import type { ShopOrder } from './use-orders.ts'

const howPaid = ({ paidAt, totalMinor, test }: ShopOrder): string => {
  if (paidAt === null) return 'orders.notPaid'
  if (totalMinor === 0) return 'orders.paidNothing'
  return test ? 'orders.paidTest' : 'orders.paidReal'
}

/** `orders`: this one first, then what was paid with it. */
export const PricesCard = ({ orders }: { orders: readonly ShopOrder[] }) => {
  const { t, i18n } = useTranslation()
  const [order] = orders
  if (!order) return null
  const money = (minor: number) => formatMoney(minor, order.currency, i18n.language, { cents: 'always' })
  const own = sumsOf([order])
  const all = orders.length > 1 ? sumsOf(orders) : null
  const line = (word: string, of: keyof typeof own, sign = '') => (
    <tr data-line={of}>
      <th scope="row">{word}</th>
      <td>{`${own[of] === 0 ? '' : sign}${money(own[of])}`}</td>
      {all && <td>{`${all[of] === 0 ? '' : sign}${money(all[of])}`}</td>}
    </tr>
  )
  const sums = all ?? own
  return (
    <section className={styles.card}>
      <h2>{t('orders.prices')}</h2>
      <table className={`${styles.prices} num`} data-testid="order-prices">
        {all && (
          <thead>
            <tr>
              <td />
              <th scope="col">{t('orders.thisOne')}</th>
              <th scope="col">{t('orders.allOfIt')}</th>
            </tr>
          </thead>
        )}
        <tbody>
          {line(t('orders.price.goods'), 'goods')}
          {sums.discount > 0 && line(t('orders.price.discount'), 'discount', '−')}
          {(sums.delivery > 0 || order.deliveryName !== null) &&
            line(order.deliveryName ?? t('orders.price.delivery'), 'delivery')}
          {line(t('orders.price.total'), 'total')}
          {sums.refunded > 0 && line(t('orders.price.refunded'), 'refunded', '−')}
        </tbody>
      </table>
      <p className={styles.note}>{t(howPaid(order))}</p>
    </section>
  )
}
