// What a sheet shows in the place of its list: before it is read, when it could not be, and when nothing is in it.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import styles from './list-sheet.module.css'

/** In the place of rows that are not known yet. */
export const LoadingRows = ({ rows = 3 }: { rows?: number }) => {
  const { t } = useTranslation()
  return (
    <div className={styles.list} role="status" aria-label={t('common.loading')}>
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <div key={row} className={styles.blank} />
      ))}
    </div>
  )
}

/** `say`: why, where more is known of it. */
export const FailedList = ({ say, onRetry }: { say?: string; onRetry: () => void }) => {
  const { t } = useTranslation()
  return (
    <EmptyList>
      <p>{say ?? t('common.failed')}</p>
      <Button look="soft" onClick={onRetry}>
        {t('common.retry')}
      </Button>
    </EmptyList>
  )
}

export const EmptyList = ({ children }: { children: ReactNode }) => <div className={styles.empty}>{children}</div>
