// In the navigation of the shop: how many do not hold.
import { useTranslation } from 'react-i18next'
import styles from './truth.module.css'
import { useBroken } from './use-truths.ts'

export const TruthMark = () => {
  const { t } = useTranslation()
  const { length } = useBroken()
  if (length === 0) return null
  return (
    <span className={styles.mark} data-testid="truth-mark">
      {length}
      <span className="sr-only">{t('truths.broken', { count: length })}</span>
    </span>
  )
}
