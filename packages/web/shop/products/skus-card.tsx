// The SKUs of a product that is there: prices changed in place, pieces put in and taken out, one more added.
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatNumber } from '../../ui/format.ts'
import { PlusIcon } from '../../ui/icons.tsx'
import card from '../card.module.css'
import { SKUS_MAX } from '../limits.ts'
import { AddSku } from './add-sku.tsx'
import { figuresOf, type Product } from './figures.ts'
import { SkuLine } from './sku-line.tsx'
import styles from './skus.module.css'

export const SkusCard = ({ product, mayWrite }: { product: Product; mayWrite: boolean }) => {
  const { t, i18n } = useTranslation()
  const [adding, setAdding] = useState(false)
  const { free, stocked } = figuresOf(product)
  const number = (value: number) => formatNumber(value, i18n.language)
  return (
    <section className={card.card}>
      <div className={card.head}>
        <h2>{t('product.variants')}</h2>
        <span className="quiet num">{t('products.leftOf', { free: number(free), stocked: number(stocked) })}</span>
      </div>
      <div className={styles.heads} aria-hidden="true">
        <span>{t('product.variant')}</span>
        <span>{t('product.price')}</span>
        <span>{t('product.pieces')}</span>
        <span>{mayWrite && t('products.restock')}</span>
      </div>
      <ul className={styles.lines}>
        {product.skus.map((sku) => (
          <SkuLine key={sku.id} product={product} sku={sku} mayWrite={mayWrite} />
        ))}
      </ul>
      {adding && <AddSku product={product} onClose={() => setAdding(false)} />}
      {mayWrite && !adding && product.skus.length < SKUS_MAX && (
        <Button
          variant="subtle"
          leftSection={<PlusIcon size={15} />}
          onClick={() => setAdding(true)}
          data-testid="sku-add"
        >
          {t('product.addVariant')}
        </Button>
      )}
      <p className={`quiet ${card.note}`}>{t('products.piecesWhy')}</p>
    </section>
  )
}
