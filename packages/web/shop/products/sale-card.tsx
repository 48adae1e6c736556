import { Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import card from '../card.module.css'
import type { Product } from './figures.ts'
import styles from './product-page.module.css'
import { useChange } from './use-product.ts'

/** On or off sale, at once: rooms are told, and a product that is shown is retracted. */
export const SaleCard = ({ product, mayWrite }: { product: Product; mayWrite: boolean }) => {
  const { t } = useTranslation()
  const change = useChange(product.id, (catalogue, onSale: boolean) => catalogue.change(product.id, { onSale }))
  const onSale = change.isPending ? change.variables : product.onSale
  return (
    <section className={`${card.card} ${styles.sale}`}>
      <Switch
        checked={onSale}
        disabled={!mayWrite || change.isPending}
        label={t(onSale ? 'products.onSale' : 'products.offSale')}
        onChange={(event) => change.mutate(event.currentTarget.checked)}
        data-testid="product-sale"
      />
      <p className={`quiet ${card.note}`}>{t(onSale ? 'products.onSaleWhy' : 'products.offSaleWhy')}</p>
      <RefusalNote error={change.error} />
    </section>
  )
}
