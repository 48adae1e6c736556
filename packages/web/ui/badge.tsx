// The two marks before a name: a level as a number, a role as a word.
import type { Role } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import styles from './badge.module.css'

const STEPS = [40, 30, 20, 10, 1]

export const LevelBadge = ({ level }: { level: number }) => {
  const { t } = useTranslation()
  if (level < 1) return null
  return (
    <b className={styles.level} data-step={STEPS.find((step) => level >= step)}>
      <span className="sr-only">{t('common.level', { level })}</span>
      <span aria-hidden="true">{level}</span>
    </b>
  )
}

/** Only roles that viewers should tell apart from themselves. */
export const RoleBadge = ({ role }: { role: Role }) => {
  const { t } = useTranslation()
  if (role === 'host' || role === 'owner') return <b className={styles.role}>{t('role.host')}</b>
  if (role === 'assistant')
    return (
      <b className={styles.role} data-role="assistant">
        {t('role.assistant')}
      </b>
    )
  return null
}
