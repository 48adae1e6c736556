// Below the list price while it is typed: whether viewers will see it struck out, and why not.
import { useTranslation } from 'react-i18next'
import { formatMoney } from '../../ui/format.ts'
import type { Product } from './figures.ts'
import { listPriceLook } from './list-price.ts'
import styles from './prices.module.css'
import { usePrices } from './use-product.ts'

/** More variants than this are only counted. */
const NAMED = 3

export const ListPriceHint = ({ typed, product }: { typed: string; product: Product }) => {
  const { t, i18n } = useTranslation()
  const { data } = usePrices(product.id)
  const seen = data && listPriceLook(typed, product, data.prices)
  if (!seen) return null
  const said = () => {
    if (seen.look !== 'recommended') return t(`products.listLook.${seen.look}`)
    const price = t('common.recommended', { price: formatMoney(seen.minor, product.currency, i18n.language) })
    if (product.skus.length === 1) return t('products.listLook.never', { price })
    if (seen.never.length > NAMED) return t('products.listLook.neverMany', { price, count: seen.never.length })
    return t('products.listLook.neverOf', { price, names: seen.never.join(t('products.listLook.and')) })
  }
  return (
    <span className={styles.hint} data-testid="list-price-look" data-look={seen.look}>
      {said()}
    </span>
  )
}
