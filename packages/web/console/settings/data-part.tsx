// What the app keeps in the room: its custom fields, attributes and counters, as they change.
import { useTranslation } from 'react-i18next'
import { Attributes } from './attributes.tsx'
import { Counters } from './counters.tsx'
import { Fields } from './fields.tsx'
import styles from './settings.module.css'

export const DataPart = () => {
  const { t } = useTranslation()
  return (
    <div className={styles.data}>
      <p className="quiet">{t('settings.dataWhat')}</p>
      <Fields />
      <Attributes />
      <Counters />
    </div>
  )
}
