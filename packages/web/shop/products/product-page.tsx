// One product: what is said of it, its pictures, its SKUs, and what it ever cost.
import { useTranslation } from 'react-i18next'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { useMay } from '../../staff/session/you.ts'
import { LeftIcon } from '../../ui/icons.tsx'
import { hrefOf } from '../place.ts'
import { Way } from '../way.tsx'
import { FactsCard } from './facts-card.tsx'
import { PicturesCard } from './pictures-card.tsx'
import { PricesCard } from './prices-card.tsx'
import styles from './product-page.module.css'
import { SaleCard } from './sale-card.tsx'
import { SkusCard } from './skus-card.tsx'
import { useProduct } from './use-product.ts'

export const ProductPage = ({ id }: { id: string }) => {
  const { t } = useTranslation()
  const mayWrite = useMay('catalogue.write')
  const { data: product, error, isPending } = useProduct(id)
  return (
    <>
      <div className={styles.top}>
        <Way className={styles.back} href={hrefOf('products')} aria-label={t('products.all')}>
          <LeftIcon size={20} />
        </Way>
        <h1>{product?.title ?? id}</h1>
        {product && <span className="quiet">{product.id}</span>}
      </div>
      {isPending && <p className="quiet">{t('common.loading')}</p>}
      {!product && <RefusalNote error={error} />}
      {product && (
        <div className={styles.columns} data-testid="product-page" data-product={product.id}>
          <div className={styles.column}>
            <SkusCard product={product} mayWrite={mayWrite} />
            <FactsCard product={product} mayWrite={mayWrite} />
          </div>
          <div className={styles.column}>
            <SaleCard product={product} mayWrite={mayWrite} />
            <PicturesCard product={product} mayWrite={mayWrite} />
            <PricesCard product={product} />
          </div>
        </div>
      )}
    </>
  )
}
