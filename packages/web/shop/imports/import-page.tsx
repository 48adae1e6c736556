// Goods taken in from a table or from another shop, and given out as a table.
import { useTranslation } from 'react-i18next'
import { LeftIcon } from '../../ui/icons.tsx'
import { hrefOf } from '../place.ts'
import page from '../products/product-page.module.css'
import { Way } from '../way.tsx'
import { CsvCard } from './csv-card.tsx'
import { OutsideShopCard } from './outside-shop-card.tsx'

export const ImportPage = () => {
  const { t } = useTranslation()
  return (
    <>
      <div className={page.top}>
        <Way className={page.back} href={hrefOf('products')} aria-label={t('products.all')}>
          <LeftIcon size={20} />
        </Way>
        <h1>{t('imports.title')}</h1>
      </div>
      <div className={page.columns}>
        <CsvCard />
        <OutsideShopCard />
      </div>
    </>
  )
}
