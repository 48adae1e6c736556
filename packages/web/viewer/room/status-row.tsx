import type { RoomStatus } from '@hawker/sdk'
import { type CSSProperties, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MegaphoneIcon } from '../../ui/icons.tsx'
import { useRoomState } from '../../ui/live-room.ts'
import { useReducedMotion } from '../../ui/motion.ts'
import { LeadersChip } from '../fans/leaders-chip.tsx'
import { useSheets } from './sheets.ts'
import styles from './status-row.module.css'

const MARQUEE_PX_PER_S = 40

export const StatusBadge = ({ status }: { status: RoomStatus }) => {
  const { t } = useTranslation()
  return (
    <span className={styles.badge} data-status={status} data-testid="room-status">
      <i aria-hidden="true" />
      {t(`status.${status}`)}
    </span>
  )
}

/** One line that runs when it is too long; a tap shows all of it, and what the room is about. */
export const Announcement = () => {
  const { t } = useTranslation()
  const sheets = useSheets()
  const announcement = useRoomState((state) => state.room?.announcement ?? '')
  const introduction = useRoomState((state) => state.room?.introduction ?? '')
  const still = useReducedMotion()
  const [overflow, setOverflow] = useState(0)
  const line = useRef<HTMLSpanElement>(null)
  const text = announcement || (introduction ? t('room.about') : '')

  useEffect(() => {
    if (!text) return
    const measure = () => {
      const element = line.current
      setOverflow(element ? Math.max(0, element.scrollWidth - element.clientWidth) : 0)
    }
    measure()
    window.addEventListener('resize', measure)
    return () => window.removeEventListener('resize', measure)
  }, [text])

  if (text === '') return null
  const runs = overflow > 0 && !still
  const style = runs
    ? ({ '--way': `${-overflow - 24}px`, '--run': `${(overflow + 120) / MARQUEE_PX_PER_S}s` } as CSSProperties)
    : undefined
  return (
    <button
      type="button"
      className={styles.announcement}
      data-runs={runs || undefined}
      data-testid="announcement"
      aria-haspopup="dialog"
      onClick={() => sheets.open({ kind: 'about' })}
    >
      <MegaphoneIcon size={16} aria-hidden={undefined} aria-label={t('room.announcement')} />
      <span ref={line} className={styles.line}>
        <span className={styles.text} style={style}>
          {text}
        </span>
      </span>
    </button>
  )
}

export const StatusRow = ({ status }: { status: RoomStatus }) => (
  <div className={styles.row}>
    <StatusBadge status={status} />
    <Announcement />
    <LeadersChip />
  </div>
)
