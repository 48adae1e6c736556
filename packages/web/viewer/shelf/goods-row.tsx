// One product in a list: the bag's row on a phone, the column's row when wide.
import type { Launch, ShelfItem } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { Countdown } from '../../ui/countdown.tsx'
import { BoltIcon } from '../../ui/icons.tsx'
import { besideOf, flashMinorOf, isTeaser } from '../../ui/offer.ts'
import { stockView } from '../../ui/stock.ts'
import { useStockText } from '../../ui/stock-bar.tsx'
import { useNow } from '../../ui/use-now.ts'
import { totalsOf } from './card-state.ts'
import styles from './goods-row.module.css'
import { Price } from './price.tsx'

interface Props {
  readonly item: ShelfItem
  /** Not null where the host is showing it: only this one carries a filled Buy. */
  readonly launch: Launch | null
  readonly explained: boolean
  readonly look: 'sheet' | 'column'
  readonly onOpen: () => void
}

export const GoodsRow = ({ item, launch, explained, look, onOpen }: Props) => {
  const { t } = useTranslation()
  const words = useStockText()
  const now = launch !== null
  const at = useNow(launch?.flash != null)
  const flash = flashMinorOf(launch, item.priceMinor, at)
  const { free, stocked } = totalsOf(item)
  const view = stockView(free, stocked)
  const scarce = view.kind !== 'plenty'
  return (
    <div
      className={styles.row}
      data-look={look}
      data-now={now || undefined}
      data-testid="goods-row"
      data-product={item.productId}
    >
      <button type="button" className={styles.picture} aria-label={item.title} tabIndex={-1} onClick={onOpen}>
        {item.imageUrl && <img src={item.imageUrl} alt="" loading="lazy" />}
        <span className={`${styles.number} num`}>{item.number}</span>
      </button>
      <div className={styles.text}>
        <h3>{item.title}</h3>
        <p className={`${styles.facts} num`}>
          {explained && <span className={styles.tag}>{t('product.explainingNow')}</span>}
          {flash !== null && launch?.endsAt != null && (
            <span className={styles.flash} data-testid="row-flash">
              <BoltIcon size={12} />
              {t('flash.row')}
              <Countdown
                until={isTeaser(launch, at) && launch.opensAt !== null ? launch.opensAt : launch.endsAt}
                icon={false}
              />
            </span>
          )}
          <span data-scarce={scarce || undefined} data-testid="stock-text" data-free={free}>
            {flash !== null && launch?.flash
              ? t('flash.left', { count: launch.flash.left })
              : view.soldPercent > 0 || scarce
                ? words(view)
                : t('product.left', { count: free })}
          </span>
        </p>
        {look === 'sheet' && item.sellingPoints[0] && <p className={styles.point}>{item.sellingPoints[0]}</p>}
        <div className={styles.foot}>
          <Price
            minor={flash ?? item.priceMinor}
            beside={besideOf(item, item.priceMinor, flash)}
            currency={item.currency}
            size={look === 'column' ? 'small' : 'card'}
          />
          <Button look={now ? 'accent' : 'soft'} data-testid="row-buy" onClick={onOpen}>
            {view.kind === 'sold-out' ? t('wait.look') : t('product.buy')}
          </Button>
        </div>
      </div>
    </div>
  )
}
