// The auction in the room: what is up, how the bidding stands and until when, and what it takes to bid.
import type { Auction } from '@hawker/sdk'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { CheckIcon, GavelIcon, LockIcon, RightIcon, WarningIcon } from '../../ui/icons.tsx'
import { useNow } from '../../ui/use-now.ts'
import { usePerson } from '../room/person.tsx'
import { useSheets } from '../room/sheets.ts'
import { useToast } from '../room/toasts.tsx'
import styles from './auction-card.module.css'
import { useAuctions } from './auction-provider.tsx'
import { Clock, Price } from './figures.tsx'
import { ResultLine } from './result-line.tsx'
import { SlideToBid } from './slide-to-bid.tsx'
import { phaseOf, placeOf } from './standing.ts'
import { useAuctionWords } from './use-auction-words.ts'
import { useOutbid } from './use-outbid.ts'
import { useSaidAloud } from './use-said-aloud.ts'

const OpenAuction = ({ auction, extended }: { auction: Auction; extended: boolean }) => {
  const { t } = useTranslation()
  const sheets = useSheets()
  const toast = useToast()
  const words = useAuctionWords()
  const { you, act } = usePerson()
  const { own, bidding, refusal, bid, seen } = useAuctions()
  const now = useNow()
  const { standing } = auction
  const leftMs = standing.endsAt - now
  const phase = phaseOf(standing, now)
  const place = placeOf(standing, own)
  const staff = you !== null && you.role !== 'guest' && you.role !== 'viewer'
  const shut = !auction.guestsMayBid && (you === null || you.role === 'guest')
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was refused before is no news once one leads or it is over
  useEffect(() => seen(), [seen, place, phase === 'deciding'])

  const next = words.money(standing.nextMinor, auction)
  const outbid = t('auction.outbidAloud', { price: words.money(standing.priceMinor, auction), next })
  const over = sheets.stack[sheets.stack.length - 1]?.kind
  useOutbid(place, () => over !== undefined && over !== 'bid' && toast(outbid))
  const said = useSaidAloud(
    phase === 'deciding'
      ? t('auction.deciding')
      : place === 'outbid'
        ? outbid
        : t('auction.aloud', {
            price: words.money(standing.priceMinor, auction),
            who: words.place(auction, place),
          }),
    place !== 'watching' || phase === 'deciding',
  )
  const sent = (minor: number) => act(() => void bid(auction, minor))
  return (
    <article
      className={styles.card}
      data-testid="auction-card"
      data-auction={auction.id}
      data-phase={phase}
      data-place={place}
      data-price={standing.priceMinor}
      data-bids={standing.bids}
      data-ends={standing.endsAt}
      aria-label={t('auction.label', { title: auction.title })}
    >
      <div className={styles.top}>
        <button
          type="button"
          className={styles.picture}
          aria-label={auction.title}
          onClick={() => sheets.open({ kind: 'product', productId: auction.productId })}
        >
          {auction.imageUrl ? <img src={auction.imageUrl} alt="" /> : <GavelIcon size={28} />}
          <span className={styles.what}>{t('auction.title')}</span>
        </button>
        <div className={styles.text}>
          <h3>
            <span>
              {auction.title}
              {auction.skuLabel && `, ${auction.skuLabel}`}
            </span>
            <Clock phase={phase} leftMs={leftMs} extended={extended} />
          </h3>
          <p className={styles.figures}>
            <Price auction={auction} />
            {standing.bids > 0 && (
              <button
                type="button"
                className={styles.bids}
                data-testid="auction-bids"
                onClick={() => sheets.open({ kind: 'bids', auctionId: auction.id })}
              >
                {t('auction.bidders', { count: standing.bidders })}
                <RightIcon size={14} />
              </button>
            )}
          </p>
          {refusal !== null ? (
            <p className={styles.refused} role="alert" data-testid="bid-refused" data-refused={refusal.refused}>
              <WarningIcon size={15} />
              {words.refusal(refusal, auction)}
            </p>
          ) : (
            <p className={styles.place} data-testid="auction-place">
              {place === 'leads' && <CheckIcon size={15} />}
              {place === 'outbid' && <WarningIcon size={15} />}
              <span className="num">
                {place === 'outbid' ? t('auction.outbid', { next }) : words.place(auction, place)}
              </span>
            </p>
          )}
        </div>
      </div>
      <footer>
        {staff ? (
          <p className={styles.staff}>{t('auction.refused.not-allowed')}</p>
        ) : shut ? (
          <button
            type="button"
            className={styles.shut}
            data-testid="customers-only"
            onClick={() => sheets.open({ kind: 'customers' })}
          >
            <LockIcon size={16} />
            {t('auction.customersOnly')}
          </button>
        ) : place === 'leads' ? (
          <p className={styles.most} data-testid="own-most">
            <CheckIcon size={16} />
            <span className="num">
              {own?.upToMinor == null
                ? t('auction.youLead')
                : t('auction.yourMost', { most: words.money(own.upToMinor, auction) })}
            </span>
          </p>
        ) : (
          <SlideToBid
            minor={standing.nextMinor}
            label={t('auction.slide', { price: next })}
            name={t('auction.bid', { price: next })}
            busy={bidding}
            disabled={phase === 'deciding'}
            testId="slide-to-bid"
            onBid={sent}
          />
        )}
        {!staff && !shut && (
          <Button
            look="soft"
            className={styles.max ?? ''}
            data-testid="max-bid"
            disabled={phase === 'deciding'}
            onClick={() => sheets.open({ kind: 'bid' })}
          >
            {place === 'leads' ? t('auction.raise') : t('auction.max')}
          </Button>
        )}
      </footer>
      <p className="sr-only" role="status">
        {said}
      </p>
    </article>
  )
}

/** Nothing while there is none. */
export const AuctionCard = () => {
  const { spot } = useAuctions()
  if (spot.name === 'empty') return null
  if (spot.name === 'over') return <ResultLine result={spot.result} />
  return <OpenAuction key={spot.auction.id} auction={spot.auction} extended={spot.extendedAt !== null} />
}
