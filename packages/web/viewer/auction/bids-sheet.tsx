// The bids in the order they were taken; after the end with the most of each, and counted again by this page.
import { type Auction, type Bid, isRefusal } from '@hawker/sdk'
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatMoment } from '../../ui/format.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { CheckIcon, CloseIcon, WarningIcon } from '../../ui/icons.tsx'
import { useLiveRoom } from '../../ui/live-room.ts'
import { Sheet, SheetHead } from '../../ui/sheet.tsx'
import { useClock } from '../../ui/use-now.ts'
import list from '../room/list-sheet.module.css'
import { EmptyList, FailedList, LoadingRows } from '../room/list-sheet.tsx'
import { usePerson } from '../room/person.tsx'
import { useRead } from '../room/use-read.ts'
import { useAuctions } from './auction-provider.tsx'
import styles from './bids-sheet.module.css'
import { withAuctions } from './sdk.ts'
import { useAuctionWords } from './use-auction-words.ts'

interface AllBids {
  readonly auction: Auction
  readonly bids: readonly Bid[]
}

/** Whether the end follows from the bids, as this browser counts them; null while it counts, or cannot. */
const useRecount = ({ auction, bids }: AllBids): boolean | null => {
  const [right, setRight] = useState<boolean | null>(null)
  useEffect(() => {
    if (auction.state === 'open') return
    void import('@hawker/sdk/auction')
      .then(({ recount }) => recount(auction, bids))
      .then(({ holds }) => setRight(holds))
      .catch(() => setRight(null))
  }, [auction, bids])
  return right
}

const Counted = ({ all }: { all: AllBids }) => {
  const { t } = useTranslation()
  const right = useRecount(all)
  if (all.auction.state === 'open') return <p className={styles.note}>{t('auction.later')}</p>
  if (right === null) return <p className={styles.note}>{t('auction.counting')}</p>
  return (
    <p className={styles.counted} role="status" data-testid="recount" data-right={right}>
      {right ? <CheckIcon size={16} /> : <WarningIcon size={16} />}
      {right ? t('auction.right') : t('auction.wrong')}
    </p>
  )
}

/** The reader's number in this auction, whichever the room shows; null: he did not bid, or it is not known yet. */
const useOwnNumber = (auctionId: string): number | null => {
  const { hawker, id: room } = useLiveRoom()
  const { you } = usePerson()
  const { spot, own } = useAuctions()
  const [number, setNumber] = useState<number | null>(null)
  const shown = spot.name === 'open' ? spot.auction.id : spot.name === 'over' ? spot.result.auction.id : null
  const isShown = String(shown) === auctionId
  const who = isShown ? null : (you?.id ?? null)
  useEffect(() => {
    if (who === null) return
    let gone = false
    void withAuctions(hawker, (auctions) => auctions.mine(room, auctionId)).then((bids) => {
      if (!gone) setNumber(isRefusal(bids) ? null : bids.bidder)
    })
    return () => {
      gone = true
    }
  }, [who, hawker, room, auctionId])
  return isShown ? (own?.bidder ?? null) : number
}

const Outcome = ({ auction, own }: { auction: Auction; own: number | null }) => {
  const { outcome } = useAuctionWords()
  if (auction.state === 'open') return null
  const mine = auction.state === 'won' && auction.standing.leader === own
  return (
    <p className={`${styles.outcome} num`} data-testid="outcome" data-end={mine ? 'mine' : auction.state}>
      {outcome(auction, null, mine)}
    </p>
  )
}

const List = ({ all: { auction, bids }, own }: { all: AllBids; own: number | null }) => {
  const { t, i18n } = useTranslation()
  const { money } = useAuctionWords()
  const clock = useClock()
  if (bids.length === 0) return <EmptyList>{t('auction.noBids')}</EmptyList>
  return (
    <ol className={`${list.list} ${styles.list} num`}>
      {bids.toReversed().map((bid) => (
        <li
          key={bid.n}
          data-testid="bid"
          data-n={bid.n}
          data-bidder={bid.bidder}
          data-own={own === bid.bidder || undefined}
        >
          <span className={styles.n}>{bid.n}</span>
          <span className={styles.who}>
            <b>{own === bid.bidder ? t('auction.you') : t('auction.bidder', { bidder: bid.bidder })}</b>
            <small>
              {bid.upToMinor === null
                ? formatMoment(bid.at, clock.now(), i18n.language)
                : t('auction.upTo', { most: money(bid.upToMinor, auction) })}
            </small>
          </span>
          <span className={styles.price}>
            <b>{money(bid.priceMinor, auction)}</b>
            <small>{own === bid.leader ? t('auction.youLead') : t('auction.leads', { bidder: bid.leader })}</small>
          </span>
        </li>
      ))}
    </ol>
  )
}

export const BidsSheet = ({ auctionId, onClosed }: { auctionId: string; onClosed: () => void }) => {
  const { t } = useTranslation()
  const { hawker, id: room } = useLiveRoom()
  const { spot } = useAuctions()
  const own = useOwnNumber(auctionId)
  const read = useCallback(
    () => withAuctions(hawker, (auctions) => auctions.readAll(room, auctionId)),
    [hawker, room, auctionId],
  )
  // Again with each bid while it is open, and once it is over.
  const shown = spot.name === 'open' ? spot.auction : spot.name === 'over' ? spot.result.auction : null
  const heard = shown?.id === auctionId ? `${shown.state} ${shown.standing.bids}` : ''
  const [loaded, load] = useRead(read, heard)
  const title = typeof loaded === 'object' ? `${t('auction.bids')} · ${loaded.auction.title}` : t('auction.bids')
  return (
    <Sheet label={t('auction.bids')} onClosed={onClosed} className={list.sheet ?? ''} testId="bids-sheet">
      {(close) => (
        <>
          <SheetHead title={title}>
            <IconButton look="plain" label={t('common.close')} onClick={close}>
              <CloseIcon />
            </IconButton>
          </SheetHead>
          {loaded === 'loading' && <LoadingRows rows={2} />}
          {loaded === 'failed' && <FailedList onRetry={() => void load()} />}
          {typeof loaded === 'object' && (
            <>
              <Outcome auction={loaded.auction} own={own} />
              <Counted all={loaded} />
              <List all={loaded} own={own} />
            </>
          )}
        </>
      )}
    </Sheet>
  )
}
