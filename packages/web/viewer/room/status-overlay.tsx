// What stands in the room when there is no live picture: waiting, paused, interrupted, ended, closed.
import type { RoomFacts } from '@hawker/sdk'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { countdownParts, formatCount, formatCountdown, formatMoment, formatMoney } from '../../ui/format.ts'
import { CalendarIcon, PauseIcon, ShieldIcon, StopIcon } from '../../ui/icons.tsx'
import { useRoomState } from '../../ui/live-room.ts'
import { useNow } from '../../ui/use-now.ts'
import { useHasAuctions } from '../auction/past-auctions.tsx'
import { useSheets } from './sheets.ts'
import styles from './status-overlay.module.css'

const PREVIEWS = 3
const RING = 2 * Math.PI * 40
/** Shown full when the room does not say when it was interrupted. */
const GRACE_MS = 120_000

const Scheduled = ({ room }: { room: RoomFacts }) => {
  const { t, i18n } = useTranslation()
  const shelf = useRoomState((state) => state.shelf)
  const sheets = useSheets()
  const now = useNow()
  const left = (room.startsAt ?? now) - now
  const { days, hours, minutes, seconds } = countdownParts(left)
  const boxes = [
    [days, t('scheduled.days')],
    [hours, t('scheduled.hours')],
    [minutes, t('scheduled.minutes')],
    [seconds, t('scheduled.seconds')],
  ]
  return (
    <section className={styles.scheduled} data-testid="overlay-scheduled">
      <span className={styles.chip}>
        <CalendarIcon size={16} />
        {t('status.scheduled')}
      </span>
      <h1>{room.title}</h1>
      {room.startsAt !== null && (
        <p className={styles.when}>{t('scheduled.at', { moment: formatMoment(room.startsAt, now, i18n.language) })}</p>
      )}
      {room.startsAt !== null && left > 0 && (
        <div className={`${styles.boxes} num`} role="timer">
          {boxes.map(([value, unit]) => (
            <div key={unit}>
              <b>{value}</b>
              <small>{unit}</small>
            </div>
          ))}
        </div>
      )}
      {(room.startsAt === null || left <= 0) && <p className={styles.soon}>{t('scheduled.soon')}</p>}
      {shelf.length > 0 && (
        <>
          <h2>{t('scheduled.onTheTable')}</h2>
          <div className={styles.previews}>
            {shelf.slice(0, PREVIEWS).map((item) => (
              <button
                key={item.productId}
                type="button"
                onClick={() => sheets.open({ kind: 'product', productId: item.productId })}
              >
                {item.imageUrl && <img src={item.imageUrl} alt="" />}
                <span>{item.title}</span>
                <small className="num">{formatMoney(item.priceMinor, item.currency, i18n.language)}</small>
              </button>
            ))}
          </div>
        </>
      )}
    </section>
  )
}

const Interrupted = ({ room }: { room: RoomFacts }) => {
  const { t } = useTranslation()
  const now = useNow()
  const left = room.graceEndsAt === null ? null : Math.max(0, room.graceEndsAt - now)
  const whole = useRef(GRACE_MS)
  useEffect(() => {
    if (left !== null) whole.current = Math.max(whole.current, left)
  }, [left])
  return (
    <section className={styles.note} data-testid="overlay-interrupted">
      {left !== null && (
        <div className={styles.ring}>
          <svg viewBox="0 0 88 88" aria-hidden="true">
            <circle cx="44" cy="44" r="40" />
            <circle cx="44" cy="44" r="40" strokeDasharray={`${(left / whole.current) * RING} ${RING}`} />
          </svg>
          <b className="num" role="timer">
            {formatCountdown(left).replace(/^0/, '')}
          </b>
        </div>
      )}
      <h1>{t('interrupted.title')}</h1>
      <p>{t('interrupted.text')}</p>
      <span className={styles.still}>
        <ShieldIcon size={16} />
        {t('interrupted.still')}
      </span>
    </section>
  )
}

const Paused = ({ room }: { room: RoomFacts }) => {
  const { t } = useTranslation()
  return (
    <section className={styles.note} data-testid="overlay-paused">
      <span className={styles.sign}>
        <PauseIcon />
      </span>
      <h1>{t('paused.title')}</h1>
      <p>{room.statusReason ?? t('paused.text')}</p>
    </section>
  )
}

const Ended = ({ room }: { room: RoomFacts }) => {
  const { t, i18n } = useTranslation()
  const likes = useRoomState((state) => state.likes)
  const sheets = useSheets()
  const products = useRoomState((state) => state.shelf.length)
  const hasAuctions = useHasAuctions()
  const minutes =
    room.startedAt !== null && room.endedAt !== null
      ? Math.max(1, Math.round((room.endedAt - room.startedAt) / 60_000))
      : null
  return (
    <section className={styles.note} data-testid="overlay-ended">
      <span className={styles.sign}>
        <StopIcon />
      </span>
      <h1>{t('ended.title')}</h1>
      <p>{room.title}</p>
      <dl className={`${styles.figures} num`}>
        {minutes !== null && (
          <div>
            <dt>{t('ended.lasted')}</dt>
            <dd>{t('ended.minutes', { count: minutes })}</dd>
          </div>
        )}
        <div>
          <dt>{t('ended.likes')}</dt>
          <dd>{formatCount(likes, i18n.language)}</dd>
        </div>
      </dl>
      <div className={styles.ways}>
        {products > 0 && (
          <button type="button" className={styles.way} onClick={() => sheets.open({ kind: 'bag' })}>
            {t('ended.products', { count: products })}
          </button>
        )}
        {hasAuctions && (
          <button
            type="button"
            className={styles.way}
            data-testid="auctions"
            onClick={() => sheets.open({ kind: 'auctions' })}
          >
            {t('auction.past')}
          </button>
        )}
        <a className={styles.way} href="/">
          {t('ended.others')}
        </a>
      </div>
    </section>
  )
}

const Banned = ({ room }: { room: RoomFacts }) => {
  const { t } = useTranslation()
  return (
    <section className={styles.note} data-testid="overlay-banned">
      <span className={styles.sign}>
        <ShieldIcon />
      </span>
      <h1>{t('banned.title')}</h1>
      <p>{room.statusReason ?? t('banned.text')}</p>
      <a className={styles.way} href="/">
        {t('ended.others')}
      </a>
    </section>
  )
}

export const StatusOverlay = ({ room }: { room: RoomFacts }) => {
  switch (room.status) {
    case 'draft':
    case 'scheduled':
      return <Scheduled room={room} />
    case 'interrupted':
      return <Interrupted room={room} />
    case 'paused':
      return <Paused room={room} />
    case 'ended':
    case 'replay':
      return <Ended room={room} />
    case 'banned':
      return <Banned room={room} />
    default:
      return null
  }
}
