// How long the next offer stands: open end unless somebody says otherwise.
import { useTranslation } from 'react-i18next'
import styles from './row.module.css'

const CHOICES = [1, 3, 5, 10] as const

export const LastsField = ({
  minutes,
  onChange,
}: {
  minutes: number | null
  onChange: (minutes: number | null) => void
}) => {
  const { t } = useTranslation()
  return (
    <fieldset className={styles.lasts}>
      <legend className="sr-only">{t('console.lasts')}</legend>
      <span aria-hidden="true">{t('console.lasts')}</span>
      {[null, ...CHOICES].map((choice) => (
        <button key={choice} type="button" aria-pressed={choice === minutes} onClick={() => onChange(choice)}>
          {choice === null ? t('console.openEnd') : t('console.minutes', { count: choice })}
        </button>
      ))}
    </fieldset>
  )
}
