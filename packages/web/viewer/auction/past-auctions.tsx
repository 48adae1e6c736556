// The auctions of the room that are over: how each ended, with the way to its bids and their count.
import { type Answer, isRefusal } from '@hawker/sdk'
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { formatMoment } from '../../ui/format.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { CloseIcon, GavelIcon, RightIcon } from '../../ui/icons.tsx'
import { useLiveRoom, useRoomState } from '../../ui/live-room.ts'
import { Sheet, SheetHead } from '../../ui/sheet.tsx'
import { useClock } from '../../ui/use-now.ts'
import list from '../room/list-sheet.module.css'
import { EmptyList, FailedList, LoadingRows } from '../room/list-sheet.tsx'
import { useSheets } from '../room/sheets.ts'
import styles from './past-auctions.module.css'
import { withAuctions } from './sdk.ts'
import { useAuctionWords } from './use-auction-words.ts'

type Page = Answer<'auctions.listAuctionResults'>
type Result = Page['auctions'][number]

/** Whether the room ever had one: of a room that had none nothing is said. */
export const useHasAuctions = (): boolean => useRoomState(({ auctionVersion }) => auctionVersion > 0)

const Row = ({ result }: { result: Result }) => {
  const { i18n } = useTranslation()
  const { outcome } = useAuctionWords()
  const clock = useClock()
  const sheets = useSheets()
  const { id, title, skuLabel, imageUrl, state, standing, closedAt, winnerName } = result
  return (
    <li>
      <button
        type="button"
        className={styles.row}
        data-testid="auction-was"
        data-auction={id}
        data-end={state}
        data-price={standing.priceMinor}
        onClick={() => sheets.open({ kind: 'bids', auctionId: id })}
      >
        {imageUrl ? <img src={imageUrl} alt="" /> : <GavelIcon size={24} />}
        <span className={styles.text}>
          <b>
            {title}
            {skuLabel && `, ${skuLabel}`}
          </b>
          <span className="num" data-end={state}>
            {outcome(result, winnerName)}
          </span>
          <small>{formatMoment(closedAt, clock.now(), i18n.language)}</small>
        </span>
        <RightIcon size={16} />
      </button>
    </li>
  )
}

export const PastAuctions = () => {
  const { t } = useTranslation()
  const { hawker, id: room } = useLiveRoom()
  const version = useRoomState(({ auctionVersion }) => auctionVersion)
  const [page, setPage] = useState<Page | null>(null)
  const [failed, setFailed] = useState(false)
  const load = useCallback(
    async (before: Page | null, isWanted: () => boolean = () => true) => {
      const after = before?.next
      const answer = await withAuctions(hawker, ({ results }) => results(room, after ? { after } : {}))
      if (!isWanted()) return
      setFailed(isRefusal(answer))
      if (!isRefusal(answer)) setPage({ ...answer, auctions: [...(before?.auctions ?? []), ...answer.auctions] })
    },
    [hawker, room],
  )
  // From the beginning when one ends meanwhile.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the room heard asks for the list again
  useEffect(() => {
    let gone = false
    void load(null, () => !gone)
    return () => {
      gone = true
    }
  }, [load, version])
  if (page === null) return failed ? <FailedList onRetry={() => void load(null)} /> : <LoadingRows />
  return (
    <div className={`${list.list} ${styles.list}`} data-testid="past-auctions">
      {page.auctions.length === 0 && <EmptyList>{t('auction.nonePast')}</EmptyList>}
      <ul>
        {page.auctions.map((result) => (
          <Row key={result.id} result={result} />
        ))}
      </ul>
      {page.next !== null && (
        <Button look="soft" className={styles.more ?? ''} onClick={() => void load(page)}>
          {t(failed ? 'common.retry' : 'auction.earlier')}
        </Button>
      )}
    </div>
  )
}

export const PastAuctionsSheet = ({ onClosed }: { onClosed: () => void }) => {
  const { t } = useTranslation()
  return (
    <Sheet label={t('auction.past')} onClosed={onClosed} className={list.sheet ?? ''} testId="auctions-sheet">
      {(close) => (
        <>
          <SheetHead title={t('auction.past')}>
            <IconButton look="plain" label={t('common.close')} onClick={close}>
              <CloseIcon />
            </IconButton>
          </SheetHead>
          <PastAuctions />
        </>
      )}
    </Sheet>
  )
}
