import { useTranslation } from 'react-i18next'
import { isShown, thumbOf } from '../../staff/picture-address.ts'
import { formatMoney, formatNumber } from '../../ui/format.ts'
import { hrefOf } from '../place.ts'
import { Way } from '../way.tsx'
import { figuresOf, type Product } from './figures.ts'
import styles from './products.module.css'

export const ProductRow = ({ product }: { product: Product }) => {
  const { t, i18n } = useTranslation()
  const { id, title, images, currency, onSale, skus } = product
  const { lowestMinor, highestMinor, free, stocked, soldOut, stock } = figuresOf(product)
  const money = (minor: number) => formatMoney(minor, currency, i18n.language)
  const [picture] = images
  return (
    <li>
      <Way
        className={styles.row}
        href={hrefOf('products', id)}
        data-testid="product-row"
        data-product={id}
        data-off={onSale ? undefined : ''}
      >
        <span className={styles.image}>
          {picture !== undefined && isShown(picture) && <img src={thumbOf(picture)} alt="" loading="lazy" />}
        </span>
        <span className={styles.what}>
          <b>{title}</b>
          <small>{id}</small>
        </span>
        <span className={`${styles.price} num`}>
          {lowestMinor === highestMinor ? money(lowestMinor) : `${money(lowestMinor)} – ${money(highestMinor)}`}
          <small>{t('products.skus', { count: skus.length })}</small>
        </span>
        <span className={`${styles.stock} num`}>
          <span>
            <b>{formatNumber(free, i18n.language)}</b>{' '}
            {t('products.ofPieces', { n: formatNumber(stocked, i18n.language) })}
          </span>
          <i className={styles.track} aria-hidden="true" data-stock={stock}>
            <i style={{ transform: `scaleX(${stocked === 0 ? 0 : Math.min(1, free / stocked)})` }} />
          </i>
        </span>
        <span className={styles.marks}>
          {!onSale && <em data-mark="off">{t('products.offSale')}</em>}
          {stock === 'sold-out' && <em data-mark="gone">{t('stock.soldOut')}</em>}
          {stock === 'last' && <em data-mark="last">{t('products.few')}</em>}
          {stock !== 'sold-out' && soldOut > 0 && (
            <em data-mark="part">{t('products.partGone', { count: soldOut, of: skus.length })}</em>
          )}
        </span>
      </Way>
    </li>
  )
}
