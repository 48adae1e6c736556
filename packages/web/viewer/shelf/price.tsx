import { useTranslation } from 'react-i18next'
import { formatMoney } from '../../ui/format.ts'
import styles from './price.module.css'

interface Props {
  readonly minor: number
  readonly listMinor: number | null
  readonly currency: string
  readonly size?: 'small' | 'card' | 'page'
}

export const Price = ({ minor, listMinor, currency, size = 'card' }: Props) => {
  const { t, i18n } = useTranslation()
  const show = (amount: number) => formatMoney(amount, currency, i18n.language)
  return (
    <span className={`${styles.price} num`} data-size={size}>
      {show(minor)}
      {listMinor !== null && listMinor > minor && (
        <s>
          <span className="sr-only">{t('product.listPrice')} </span>
          {show(listMinor)}
        </s>
      )}
    </span>
  )
}
