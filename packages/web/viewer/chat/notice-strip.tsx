import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { BagIcon } from '../../ui/icons.tsx'
import { useRoomEvent } from '../../ui/live-room.ts'
import styles from './notice-strip.module.css'
import { mergeNotice, type StripNotice } from './strip.ts'

/** A notice that lets go of itself when its time is over. */
const useNotice = () => {
  const [notice, setNotice] = useState<StripNotice | null>(null)
  useEffect(() => {
    if (notice === null) return
    const timer = window.setTimeout(() => setNotice(null), Math.max(0, notice.until - Date.now()))
    return () => window.clearTimeout(timer)
  }, [notice])
  const add = (name: string | undefined, count: number) =>
    setNotice((shown) => mergeNotice(shown, name, count, Date.now()))
  return [notice, add] as const
}

export const NoticeStrip = ({ look }: { look: 'room' | 'column' }) => {
  const { t } = useTranslation()
  const [joined, addJoined] = useNotice()
  const [followed, addFollowed] = useNotice()
  const [claimed, addClaimed] = useNotice()
  const [bought, addBought] = useNotice()
  const [number, setNumber] = useState(0)
  useRoomEvent('members.joined', ({ names, count }) => addJoined(names[names.length - 1], count))
  useRoomEvent('follow.added', ({ names, count }) => addFollowed(names[names.length - 1], count))
  useRoomEvent('coupon.claimed', ({ names, count }) => addClaimed(names[names.length - 1], count))
  useRoomEvent('purchase.made', (event, { late }) => {
    if (late) return
    setNumber(event.number)
    addBought(event.buyerName, 1)
  })
  const calm =
    (followed && { ...followed, key: 'followed' }) ??
    (claimed && { ...claimed, key: 'claimed' }) ??
    (joined && { ...joined, key: 'came' })
  return (
    <div className={styles.strip} data-look={look} data-testid="notice-strip">
      {bought && (
        <span className={styles.notice} data-kind="bought" data-testid="purchase-notice">
          <BagIcon size={16} />
          <span key={bought.name}>
            <b>{bought.name}</b>{' '}
            {bought.others > 0
              ? t('notice.boughtMany', { count: bought.others, number })
              : t('notice.bought', { number })}
          </span>
        </span>
      )}
      {calm && (
        <span className={styles.notice} data-kind={calm.key}>
          <span key={calm.name}>
            {t(calm.others > 0 ? `notice.${calm.key}Many` : `notice.${calm.key}`, {
              name: calm.name,
              count: calm.others,
            })}
          </span>
        </span>
      )}
    </div>
  )
}
