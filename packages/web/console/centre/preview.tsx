// What viewers see, at the size of a phone: the picture, the last lines, the pinned product or the auction.
import type { Auction } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { isStaffRole } from '../../staff/rights.ts'
import { freeOf, onAir, stockedOf } from '../../staff/room/lineup.ts'
import { useRoomState } from '../../staff/room/live-room.ts'
import type { Picture } from '../../staff/room/picture.ts'
import { Countdown } from '../../ui/countdown.tsx'
import { formatMoney, formatNumber } from '../../ui/format.ts'
import { GavelIcon, PinIcon } from '../../ui/icons.tsx'
import { flashMinorOf, isTeaser } from '../../ui/offer.ts'
import { StockBar } from '../../ui/stock-bar.tsx'
import { useNow } from '../../ui/use-now.ts'
import styles from './preview.module.css'

const LINES = 3

const Pinned = () => {
  const { i18n } = useTranslation()
  const item = useRoomState(onAir)
  const launch = useRoomState((state) => state.launch)
  const now = useNow(launch?.endsAt != null || launch?.opensAt != null)
  if (!item) return null
  const until = isTeaser(launch, now) ? launch!.opensAt : (launch?.endsAt ?? null)
  const flash = flashMinorOf(launch, item.priceMinor, now)
  return (
    <div className={styles.card} data-testid="preview-card">
      <div className={styles.image}>{item.imageUrl && <img src={item.imageUrl} alt="" />}</div>
      <div className={styles.facts}>
        <div>{item.title}</div>
        <div className={styles.stock}>
          <StockBar free={freeOf(item)} stocked={stockedOf(item)} />
          {until !== null && <Countdown until={until} icon={false} />}
        </div>
        <strong>{formatMoney(flash ?? item.priceMinor, item.currency, i18n.language)}</strong>
      </div>
    </div>
  )
}

/** As a viewer who does not bid sees it. */
const AuctionUp = ({ auction }: { auction: Auction }) => {
  const { t, i18n } = useTranslation()
  const { standing, title, skuLabel, imageUrl, currency } = auction
  const now = useNow()
  const money = (minor: number) => formatMoney(minor, currency, i18n.language)
  return (
    <div className={styles.auction} data-testid="preview-auction" data-price={standing.priceMinor}>
      <div className={styles.card}>
        <div className={styles.image}>
          {imageUrl && <img src={imageUrl} alt="" />}
          <span>{t('bidding.auction')}</span>
        </div>
        <div className={styles.facts}>
          <div className={styles.named}>
            <span>{skuLabel ? `${title}, ${skuLabel}` : title}</span>
            {standing.endsAt > now ? (
              <Countdown until={standing.endsAt} icon={false} />
            ) : (
              <b className={styles.deciding}>{t('bidding.deciding')}</b>
            )}
          </div>
          <strong className="num">{money(standing.priceMinor)}</strong>
          <div className={styles.stock}>
            {standing.leader === null ? t('bidding.nobody') : t('bidding.leads', { bidder: standing.leader })}
          </div>
        </div>
      </div>
      <div className={`${styles.slide} num`} aria-hidden="true">
        <GavelIcon size={14} />
        {t('bidding.slide', { price: money(standing.nextMinor) })}
      </div>
    </div>
  )
}

export const Preview = ({ picture }: { picture: Picture }) => {
  const { t, i18n } = useTranslation()
  const room = useRoomState((state) => state.room)!
  const viewers = useRoomState((state) => state.viewers)
  const chat = useRoomState((state) => state.chat)
  const comment = useRoomState((state) => state.pinned)
  const auction = useRoomState((state) => state.auction)
  const covered = !picture.running || room.status === 'paused' || room.status === 'ended'
  return (
    <figure className={styles.phone} data-theme="room" aria-label={t('console.preview')}>
      <video
        ref={picture.video}
        className={styles.video}
        muted
        playsInline
        autoPlay
        aria-label={t('console.preview')}
        data-testid="console-picture"
        data-running={picture.running}
      />
      {covered && room.coverUrl && <img className={styles.cover} src={room.coverUrl} alt="" />}
      <div className={styles.shade} />
      <div className={styles.top}>
        <span>{room.host?.name ?? room.title}</span>
        <span className="num">{formatNumber(viewers, i18n.language)}</span>
      </div>
      {covered && <p className={styles.note}>{t(`console.noPicture.${room.status}`, t('console.noPicture.other'))}</p>}
      <div className={styles.below}>
        <div className={styles.chat}>
          {comment && (
            <p data-pinned="">
              <PinIcon size={12} />
              <b data-staff={isStaffRole(comment.from.role) || undefined}>{comment.from.name}</b>
              {comment.text}
            </p>
          )}
          {chat.slice(-LINES).map(({ offset, from, text }) => (
            <p key={offset}>
              <b data-staff={isStaffRole(from.role) || undefined}>{from.name}</b>
              {text}
            </p>
          ))}
        </div>
        {auction ? <AuctionUp auction={auction} /> : <Pinned />}
      </div>
    </figure>
  )
}
