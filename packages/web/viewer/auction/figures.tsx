// The price and the clock of the card.
import type { Auction } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { formatCountdown } from '../../ui/format.ts'
import { ClockIcon } from '../../ui/icons.tsx'
import styles from './auction-card.module.css'
import type { Phase } from './standing.ts'
import { useAuctionWords } from './use-auction-words.ts'
import { useRising } from './use-rising.ts'

/** How long one can bid, or that only the server can say what became of it. */
export const Clock = ({ phase, leftMs, extended }: { phase: Phase; leftMs: number; extended: boolean }) => {
  const { t } = useTranslation()
  return (
    <span className={styles.clock} data-phase={phase} role="timer">
      {extended && <em>{t('auction.extended')}</em>}
      {phase !== 'deciding' && <ClockIcon size={13} />}
      <span key={phase === 'last' ? Math.ceil(leftMs / 1000) : phase} className="num">
        {phase === 'deciding' ? t('auction.deciding') : formatCountdown(leftMs)}
      </span>
    </span>
  )
}

export const Price = ({ auction }: { auction: Auction }) => {
  const { money } = useAuctionWords()
  const { priceMinor } = auction.standing
  const figure = useRising(priceMinor, auction.stepMinor)
  return (
    <b className={`${styles.price} num`}>
      <span aria-hidden="true">{money(figure, auction)}</span>
      <span className="sr-only">{money(priceMinor, auction)}</span>
    </b>
  )
}
