// The product the host is showing: a card in the phone's lower right, over the picture's lower left when wide.
import type { ShelfItem } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { Countdown } from '../../ui/countdown.tsx'
import { useRoomState } from '../../ui/live-room.ts'
import { besideOf, flashMinorOf } from '../../ui/offer.ts'
import { StockBar } from '../../ui/stock-bar.tsx'
import { useNow } from '../../ui/use-now.ts'
import { useSheets } from '../room/sheets.ts'
import { type CardState, type CardTurn, offerOf, totalsOf } from './card-state.ts'
import { FlashBar } from './flash-bar.tsx'
import { Price } from './price.tsx'
import styles from './product-card.module.css'

interface Props {
  readonly card: CardState
  readonly turn: (turn: CardTurn) => void
  /** Something larger takes its place: it is no more than its chip. */
  readonly small?: boolean
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

export const ProductCard = ({ card, turn, small = false }: Props) => {
  const { t } = useTranslation()
  const sheets = useSheets()
  const timed = card.name === 'card' || card.name === 'chip' ? card.launch : null
  const now = useNow(timed !== null && (timed.endsAt !== null || timed.opensAt !== null))
  const explaining = useRoomState((state) => state.explaining)
  if (card.name === 'empty') return null

  const { item, launch } = card
  const flash = flashMinorOf(launch, item.priceMinor, now)
  const look = () => {
    turn({ type: 'touch' })
    sheets.open({ kind: 'product', productId: item.productId })
  }

  if (card.name === 'chip' || small)
    return (
      <button
        type="button"
        className={styles.chip}
        data-testid="product-chip"
        data-product={item.productId}
        aria-label={t('card.show', { title: item.title })}
        disabled={card.name === 'ended'}
        onClick={small ? look : () => turn({ type: 'touch' })}
      >
        {item.imageUrl && <img src={item.imageUrl} alt="" />}
        <span className="num">{t('card.number', { number: item.number })}</span>
        {card.name === 'ended' ? (
          <EndedLine card={card} />
        ) : (
          <Price minor={flash ?? item.priceMinor} beside={null} currency={item.currency} size="small" />
        )}
      </button>
    )

  const offer = offerOf(item, launch, now)
  const until = offer === 'teaser' ? launch.opensAt : launch.endsAt
  const { free, stocked } = totalsOf(item)
  const over = card.name === 'ended'
  const again = launch.again !== undefined && (
    <small className={styles.again} data-testid="again" data-again={launch.again}>
      {t('prices.again', { count: launch.again + 1, ordinal: true })}
    </small>
  )
  // One can still wait for what sold out.
  const gone = offer === 'sold-out' || (over && card.reason === 'sold-out')
  return (
    <article
      key={launch.id}
      className={styles.card}
      data-state={card.name}
      data-offer={offer}
      data-testid="product-card"
      data-product={item.productId}
      data-launch={launch.id}
      data-again={(until !== null && !over && launch.again) || undefined}
      aria-label={t('card.label', { number: item.number, title: item.title })}
    >
      <button type="button" className={styles.open} aria-label={item.title} disabled={over && !gone} onClick={look}>
        <Picture item={item} />
        {explaining === item.productId && !over && <span className={styles.explaining}>{t('card.explaining')}</span>}
      </button>
      {until !== null && !over && (
        <span className={styles.timeOver}>
          <Countdown until={until} />
          {again}
        </span>
      )}
      <div className={styles.text}>
        <h3>{item.title}</h3>
        <div className={styles.stock}>
          {over ? (
            <EndedLine card={card} />
          ) : (
            <>
              {offer === 'teaser' ? (
                <span className={styles.soon}>{t('card.startsIn')}</span>
              ) : flash !== null && launch.flash ? (
                <FlashBar flash={launch.flash} />
              ) : (
                <StockBar free={free} stocked={stocked} />
              )}
              {until !== null && (
                <span className={styles.timeIn}>
                  <Countdown until={until} />
                </span>
              )}
            </>
          )}
        </div>
        {until !== null && !over && again}
        <div className={styles.foot}>
          <Price
            minor={flash ?? item.priceMinor}
            beside={besideOf(item, item.priceMinor, flash)}
            currency={item.currency}
          />
          <Button
            className={styles.buy}
            data-testid="buy"
            disabled={!gone && (over || offer === 'checking' || offer === 'teaser')}
            onClick={look}
          >
            {gone
              ? t('wait.look')
              : offer === 'checking'
                ? t('countdown.checking')
                : offer === 'teaser'
                  ? t('card.soon')
                  : t('product.buy')}
          </Button>
        </div>
      </div>
    </article>
  )
}
