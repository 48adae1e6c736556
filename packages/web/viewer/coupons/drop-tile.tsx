// The tile left of the product card: what is dropped in the room, until when, how many are left, and Claim.
import { useEffect, useReducer } from 'react'
import { useTranslation } from 'react-i18next'
import { formatCountdown, formatNumber } from '../../ui/format.ts'
import { CheckIcon } from '../../ui/icons.tsx'
import { useRoomState } from '../../ui/live-room.ts'
import { useClock, useNow } from '../../ui/use-now.ts'
import { useSheets } from '../room/sheets.ts'
import styles from './drop-tile.module.css'
import { useOwnCoupons } from './own-coupons.tsx'
import { lookOf, nextTile, type Tile } from './tile.ts'
import { useCouponWords } from './use-coupon-words.ts'

export const useTile = (): Tile | null => {
  const clock = useClock()
  const drops = useRoomState((state) => state.drops)
  const closed = useRoomState((state) => state.closedDrops)
  const { mine } = useOwnCoupons()
  const [tile, look] = useReducer(
    (shown: Tile | null, room: Parameters<typeof nextTile>[1]) => nextTile(shown, room, clock.now()),
    null,
  )
  useEffect(() => look({ drops, closed, mine }), [drops, closed, mine])
  const dueAt = tile?.over ? tile.until : (tile?.drop.endsAt ?? null)
  useEffect(() => {
    if (dueAt === null) return
    const timer = window.setTimeout(() => look({ drops, closed, mine }), Math.max(0, dueAt - clock.now()) + 5)
    return () => window.clearTimeout(timer)
  }, [dueAt, clock, drops, closed, mine])
  return tile
}

export const DropTile = ({ tile }: { tile: Tile }) => {
  const { t, i18n } = useTranslation()
  const sheets = useSheets()
  const words = useCouponWords()
  const { mine, claim } = useOwnCoupons()
  const now = useNow()
  const { drop, over } = tile
  const look = lookOf(drop, mine, now, over)
  const open = look === 'claim' || look === 'claiming'
  return (
    <aside
      className={styles.tile}
      data-look={look}
      data-testid="drop-tile"
      data-drop={drop.id}
      data-left={drop.left}
      aria-label={t('coupon.tile', { title: drop.terms.title })}
    >
      <button
        type="button"
        className={styles.open}
        aria-haspopup="dialog"
        disabled={over !== null}
        onClick={() => sheets.open({ kind: 'drop', drop })}
      >
        <b className="num">{words.off(drop.terms)}</b>
        <small>{words.from(drop.terms)}</small>
        {open && (
          <small className="num">
            {t('coupon.leftShort', { count: drop.left, shown: formatNumber(drop.left, i18n.language) })}
          </small>
        )}
        {open && (
          <small className={`${styles.time} num`} role="timer">
            {formatCountdown(drop.endsAt - now)}
          </small>
        )}
      </button>
      {open ? (
        <button
          type="button"
          className={styles.claim}
          data-testid="tile-claim"
          disabled={look === 'claiming'}
          onClick={() => claim(drop)}
        >
          {t('coupon.claim')}
        </button>
      ) : (
        <span className={styles.said} role="status">
          {look === 'yours' && <CheckIcon size={14} />}
          {look === 'yours' ? t('coupon.inYoursShort') : t(`coupon.look.${look}`)}
        </span>
      )}
    </aside>
  )
}
