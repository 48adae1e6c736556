// The auction of the room as the desk sees it: how it stands, taking it away, and putting the next one up.
import type { Auction } from '@hawker/sdk'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRoomState } from '../../staff/room/live-room.ts'
import { useMayHere } from '../../staff/room/may.ts'
import { Countdown } from '../../ui/countdown.tsx'
import { formatMoney } from '../../ui/format.ts'
import { CloseIcon, GavelIcon } from '../../ui/icons.tsx'
import { useKeys } from '../acts/keys.ts'
import { type AuctionForm, againOf } from './auction-form.ts'
import styles from './campaigns.module.css'
import { OpenAuction } from './open-auction.tsx'
import { PastAuctions } from './past-auctions.tsx'
import { useAuctions } from './use-auctions.ts'

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

export const Auctions = () => {
  const { t } = useTranslation()
  const auction = useRoomState((state) => state.auction)
  const status = useRoomState(({ room }) => room?.status ?? 'draft')
  const mayOperate = useMayHere('room.operate')
  const maySee = useMayHere('numbers.read')
  const { open, withdraw, offer } = useAuctions()
  const [opening, setOpening] = useState<AuctionForm | 'new' | null>(null)
  const mayOpen = mayOperate && auction === null && !CLOSED.includes(status)
  useKeys((key) => {
    if (key !== 'b' || !mayOpen) return false
    setOpening('new')
    return true
  })
  return (
    <>
      {auction && <Standing auction={auction} onWithdraw={mayOperate ? () => withdraw(auction) : null} />}
      {opening !== null && mayOpen ? (
        <OpenAuction
          key={opening === 'new' ? 'new' : opening.skuId}
          begin={opening === 'new' ? null : opening}
          onOpen={open}
          onClose={() => setOpening(null)}
        />
      ) : (
        mayOperate &&
        auction === null && (
          <button
            type="button"
            className={styles.add}
            disabled={!mayOpen}
            onClick={() => setOpening('new')}
            data-testid="auction-open"
          >
            <GavelIcon size={16} />
            {t('bidding.auction')}
            <kbd>B</kbd>
          </button>
        )
      )}
      {maySee && (
        <PastAuctions
          onOffer={mayOperate ? offer : null}
          onAgain={mayOpen ? (auction) => setOpening(againOf(auction)) : null}
        />
      )}
    </>
  )
}
