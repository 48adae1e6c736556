// Time left on the server's clock. At zero it says "checking…" until the server has spoken.
import { useTranslation } from 'react-i18next'
import styles from './countdown.module.css'
import { formatCountdown } from './format.ts'
import { ClockIcon } from './icons.tsx'
import { useNow } from './use-now.ts'

/** Under this the figure pulses with each second. */
const URGENT_MS = 10_000

export const Countdown = ({ until, icon = true }: { until: number; icon?: boolean }) => {
  const { t } = useTranslation()
  const left = until - useNow()
  const urgent = left > 0 && left < URGENT_MS
  return (
    <span className={styles.countdown} data-urgent={urgent || undefined} role="timer">
      {icon && <ClockIcon size={13} />}
      <span key={urgent ? Math.ceil(left / 1000) : 'calm'} className="num">
        {left > 0 ? formatCountdown(left) : t('countdown.checking')}
      </span>
    </span>
  )
}
