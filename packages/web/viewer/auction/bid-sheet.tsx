// The most somebody would pay, in steps. The price rises no further than it must; the bid is binding, so it is slid or held.
import type { Auction } from '@hawker/sdk'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../ui/icon-button.tsx'
import { CloseIcon, MinusIcon, PlusIcon } from '../../ui/icons.tsx'
import { Sheet, SheetHead } from '../../ui/sheet.tsx'
import { useNow } from '../../ui/use-now.ts'
import { usePerson } from '../room/person.tsx'
import { useAuctions } from './auction-provider.tsx'
import styles from './bid-sheet.module.css'
import { SlideToBid } from './slide-to-bid.tsx'
import { leastOf, phaseOf, placeOf } from './standing.ts'
import { useAuctionWords } from './use-auction-words.ts'

/** How many steps the shortcuts add. */
const MORE_STEPS = [1, 5, 10]

const Choose = ({ auction, close }: { auction: Auction; close: () => void }) => {
  const { t } = useTranslation()
  const words = useAuctionWords()
  const { act } = usePerson()
  const { own, bidding, refusal, bid } = useAuctions()
  const { standing, stepMinor } = auction
  const now = useNow()
  const least = leastOf(auction, own)
  const [wanted, setWanted] = useState(least)
  // Others bid meanwhile: what is too low by now is no choice any more.
  const minor = Math.max(wanted, least)
  const place = placeOf(standing, own)
  const amount = words.money(minor, auction)
  const over = phaseOf(standing, now) === 'deciding'
  const sent = (most: number) => act(() => void bid(auction, most).then((refused) => refused === null && close()))
  return (
    <>
      <p className={styles.now}>
        <b className="num">{words.money(standing.priceMinor, auction)}</b>
        <span data-place={place}>{over ? t('auction.deciding') : words.place(auction, place)}</span>
      </p>
      <div className={`${styles.step} num`}>
        <button
          type="button"
          aria-label={t('auction.less', { step: words.money(stepMinor, auction) })}
          disabled={minor - stepMinor < least}
          data-testid="most-less"
          onClick={() => setWanted(minor - stepMinor)}
        >
          <MinusIcon size={20} />
        </button>
        <b aria-live="polite" data-testid="most" data-minor={minor}>
          {amount}
        </b>
        <button
          type="button"
          aria-label={t('auction.more', { step: words.money(stepMinor, auction) })}
          data-testid="most-more"
          onClick={() => setWanted(minor + stepMinor)}
        >
          <PlusIcon size={20} />
        </button>
      </div>
      <div className={styles.more}>
        {MORE_STEPS.map((steps) => (
          <button
            key={steps}
            type="button"
            className="num"
            data-testid="most-steps"
            onClick={() => setWanted(minor + steps * stepMinor)}
          >
            +{words.money(steps * stepMinor, auction)}
          </button>
        ))}
      </div>
      <p className={styles.how}>{t('auction.binding', { most: amount })}</p>
      {refusal !== null && (
        <p className={styles.refused} role="alert" data-testid="bid-refused" data-refused={refusal.refused}>
          {words.refusal(refusal, auction)}
        </p>
      )}
      <div className={styles.foot}>
        <SlideToBid
          minor={minor}
          label={t('auction.slideUpTo', { most: amount })}
          name={t('auction.bidUpTo', { most: amount })}
          busy={bidding}
          disabled={over}
          testId="slide-most"
          onBid={sent}
        />
      </div>
    </>
  )
}

export const BidSheet = ({ onClosed }: { onClosed: () => void }) => {
  const { t } = useTranslation()
  const { spot } = useAuctions()
  return (
    <Sheet label={t('auction.max')} onClosed={onClosed} testId="bid-sheet">
      {(close) => (
        <>
          <SheetHead title={t('auction.max')}>
            <IconButton look="plain" label={t('common.close')} onClick={close}>
              <CloseIcon />
            </IconButton>
          </SheetHead>
          {spot.name === 'open' ? (
            <Choose key={spot.auction.id} auction={spot.auction} close={close} />
          ) : (
            <p className={styles.how}>{t('auction.refused.auction-over')}</p>
          )}
        </>
      )}
    </Sheet>
  )
}
