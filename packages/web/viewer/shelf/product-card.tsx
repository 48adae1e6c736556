// The product the host is showing: a card in the phone's lower right, over the picture's lower left when wide.
import type { ShelfItem } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { Countdown } from '../../ui/countdown.tsx'
import { StockBar } from '../../ui/stock-bar.tsx'
import { useNow } from '../../ui/use-now.ts'
import { useSheets } from '../room/sheets.ts'
import { type CardState, type CardTurn, offerOf, totalsOf } from './card-state.ts'
import { Price } from './price.tsx'
import styles from './product-card.module.css'

interface Props {
  readonly card: CardState
  readonly turn: (turn: CardTurn) => void
}

const Picture = ({ item }: { item: ShelfItem }) => (
  <span className={styles.picture}>
    {item.imageUrl && <img className={styles.light} src={item.imageUrl} alt="" />}
    {item.imageUrl && <img src={item.imageUrl} alt="" />}
    <span className={`${styles.number} num`}>{item.number}</span>
  </span>
)

const EndedLine = ({ card }: { card: Extract<CardState, { name: 'ended' }> }) => {
  const { t } = useTranslation()
  return <p className={styles.ended}>{t(`card.ended.${card.reason}`)}</p>
}

export const ProductCard = ({ card, turn }: Props) => {
  const { t } = useTranslation()
  const sheets = useSheets()
  const endsAt = card.name === 'card' ? card.launch.endsAt : null
  const now = useNow(endsAt !== null)
  if (card.name === 'empty') return null

  const { item, launch } = card
  const look = () => {
    turn({ type: 'touch' })
    sheets.open({ kind: 'product', productId: item.productId })
  }

  if (card.name === 'chip')
    return (
      <button
        type="button"
        className={styles.chip}
        data-testid="product-chip"
        data-product={item.productId}
        aria-label={t('card.show', { title: item.title })}
        onClick={() => turn({ type: 'touch' })}
      >
        {item.imageUrl && <img src={item.imageUrl} alt="" />}
        <span className="num">{t('card.number', { number: item.number })}</span>
        <Price minor={item.priceMinor} listMinor={null} currency={item.currency} size="small" />
      </button>
    )

  const offer = offerOf(item, endsAt, now)
  const { free, stocked } = totalsOf(item)
  const over = card.name === 'ended'
  return (
    <article
      key={launch.id}
      className={styles.card}
      data-state={card.name}
      data-offer={offer}
      data-testid="product-card"
      data-product={item.productId}
      data-launch={launch.id}
      aria-label={t('card.label', { number: item.number, title: item.title })}
    >
      <button type="button" className={styles.open} aria-label={item.title} disabled={over} onClick={look}>
        <Picture item={item} />
      </button>
      {endsAt !== null && !over && (
        <span className={styles.timeOver}>
          <Countdown until={endsAt} />
        </span>
      )}
      <div className={styles.text}>
        <h3>{item.title}</h3>
        <div className={styles.stock}>
          {over ? (
            <EndedLine card={card} />
          ) : (
            <>
              <StockBar free={free} stocked={stocked} />
              {endsAt !== null && (
                <span className={styles.timeIn}>
                  <Countdown until={endsAt} />
                </span>
              )}
            </>
          )}
        </div>
        <div className={styles.foot}>
          <Price minor={item.priceMinor} listMinor={item.listPriceMinor} currency={item.currency} />
          <Button
            className={styles.buy}
            data-testid="buy"
            disabled={over || offer === 'sold-out' || offer === 'checking'}
            onClick={look}
          >
            {offer === 'sold-out'
              ? t('stock.soldOut')
              : offer === 'checking'
                ? t('countdown.checking')
                : t('product.buy')}
          </Button>
        </div>
      </div>
    </article>
  )
}
