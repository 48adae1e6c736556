import { useTranslation } from 'react-i18next'
import { stockAlerts } from '../../staff/room/lineup.ts'
import { useRoomState } from '../../staff/room/live-room.ts'
import { formatNumber } from '../../ui/format.ts'
import { WarningIcon } from '../../ui/icons.tsx'
import styles from './centre.module.css'

const SHOWN = 4

/** Which variants run short, in full; the strip has room for two. */
export const Shortages = () => {
  const { t, i18n } = useTranslation()
  const shelf = useRoomState((state) => state.shelf)
  const alerts = stockAlerts(shelf)
  if (alerts.length === 0) return null
  return (
    <div className={styles.box}>
      <h3>
        {t('console.shortages')}
        <small>{alerts.length}</small>
      </h3>
      {alerts.slice(0, SHOWN).map(({ number, title, label, left, waiting }) => (
        <div className={styles.short} key={`${number} ${label}`}>
          <i>
            <WarningIcon size={16} />
          </i>
          <div>
            {t('console.alert', { number, name: label || title })}
            <small>
              {left === 0 ? t('stock.soldOut') : t('stock.last', { count: left })}
              {waiting > 0 &&
                `, ${t('console.wait', { count: waiting, waiting: formatNumber(waiting, i18n.language) })}`}
            </small>
          </div>
        </div>
      ))}
    </div>
  )
}
