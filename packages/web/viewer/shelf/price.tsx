import { useTranslation } from 'react-i18next'
import { formatMoney } from '../../ui/format.ts'
import type { Beside } from '../../ui/offer.ts'
import styles from './price.module.css'

interface Props {
  readonly minor: number
  readonly beside: Beside | null
  readonly currency: string
  readonly size?: 'small' | 'card' | 'page'
}

export const Price = ({ minor, beside, currency, size = 'card' }: Props) => {
  const { t, i18n } = useTranslation()
  const show = (amount: number) => formatMoney(amount, currency, i18n.language)
  return (
    <span className={`${styles.price} num`} data-size={size} data-testid="shown-price">
      {show(minor)}
      {beside?.charged && (
        <s>
          <span className="sr-only">{t('prices.before')} </span>
          {show(beside.minor)}
        </s>
      )}
      {beside && !beside.charged && (
        <small data-testid="recommended">{t('common.recommended', { price: show(beside.minor) })}</small>
      )}
    </span>
  )
}
