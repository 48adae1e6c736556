import { useTranslation } from 'react-i18next'
import { useLiveRoom } from '../../staff/room/live-room.ts'
import { CheckIcon, WarningIcon } from '../../ui/icons.tsx'
import card from '../card.module.css'
import type { Check, CheckName } from './checklist.ts'
import styles from './checklist-card.module.css'
import { CoverField } from './cover-field.tsx'

/** What is mended on the console. */
const AT_CONSOLE: readonly CheckName[] = ['products', 'stock', 'announcement']

export const ChecklistCard = ({ checks }: { checks: readonly Check[] }) => {
  const { t } = useTranslation()
  const { id } = useLiveRoom()
  return (
    <section className={card.card}>
      <h2>{t('studio.beforeYouStart')}</h2>
      <ul className={styles.list}>
        {checks.map(({ name, ready, words }) => (
          <li key={name} data-ready={ready} data-testid={`check-${name}`}>
            <i>{ready ? <CheckIcon size={17} /> : <WarningIcon size={17} />}</i>
            <div>
              {t(`studio.check.${name}.name`, words)}
              <small>{t(`studio.check.${name}.${ready ? 'ready' : 'missing'}`, words)}</small>
              {name === 'cover' && !ready && <CoverField />}
            </div>
            {!ready && AT_CONSOLE.includes(name) && <a href={`/console/${id}`}>{t('studio.fix')}</a>}
          </li>
        ))}
      </ul>
    </section>
  )
}
