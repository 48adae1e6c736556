// Every part of the total, as the server worked it out. What a thing costs at other times is what was shown with it.
import type { Basket, Order } from '@hawker/sdk'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { formatMoney } from '../../ui/format.ts'
import styles from './checkout-sheet.module.css'
import type { Wanted } from './purchase.ts'
import { goodsMinorOf } from './terms.ts'

type Priced = Pick<Order, 'id' | 'productId' | 'unitPriceMinor' | 'quantity' | 'currency' | 'totalMinor'>

interface Props {
  readonly orders: readonly Priced[]
  readonly basket: Basket | null
  /** As it was shown, by the order's id. */
  readonly shown: ReadonlyMap<string, Wanted>
  /** New prices are on their way: those shown may change. */
  readonly asking: boolean
}

export const PriceLines = ({ orders, basket, shown, asking }: Props) => {
  const { t, i18n } = useTranslation()
  const currency = orders[0]?.currency ?? 'USD'
  const money = (minor: number) => formatMoney(minor, currency, i18n.language, { cents: 'always' })
  const less = (minor: number) => `−${money(minor)}`
  const savedBy = (flash: boolean) =>
    orders.reduce((sum, { id, unitPriceMinor, quantity }) => {
      const was = shown.get(id)
      if (!was || was.flash !== flash || was.listMinor === null || was.listMinor <= unitPriceMinor) return sum
      return sum + (was.listMinor - unitPriceMinor) * quantity
    }, 0)
  const goods = basket?.prices.goodsMinor ?? goodsMinorOf(orders)
  const saved = { live: savedBy(false), flash: savedBy(true) }
  const all = saved.live + saved.flash
  const prices = basket?.prices
  const total = prices?.totalMinor ?? orders.reduce((sum, { totalMinor }) => sum + totalMinor, 0)
  const rows: [id: string, name: string, value: string, saves: boolean][] = [
    ['goods', all > 0 ? t('product.listPrice') : t('checkout.price'), money(goods + all), false],
  ]
  if (saved.live > 0) rows.push(['live', t('product.livePrice'), less(saved.live), true])
  if (saved.flash > 0) rows.push(['flash', t('checkout.flashPrice'), less(saved.flash), true])
  if (prices && prices.discountMinor > 0)
    rows.push(['coupon', basket?.coupon?.title ?? t('couponChoice.title'), less(prices.discountMinor), true])
  if (prices && basket?.delivery)
    rows.push([
      'delivery',
      t('delivery.title'),
      prices.deliveryMinor === 0 ? t('delivery.free') : money(prices.deliveryMinor),
      false,
    ])
  return (
    <dl className={`${styles.sum} num`} aria-busy={asking} data-asking={asking || undefined}>
      {rows.map(([id, name, value, saves]) => (
        <Fragment key={id}>
          <dt>{name}</dt>
          <dd data-less={saves || undefined} data-testid={`price-${id}`}>
            {value}
          </dd>
        </Fragment>
      ))}
      <dt className={styles.total}>{t('checkout.total')}</dt>
      <dd className={styles.total} aria-live="polite" data-testid="checkout-total">
        {money(total)}
      </dd>
    </dl>
  )
}
