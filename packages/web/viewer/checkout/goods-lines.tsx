// What is bought, line by line; a line that was refused says why, beside those that are held.
import type { Order } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { formatMoney } from '../../ui/format.ts'
import { CheckIcon, WarningIcon } from '../../ui/icons.tsx'
import { useRefusalText } from '../room/use-refusal-text.ts'
import styles from './checkout-sheet.module.css'
import { type Line, refusalOf, type Wanted } from './purchase.ts'

interface Goods {
  readonly title: string
  readonly skuLabel: string
  readonly imageUrl: string | null
  readonly quantity: number
  readonly currency: string
}

const GoodsLine = ({ goods, minor }: { goods: Goods; minor: number }) => {
  const { t, i18n } = useTranslation()
  return (
    <>
      {goods.imageUrl && <img src={goods.imageUrl} alt="" />}
      <div>
        {goods.title}
        <small className="num">
          {goods.skuLabel && `${goods.skuLabel} · `}
          {t('checkout.pieces', { count: goods.quantity })}
        </small>
      </div>
      <b className="num">{formatMoney(minor, goods.currency, i18n.language, { cents: 'always' })}</b>
    </>
  )
}

export const OrderLines = ({ orders }: { orders: readonly Order[] }) => (
  <>
    {orders.map((order) => (
      <div key={order.id} className={styles.goods} data-testid="checkout-line" data-state={order.state}>
        <GoodsLine goods={order} minor={order.unitPriceMinor * order.quantity} />
      </div>
    ))}
  </>
)

interface WantedProps {
  readonly lines: readonly Line[]
  /** What it costs now, where the server said that the price has changed. */
  readonly priceOf: (wanted: Wanted) => Pick<Wanted, 'unitMinor' | 'listMinor' | 'flash'> | null
  readonly onAgain: (wanted: Wanted) => void
}

export const WantedLines = ({ lines, priceOf, onAgain }: WantedProps) => {
  const { t, i18n } = useTranslation()
  const text = useRefusalText()
  return (
    <>
      {lines.map((line) => {
        const { wanted } = line
        const refusal = refusalOf(line)
        const now = refusal?.refused === 'price-changed' ? priceOf(wanted) : null
        const price = now?.unitMinor === wanted.unitMinor ? null : now
        const money = (minor: number) => formatMoney(minor, wanted.currency, i18n.language, { cents: 'always' })
        const held = refusal === null && typeof line.answer !== 'string'
        return (
          <div
            key={wanted.id}
            className={styles.goods}
            data-refused={refusal?.refused}
            data-testid="checkout-line"
            data-state={held ? 'held' : refusal ? 'refused' : 'asked'}
          >
            <GoodsLine goods={wanted} minor={wanted.unitMinor * wanted.quantity} />
            {refusal && (lines.length > 1 || price !== null) && (
              <p className={styles.refused} role="alert">
                <WarningIcon size={14} />
                <span>{text(refusal)}</span>
                {price && (
                  <Button
                    look="soft"
                    className="num"
                    data-testid="take-new-price"
                    onClick={() => onAgain({ ...wanted, ...price })}
                  >
                    {t('checkout.takeNewPrice', { price: money(price.unitMinor * wanted.quantity) })}
                  </Button>
                )}
              </p>
            )}
            {held && lines.length > 1 && (
              <p className={styles.refused} data-held="">
                <CheckIcon size={14} />
                {t('checkout.lineHeld')}
              </p>
            )}
          </div>
        )
      })}
    </>
  )
}
