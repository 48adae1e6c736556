// What a product ever cost, and what a reduction may be measured by (N13).
import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { formatMoment, formatMoney } from '../../ui/format.ts'
import { BoltIcon, WarningIcon } from '../../ui/icons.tsx'
import card from '../card.module.css'
import type { Product } from './figures.ts'
import { priceLine, pricesOf } from './price-line.ts'
import styles from './prices.module.css'
import { TimedOffers } from './timed-offers.tsx'
import { usePrices } from './use-product.ts'

const FRAME = { width: 320, height: 72 }
const SHOWN = 6

export const PricesCard = ({ product }: { product: Product }) => {
  const { t, i18n } = useTranslation()
  const [chosen, setChosen] = useState<string | null>(null)
  const [all, setAll] = useState(false)
  const { data, error } = usePrices(product.id)
  // Unless one is chosen: the SKU that had another price last.
  const wanted = chosen ?? data?.prices.find(({ until }) => until !== null)?.skuId
  const sku = product.skus.find(({ id }) => id === wanted) ?? product.skus[0]
  const now = Date.now()
  const money = (minor: number) => formatMoney(minor, product.currency, i18n.language)
  const own = data && sku ? pricesOf(data.prices, sku.id) : []
  const line = priceLine(own, now, FRAME)
  const lowest = sku && data?.lowestOf30Days[sku.id]
  const shown = all ? own : own.slice(-SHOWN)
  return (
    <section className={card.card} data-testid="prices">
      <h2>{t('products.prices')}</h2>
      <RefusalNote error={error} />
      <div className={card.fields}>
        {data?.listPrice && !data.listPrice.everCharged && (
          <p className={styles.warning} role="note" data-testid="never-charged">
            <WarningIcon size={18} />
            <span>{t('products.neverCharged', { price: money(data.listPrice.priceMinor) })}</span>
          </p>
        )}
        {product.skus.length > 1 && (
          <NativeSelect
            aria-label={t('product.variant')}
            value={sku?.id ?? ''}
            onChange={(event) => setChosen(event.currentTarget.value)}
            data={product.skus.map(({ id, label }) => ({ value: id, label: label || id }))}
          />
        )}
        {line && (
          <figure className={styles.chart}>
            <svg viewBox={`-4 -6 ${FRAME.width + 8} ${FRAME.height + 12}`} aria-hidden="true">
              <path d={line.price} />
              <path d={line.flash} data-flash="" />
            </svg>
            <figcaption className="num">
              <span>{formatMoment(line.from, now, i18n.language)}</span>
              <span>{t('products.now')}</span>
            </figcaption>
          </figure>
        )}
        {lowest !== undefined && (
          <p className={styles.lowest}>
            {t('products.lowest')} <b className="num">{money(lowest)}</b>
          </p>
        )}
        <ol className={`${styles.list} num`}>
          {shown.toReversed().map((price) => (
            <li key={`${price.from} ${price.kind} ${price.priceMinor}`} data-testid="price">
              <b>{money(price.priceMinor)}</b>
              {price.kind === 'flash' && (
                <em>
                  <BoltIcon size={12} />
                  {t('products.flash')}
                </em>
              )}
              <small>
                {formatMoment(price.from, now, i18n.language)}
                {' – '}
                {price.until === null ? t('products.now') : formatMoment(price.until, now, i18n.language)}
              </small>
            </li>
          ))}
        </ol>
        {own.length > SHOWN && (
          <button type="button" className="pill" onClick={() => setAll(!all)}>
            {t(all ? 'products.fewerPrices' : 'products.allPrices', { count: own.length })}
          </button>
        )}
        <TimedOffers product={product} />
      </div>
    </section>
  )
}
