// The auction of the room as the desk sees it: how it stands, taking it away, and those that were.
import type { Auction } from '@hawker/sdk'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { useRoomState } from '../../staff/room/live-room.ts'
import { useMayHere } from '../../staff/room/may.ts'
import { Countdown } from '../../ui/countdown.tsx'
import { formatMoment, formatMoney } from '../../ui/format.ts'
import { CloseIcon, DownIcon, GavelIcon } from '../../ui/icons.tsx'
import { useClock } from '../../ui/use-now.ts'
import { useKeys } from '../acts/keys.ts'
import styles from './campaigns.module.css'
import { OpenAuction } from './open-auction.tsx'
import { type PastAuction, useAuctions, usePastAuctions } from './use-auctions.ts'

const CLOSED = ['ended', 'replay', 'banned', 'draft']

const Standing = ({ auction, onWithdraw }: { auction: Auction; onWithdraw: (() => void) | null }) => {
  const { t, i18n } = useTranslation()
  const { standing, title, currency } = auction
  const price = formatMoney(standing.priceMinor, currency, i18n.language)
  return (
    <div
      className={`${styles.drop} ${styles.auction}`}
      data-testid="console-auction"
      data-auction={auction.id}
      data-price={standing.priceMinor}
      data-bids={standing.bids}
    >
      <i>
        <GavelIcon size={16} />
      </i>
      <div>
        <b title={title}>{title}</b>
        <small>
          <strong className="num">{price}</strong>
          <Countdown until={standing.endsAt} icon={false} />
        </small>
        <small>
          {standing.leader === null ? t('bidding.nobody') : t('bidding.leads', { bidder: standing.leader })}
        </small>
        {standing.bids > 0 && (
          <small>
            {t('bidding.bidders', { count: standing.bidders })} · {t('bidding.bids', { count: standing.bids })}
          </small>
        )}
      </div>
      {onWithdraw && (
        <button
          type="button"
          onClick={onWithdraw}
          aria-label={t('bidding.withdrawAsk', { title })}
          title={t('bidding.withdraw')}
          data-testid="auction-withdraw"
        >
          <CloseIcon size={16} />
        </button>
      )}
    </div>
  )
}

const Past = ({ auction }: { auction: PastAuction }) => {
  const { t, i18n } = useTranslation()
  const clock = useClock()
  const { winner, state, standing, currency, closedAt, openedAt } = auction
  const end = state === 'won' && winner ? (winner.paid ? 'paid' : 'unpaid') : state
  return (
    <li data-testid="past-auction" data-auction={auction.id} data-end={end}>
      <b>{auction.title}</b>
      <time>{formatMoment(closedAt ?? openedAt, clock.now(), i18n.language)}</time>
      <small>
        {winner
          ? t('bidding.wonBy', {
              name: winner.name,
              bidder: winner.bidder,
              price: formatMoney(standing.priceMinor, currency, i18n.language),
            })
          : t(`bidding.end.${state}`)}
      </small>
      {winner && <em data-end={end}>{t(`bidding.end.${end}`)}</em>}
    </li>
  )
}

const PastAuctions = () => {
  const { t } = useTranslation()
  const [looked, setLooked] = useState(false)
  const { data, error } = usePastAuctions(looked)
  const past = data?.filter(({ state }) => state !== 'open') ?? []
  return (
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
          <Past key={auction.id} auction={auction} />
        ))}
      </ul>
      <RefusalNote error={error} />
    </details>
  )
}

export const Auctions = () => {
  const { t } = useTranslation()
  const auction = useRoomState((state) => state.auction)
  const status = useRoomState(({ room }) => room?.status ?? 'draft')
  const mayOperate = useMayHere('room.operate')
  const maySee = useMayHere('numbers.read')
  const { open, withdraw } = useAuctions()
  const [opening, setOpening] = useState(false)
  const mayOpen = mayOperate && auction === null && !CLOSED.includes(status)
  useKeys((key) => {
    if (key !== 'b' || !mayOpen) return false
    setOpening(true)
    return true
  })
  return (
    <>
      {auction && <Standing auction={auction} onWithdraw={mayOperate ? () => withdraw(auction) : null} />}
      {opening && mayOpen ? (
        <OpenAuction onOpen={open} onClose={() => setOpening(false)} />
      ) : (
        mayOperate &&
        auction === null && (
          <button
            type="button"
            className={styles.add}
            disabled={!mayOpen}
            onClick={() => setOpening(true)}
            data-testid="auction-open"
          >
            <GavelIcon size={16} />
            {t('bidding.auction')}
            <kbd>B</kbd>
          </button>
        )
      )}
      {maySee && <PastAuctions />}
    </>
  )
}
