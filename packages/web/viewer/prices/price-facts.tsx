// Below a price that is compared with another: what it may be measured by, and the way to all of it.
import type { ShelfItem, Sku } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { formatMoney } from '../../ui/format.ts'
import { RightIcon } from '../../ui/icons.tsx'
import { useSheets } from '../room/sheets.ts'
import styles from './price-facts.module.css'
import { usePrices } from './use-past.ts'

interface Props {
  readonly item: ShelfItem
  readonly sku: Sku
  /** A struck price or a clock stands beside it. */
  readonly compared: boolean
  /** Of the launch, if there is one: its price may be another. */
  readonly launchId: string | undefined
}

export const PriceFacts = ({ item, sku, compared, launchId }: Props) => {
  const { t, i18n } = useTranslation()
  const sheets = useSheets()
  const { prices } = usePrices(compared ? item.productId : null, `${sku.priceMinor} ${launchId}`)
  const lowest = typeof prices === 'string' ? undefined : prices.lowestOf30Days[sku.id]
  return (
    <p className={`${styles.facts} num`}>
      {compared && lowest !== undefined && (
        <span data-testid="lowest-price">
          {t('prices.lowest', { price: formatMoney(lowest, item.currency, i18n.language) })}
        </span>
      )}
      <button
        type="button"
        data-testid="price-history-open"
        onClick={() => sheets.open({ kind: 'prices', productId: item.productId })}
      >
        {t('prices.history')}
        <RightIcon size={13} />
      </button>
    </p>
  )
}
