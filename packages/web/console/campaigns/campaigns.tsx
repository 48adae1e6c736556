// What runs in the room besides the show: coupons that can be taken now, with what is left and for how long; the auction.
import type { CouponDrop } from '@hawker/sdk'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOffText } from '../../staff/coupons/use-off-text.ts'
import { useRoomState } from '../../staff/room/live-room.ts'
import { useMayHere } from '../../staff/room/may.ts'
import { Countdown } from '../../ui/countdown.tsx'
import { formatNumber } from '../../ui/format.ts'
import { CloseIcon, TicketIcon } from '../../ui/icons.tsx'
import { useKeys } from '../acts/keys.ts'
import box from '../centre/centre.module.css'
import { Auctions } from './auctions.tsx'
import styles from './campaigns.module.css'
import { DropCoupon } from './drop-coupon.tsx'
import { useDrops } from './use-drops.ts'

/** As many as the server shows in a room at once. */
const OPEN_DROPS_MAX = 5
const CLOSED = ['ended', 'replay', 'banned', 'draft']

const Drop = ({ drop, onClose }: { drop: CouponDrop; onClose: (() => void) | null }) => {
  const { t, i18n } = useTranslation()
  const offText = useOffText()
  const number = (value: number) => formatNumber(value, i18n.language)
  const { terms, quantity, left, endsAt } = drop
  return (
    <li className={styles.drop} data-testid="console-drop" data-drop={drop.id} data-left={left}>
      <i>
        <TicketIcon size={16} />
      </i>
      <div>
        <b title={`${terms.title}, ${offText(terms)}`}>{terms.title}</b>
        <small>
          {t('campaign.taken', { taken: number(quantity - left), quantity: number(quantity) })}
          <Countdown until={endsAt} icon={false} />
        </small>
        <span className={styles.bar} aria-hidden="true">
          <i style={{ transform: `scaleX(${(quantity - left) / quantity})` }} />
        </span>
      </div>
      {onClose && (
        <button
          type="button"
          onClick={onClose}
          aria-label={t('campaign.takeAway', { title: terms.title })}
          title={t('campaign.takeAway', { title: terms.title })}
          data-testid="drop-close"
        >
          <CloseIcon size={16} />
        </button>
      )}
    </li>
  )
}

export const Campaigns = () => {
  const { t } = useTranslation()
  const drops = useRoomState((state) => state.drops)
  const status = useRoomState(({ room }) => room?.status ?? 'draft')
  const mayOperate = useMayHere('room.operate')
  const { drop, close, busy } = useDrops()
  const [dropping, setDropping] = useState(false)
  const mayDrop = mayOperate && !CLOSED.includes(status) && drops.length < OPEN_DROPS_MAX
  useKeys((key) => {
    if (key !== 'c' || !mayDrop) return false
    setDropping(true)
    return true
  })
  return (
    <div className={box.box} data-testid="campaigns">
      <h3>
        {t('campaign.title')}
        {drops.length > 0 && <small>{t('campaign.open', { count: drops.length, max: OPEN_DROPS_MAX })}</small>}
      </h3>
      {drops.length > 0 && (
        <ul className={styles.drops}>
          {drops.map((one) => (
            <Drop key={one.id} drop={one} onClose={mayOperate ? () => void close(one) : null} />
          ))}
        </ul>
      )}
      {drops.length === 0 && !dropping && <p className={styles.none}>{t('campaign.nothing')}</p>}
      {dropping && mayDrop ? (
        <DropCoupon busy={busy} onDrop={drop} onClose={() => setDropping(false)} />
      ) : (
        mayOperate && (
          <button
            type="button"
            className={styles.add}
            disabled={!mayDrop}
            onClick={() => setDropping(true)}
            data-testid="drop-open"
          >
            <TicketIcon size={16} />
            {t('campaign.coupon')}
            <kbd>C</kbd>
          </button>
        )
      )}
      <Auctions />
    </div>
  )
}
