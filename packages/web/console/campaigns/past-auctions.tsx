// Those that were, with what became of each: who won, whether it is paid, and what can be done where it was let go.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { useRoomState } from '../../staff/room/live-room.ts'
import { formatMoment, formatMoney } from '../../ui/format.ts'
import { DownIcon, WarningIcon } from '../../ui/icons.tsx'
import { useClock } from '../../ui/use-now.ts'
import styles from './campaigns.module.css'
import { endOf, wasLetGo } from './past-auction.ts'
import { type PastAuction, usePastAuctions } from './use-auctions.ts'

interface Ways {
  /** Null: not by who looks. */
  readonly onOffer: ((auction: PastAuction, price: string) => unknown) | null
  /** Null: nothing can be put up now. */
  readonly onAgain: ((auction: PastAuction) => void) | null
}

const NO_WAYS: Ways = { onOffer: null, onAgain: null }

const useMoney = ({ currency }: PastAuction) => {
  const { i18n } = useTranslation()
  return (minor: number) => formatMoney(minor, currency, i18n.language)
}

const WaysOn = ({ auction, onOffer, onAgain }: { auction: PastAuction } & Ways) => {
  const { t } = useTranslation()
  const money = useMoney(auction)
  const { next, title } = auction
  const price = next && money(next.priceMinor)
  return (
    <span className={styles.ways}>
      {next && onOffer && (
        <button type="button" onClick={() => onOffer(auction, price!)} data-testid="auction-offer">
          {t('bidding.offerTo', { bidder: next.bidder, price })}
        </button>
      )}
      {onAgain && (
        <button
          type="button"
          onClick={() => onAgain(auction)}
          aria-label={t('bidding.againOf', { title })}
          data-testid="auction-again"
        >
          {t('bidding.again')}
        </button>
      )}
    </span>
  )
}

const Past = ({ auction, ...ways }: { auction: PastAuction } & Ways) => {
  const { t, i18n } = useTranslation()
  const clock = useClock()
  const money = useMoney(auction)
  const { state, winner, offers, closedAt, openedAt } = auction
  const end = endOf(auction)
  const last = offers[0] ?? winner
  return (
    <li data-testid="past-auction" data-auction={auction.id} data-end={end}>
      <b>{auction.title}</b>
      <time>{formatMoment(closedAt ?? openedAt, clock.now(), i18n.language)}</time>
      <small>
        {last
          ? t(offers.length > 0 ? 'bidding.offeredTo' : 'bidding.wonBy', {
              ...{ name: last.name, bidder: last.bidder, price: money(last.priceMinor) },
            })
          : t(`bidding.end.${state}`)}
      </small>
      {last && <em data-end={end}>{t(`bidding.end.${end}`)}</em>}
      {(end === 'let-go' || end === 'unsold') && <WaysOn auction={auction} {...ways} />}
    </li>
  )
}

/** The newest that nobody paid, where somebody must decide. */
const LetGo = ({ auction, ...ways }: { auction: PastAuction } & Ways) => {
  const { t } = useTranslation()
  const money = useMoney(auction)
  const last = auction.offers[0] ?? auction.winner!
  return (
    <div className={styles.alarm} role="status" data-testid="auction-let-go" data-auction={auction.id}>
      <p>
        <WarningIcon size={15} />
        {t('bidding.letGo', { name: last.name, price: money(last.priceMinor), title: auction.title })}
      </p>
      <WaysOn auction={auction} {...ways} />
    </div>
  )
}

export const PastAuctions = (ways: Ways) => {
  const { t } = useTranslation()
  const [looked, setLooked] = useState(false)
  const hadAny = useRoomState(({ auctionVersion }) => auctionVersion > 0)
  const { data, error } = usePastAuctions(looked || hadAny)
  const past = data?.auctions.filter(({ state }) => state !== 'open') ?? []
  const shown = ways.onOffer && wasLetGo(data?.auctions ?? [])
  return (
    <>
      {shown && <LetGo auction={shown} {...ways} />}
      <details
        className={styles.past}
        onToggle={(event) => setLooked(event.currentTarget.open)}
        data-testid="past-auctions"
      >
        <summary>
          {t('bidding.past')}
          <DownIcon size={14} />
        </summary>
        {data && past.length === 0 && <p className={styles.none}>{t('bidding.nonePast')}</p>}
        <ul>
          {past.map((auction) => (
            <Past key={auction.id} auction={auction} {...(shown === auction ? NO_WAYS : ways)} />
          ))}
        </ul>
        <RefusalNote error={looked ? error : null} />
      </details>
    </>
  )
}
