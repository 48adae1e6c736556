// The way to the board, beside the announcement. It says nothing that would have to be asked for: a full room opens it by
// the thousand.
import { useTranslation } from 'react-i18next'
import { TrophyIcon } from '../../ui/icons.tsx'
import { useSheets } from '../room/sheets.ts'
import styles from './leaders-chip.module.css'

export const LeadersChip = () => {
  const { t } = useTranslation()
  const sheets = useSheets()
  return (
    <button
      type="button"
      className={styles.chip}
      aria-haspopup="dialog"
      data-testid="leaders"
      onClick={() => sheets.open({ kind: 'leaders' })}
    >
      <TrophyIcon size={16} />
      {t('leaders.chip')}
    </button>
  )
}
