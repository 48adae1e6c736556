import { useTranslation } from 'react-i18next'
import { CheckIcon, ScreenIcon } from '../../ui/icons.tsx'
import card from '../card.module.css'
import styles from './push-card.module.css'

const STEPS = ['paste', 'video', 'start'] as const

/** Three lines that make OBS right for about a second of delay. */
export const HowTo = ({ publishing, kbps }: { publishing: boolean; kbps: number }) => {
  const { t, i18n } = useTranslation()
  return (
    <section className={card.card}>
      <h2>{t('studio.obs')}</h2>
      <p className={styles.state} data-on={publishing || undefined} role="status">
        {publishing ? <CheckIcon size={18} /> : <ScreenIcon size={18} />}
        {publishing
          ? t('studio.connected', { kbps: new Intl.NumberFormat(i18n.language).format(kbps) })
          : t('studio.notConnected')}
      </p>
      <ol className={styles.steps}>
        {STEPS.map((step, index) => (
          <li key={step}>
            <b aria-hidden="true">{index + 1}</b>
            <span>{t(`studio.obsStep.${step}`)}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
