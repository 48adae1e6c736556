import { Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import card from '../card.module.css'
import type { Product } from './figures.ts'
import styles from './product-page.module.css'
import { useChange } from './use-product.ts'

type Flags = Partial<Pick<Product, 'onSale' | 'ships'>>

/** What holds at once: on sale or not, which rooms are told of, and whether it is sent to its buyer. */
export const SaleCard = ({ product, mayWrite }: { product: Product; mayWrite: boolean }) => {
  const { t } = useTranslation()
  const change = useChange(product.id, (catalogue, flags: Flags) => catalogue.change(product.id, flags))
  const { onSale, ships } = { ...product, ...(change.isPending ? change.variables : {}) }
  const disabled = !mayWrite || change.isPending
  return (
    <section className={`${card.card} ${styles.sale}`}>
      <Switch
        checked={onSale}
        disabled={disabled}
        label={t(onSale ? 'products.onSale' : 'products.offSale')}
        onChange={(event) => change.mutate({ onSale: event.currentTarget.checked })}
        data-testid="product-sale"
      />
      <p className={`quiet ${card.note}`}>{t(onSale ? 'products.onSaleWhy' : 'products.offSaleWhy')}</p>
      <Switch
        checked={ships}
        disabled={disabled}
        label={t('products.ships')}
        onChange={(event) => change.mutate({ ships: event.currentTarget.checked })}
        data-testid="product-ships"
      />
      <p className={`quiet ${card.note}`}>{t('products.shipsWhy')}</p>
      <RefusalNote error={change.error} />
    </section>
  )
}
