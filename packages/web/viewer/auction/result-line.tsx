// How an auction ended, for some seconds, with the way to look at its bids.
import { useTranslation } from 'react-i18next'
import { CheckIcon, GavelIcon, RightIcon } from '../../ui/icons.tsx'
import { useSheets } from '../room/sheets.ts'
import styles from './auction-card.module.css'
import { useAuctions } from './auction-provider.tsx'
import type { Result } from './spot.ts'
import { placeOf } from './standing.ts'
import { useAuctionWords } from './use-auction-words.ts'
import { useSaidAloud } from './use-said-aloud.ts'

export const ResultLine = ({ result: { auction, winnerName } }: { result: Result }) => {
  const { t } = useTranslation()
  const sheets = useSheets()
  const { outcome } = useAuctionWords()
  const { own, won } = useAuctions()
  const { standing, state } = auction
  const mine =
    state === 'won' &&
    (placeOf(standing, own) === 'leads' ||
      won.some(({ auctionId, turn }) => !turn && String(auctionId) === String(auction.id)))
  const end = mine ? 'mine' : state
  const said = outcome(auction, winnerName, mine)
  const aloud = useSaidAloud(said, true)
  return (
    <article
      className={styles.result}
      data-testid="auction-result"
      data-auction={auction.id}
      data-end={end}
      data-price={standing.priceMinor}
      aria-label={t('auction.label', { title: auction.title })}
    >
      {auction.imageUrl ? <img src={auction.imageUrl} alt="" /> : <GavelIcon size={24} />}
      <div>
        <b>
          {mine && <CheckIcon size={15} />}
          <span className="num">{said}</span>
        </b>
        <small>{auction.title}</small>
      </div>
      <button
        type="button"
        className={styles.bids}
        data-testid="auction-bids"
        onClick={() => sheets.open({ kind: 'bids', auctionId: auction.id })}
      >
        {t('auction.seeBids')}
        <RightIcon size={14} />
      </button>
      <p className="sr-only" role="status">
        {aloud}
      </p>
    </article>
  )
}
