// How points and levels come about, and the badges of somebody.
import { useTranslation } from 'react-i18next'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { useMay } from '../../staff/session/you.ts'
import section from '../section.module.css'
import { Badges } from './badges.tsx'
import styles from './levels.module.css'
import { RulesCard } from './rules-card.tsx'
import { useRules } from './use-rules.ts'

export const Levels = (_: { item: string | null }) => {
  const { t } = useTranslation()
  const mayWrite = useMay('app.write')
  const { data, error, isPending } = useRules()
  return (
    <>
      <div className={section.top}>
        <h1>{t('levels.title')}</h1>
        <p className="quiet">{t(mayWrite ? 'levels.what' : 'levels.whatSeen')}</p>
      </div>
      {isPending && <p className="quiet">{t('common.loading')}</p>}
      <RefusalNote error={error} />
      <div className={styles.cards}>
        {data && <RulesCard rules={data} mayWrite={mayWrite} />}
        <Badges />
      </div>
    </>
  )
}
