// In the head of the console: nothing while all is true, else which is not, and the way to see it.
import { useTranslation } from 'react-i18next'
import { WarningIcon } from '../../ui/icons.tsx'
import styles from './truth.module.css'
import { useBroken } from './use-truths.ts'

export const TruthAlarm = () => {
  const { t } = useTranslation()
  const broken = useBroken()
  if (broken.length === 0) return null
  return (
    <div role="alert">
      <a className={styles.alarm} href="/shop/truth" data-testid="truth-alarm" data-broken={broken.join(' ')}>
        <WarningIcon size={16} />
        {t('truths.alarm', { names: broken.map((name) => t(`truths.name.${name}`)).join(t('truths.and')) })}
      </a>
    </div>
  )
}
