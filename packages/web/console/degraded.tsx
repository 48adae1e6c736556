// Something of the platform is away: what still works, what does not. Leaves by itself, and moves nothing.
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useTrouble } from '../staff/room/polls.ts'
import { CloseIcon, WarningIcon } from '../ui/icons.tsx'
import styles from './degraded.module.css'

export const Degraded = () => {
  const { t } = useTranslation()
  const trouble = useTrouble()
  const [small, setSmall] = useState(false)
  // Each trouble is told in full once.
  // biome-ignore lint/correctness/useExhaustiveDependencies: unfolds when the trouble changes
  useEffect(() => setSmall(false), [trouble])
  return (
    <div className={styles.place} role="status" data-testid="degraded" data-trouble={trouble ?? ''}>
      {trouble !== null &&
        (small ? (
          <button type="button" className={styles.small} onClick={() => setSmall(false)}>
            <WarningIcon size={16} />
            {t(`degraded.${trouble}.title`)}
          </button>
        ) : (
          <div className={styles.banner}>
            <WarningIcon size={20} />
            <p>
              <b>{t(`degraded.${trouble}.title`)}</b>
              <span>{t(`degraded.${trouble}.works`)}</span>
              <span>{t(`degraded.${trouble}.not`)}</span>
            </p>
            <button type="button" onClick={() => setSmall(true)} aria-label={t('degraded.fold')}>
              <CloseIcon size={16} />
            </button>
          </div>
        ))}
    </div>
  )
}
