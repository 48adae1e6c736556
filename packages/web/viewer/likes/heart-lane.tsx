import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { HeartFilledIcon, HeartIcon } from '../../ui/icons.tsx'
import { useLiveRoom, useRoomEvent } from '../../ui/live-room.ts'
import { useReducedMotion } from '../../ui/motion.ts'
import styles from './heart-lane.module.css'
import { burstShown, EMPTY_LANE, type HeartLane, laneAt, likesCame } from './hearts.ts'

const SETTLE_EVERY_MS = 250
const COLOURS = 4

/** Hearts of everybody; own ones are told by `useLike`. */
export const useHearts = () => {
  const [lane, setLane] = useState<HeartLane>(EMPTY_LANE)
  const busy = lane.hearts.length > 0 || lane.burst !== null
  const add = (count: number, own: boolean) => setLane((lane) => likesCame(lane, count, own, Date.now()))
  useRoomEvent('hearts.burst', ({ count }) => {
    if (document.visibilityState === 'visible') add(count, false)
  })
  useEffect(() => {
    if (!busy) return
    const timer = window.setInterval(() => setLane((lane) => laneAt(lane, Date.now())), SETTLE_EVERY_MS)
    return () => window.clearInterval(timer)
  }, [busy])
  return { lane, add }
}

export const HeartLaneView = ({ lane }: { lane: HeartLane }) => {
  const still = useReducedMotion()
  const count = burstShown(lane)
  return (
    <div className={`${styles.lane} fx`} aria-hidden="true">
      {!still &&
        lane.hearts.map(({ id, own, bornAt }) => (
          <HeartFilledIcon
            key={id}
            className={styles.heart}
            size={20 + ((id * 7) % 16)}
            data-colour={own ? 'own' : id % COLOURS}
            style={{
              right: 4 + ((id * 17) % 44),
              animationDelay: `${Math.max(0, bornAt - Date.now())}ms`,
              ['--sway' as string]: `${id % 2 ? 12 : -12}px`,
            }}
          />
        ))}
      {count !== null && (
        <span key={lane.burst?.at} className={`${styles.burst} num`}>
          +{count}
        </span>
      )}
    </div>
  )
}

/** The like button: each tap is a heart at once; taps travel merged. */
export const LikeButton = ({
  onLike,
  className,
  children,
}: {
  onLike: () => void
  className: string | undefined
  children?: ReactNode
}) => {
  const { t } = useTranslation()
  const { room } = useLiveRoom()
  const picture = useRef<HTMLSpanElement>(null)
  const still = useReducedMotion()
  const like = () => {
    room.like()
    onLike()
    if (!still)
      picture.current?.animate([{ transform: 'none' }, { transform: 'scale(1.15)' }, { transform: 'none' }], {
        duration: 140,
      })
  }
  return (
    <button type="button" className={className} aria-label={t('room.like')} data-testid="like" onClick={like}>
      <span ref={picture} className={styles.picture}>
        <HeartIcon />
      </span>
      {children}
    </button>
  )
}
