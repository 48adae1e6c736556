// What was just done, and five seconds to take it back. Always in the same place.
import { useTranslation } from 'react-i18next'
import { useRoomState } from '../../staff/room/live-room.ts'
import { formatNumber } from '../../ui/format.ts'
import { UndoIcon } from '../../ui/icons.tsx'
import styles from './undo-bar.module.css'
import type { Step } from './use-launching.ts'

const ROUND = 2 * Math.PI * 16

export const UndoBar = ({ step, onUndo }: { step: Step; onUndo: () => void }) => {
  const { t, i18n } = useTranslation()
  const viewers = useRoomState((state) => state.viewers)
  return (
    <div className={styles.bar} role="status" data-testid="undo-bar">
      <svg viewBox="0 0 38 38" aria-hidden="true" className={styles.ring}>
        <circle cx="19" cy="19" r="16" />
        <circle cx="19" cy="19" r="16" strokeDasharray={ROUND} />
      </svg>
      <p>
        {t(`console.${step.kind}`, { number: step.item.number, title: step.item.title })}
        <small>{t('console.sentTo', { count: viewers, viewers: formatNumber(viewers, i18n.language) })}</small>
      </p>
      <button type="button" onClick={onUndo} data-testid="undo">
        <UndoIcon size={16} />
        {t('console.undo')}
        <kbd>Z</kbd>
      </button>
    </div>
  )
}
