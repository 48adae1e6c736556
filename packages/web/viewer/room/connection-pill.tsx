// Says nothing while all is well; after two seconds without the room it says so, and when it is back, how much came late.
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLink } from '../../ui/live-room.ts'
import styles from './connection-pill.module.css'

const SILENT_MS = 2000
const BACK_SHOWN_MS = 2000

type Pill = { kind: 'hidden' } | { kind: 'away' } | { kind: 'back'; events: number } | { kind: 'ended' }

export const ConnectionPill = () => {
  const { t } = useTranslation()
  const link = useLink()
  const [pill, setPill] = useState<Pill>({ kind: 'hidden' })

  useEffect(() => {
    if (link.state === 'open') {
      const events = link.caughtUp
      setPill((shown) => (shown.kind === 'away' ? { kind: 'back', events: events ?? 0 } : { kind: 'hidden' }))
      const timer = window.setTimeout(() => setPill({ kind: 'hidden' }), BACK_SHOWN_MS)
      return () => window.clearTimeout(timer)
    }
    if (link.state === 'idle') return
    if (link.state === 'ended') {
      // A new name leaves and enters again within a moment.
      const timer = window.setTimeout(() => setPill({ kind: 'ended' }), SILENT_MS)
      return () => window.clearTimeout(timer)
    }
    const timer = window.setTimeout(() => setPill({ kind: 'away' }), Math.max(0, link.since + SILENT_MS - Date.now()))
    return () => window.clearTimeout(timer)
  }, [link])

  return (
    <div className={styles.region} role="status" data-testid="connection" data-state={link.state}>
      {pill.kind === 'away' && <p className={styles.pill}>{t('common.reconnecting')}</p>}
      {pill.kind === 'ended' && <p className={styles.pill}>{t('common.offline')}</p>}
      {pill.kind === 'back' && (
        <p className={styles.pill} data-back="">
          {t('common.caughtUp', { count: pill.events })}
        </p>
      )}
    </div>
  )
}
