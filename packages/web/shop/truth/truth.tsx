// What must always be true of money and goods (N5): both sides as they were counted, red where they are not the same.
import { useTranslation } from 'react-i18next'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { useTruths } from '../../staff/truth/use-truths.ts'
import { useNow } from '../../ui/use-now.ts'
import section from '../section.module.css'
import { CheckCard } from './check-card.tsx'
import styles from './truth.module.css'
import { useAge } from './use-age.ts'

export const Truth = (_: { item: string | null }) => {
  const { t } = useTranslation()
  const { data, error, isPending } = useTruths()
  const now = useNow(data !== undefined)
  const age = useAge()
  return (
    <>
      <div className={section.top}>
        <h1>{t('truth.title')}</h1>
        {data && (
          <p
            className={styles.verdict}
            role="status"
            data-holds={data.holds}
            data-testid="truth-verdict"
            data-checked-at={data.checkedAt}
          >
            {data.holds ? t('truth.allHold') : t('truth.notAll')}
            <small className="num">{t('truth.counted', { ago: age(now - data.checkedAt) })}</small>
          </p>
        )}
      </div>
      <p className={section.lead}>{t('truth.what')}</p>
      {isPending && <p className="quiet">{t('common.loading')}</p>}
      <RefusalNote error={error} />
      <ul className={styles.checks}>
        {data?.checks.map((check) => (
          <CheckCard key={check.name} check={check} now={now} />
        ))}
      </ul>
      {data && !data.holds && <p className={styles.advice}>{t('truth.advice')}</p>}
    </>
  )
}
