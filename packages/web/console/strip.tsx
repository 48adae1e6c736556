// The numbers under everything: people, messages and their cost, orders, shortages, the host's picture.
import { useTranslation } from 'react-i18next'
import { withoutCents } from '../staff/money.ts'
import { verdictOf } from '../staff/room/health.ts'
import { stockAlerts } from '../staff/room/lineup.ts'
import { useRoomState } from '../staff/room/live-room.ts'
import { useMeters, useRoomOrders, useStreamHealth } from '../staff/room/polls.ts'
import { formatMoney, formatNumber } from '../ui/format.ts'
import { CheckIcon, WarningIcon } from '../ui/icons.tsx'
import { MessageMeter } from './message-meter.tsx'
import styles from './strip.module.css'

const ALERTS_SHOWN = 2

const HostHealth = () => {
  const { t } = useTranslation()
  const status = useRoomState(({ room }) => room?.status)
  const { data } = useStreamHealth()
  const verdict = verdictOf(data, status === 'live' || status === 'interrupted')
  const { tone } = verdict
  const Mark = tone === 'bad' ? WarningIcon : CheckIcon
  const lines =
    verdict.tone === 'bad'
      ? [t(`health.headline.${verdict.advice}`), t(`health.advice.${verdict.advice}`)]
      : verdict.tone === 'good'
        ? [t('health.fine'), t('health.figures', { kbps: verdict.kbps, fps: verdict.fps, count: verdict.breaks })]
        : [t(`health.${verdict.tone}`)]
  return (
    <div className={styles.health} data-testid="console-health" data-tone={tone}>
      <h4>{t('console.health')}</h4>
      <ul>
        {lines.map((line) => (
          <li key={line} data-tone={tone}>
            {(tone === 'good' || tone === 'bad') && <Mark size={16} />}
            <span title={line}>{line}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

export const Strip = () => {
  const { t, i18n } = useTranslation()
  const number = (value: number) => formatNumber(value, i18n.language)
  const viewers = useRoomState((state) => state.viewers)
  const shelf = useRoomState((state) => state.shelf)
  const peak = useMeters().data?.peakViewers ?? viewers
  const totals = useRoomOrders().data?.totals
  const alerts = stockAlerts(shelf)
  const money = (minor: number) =>
    totals?.currency == null ? number(0) : formatMoney(minor, totals.currency, i18n.language)
  return (
    <footer className={`${styles.strip} num`} data-part="numbers">
      <div>
        <h4>{t('console.viewers')}</h4>
        <div className={styles.value} data-testid="console-viewers">
          {number(viewers)}
        </div>
        <h4>{t('console.peak', { peak: number(Math.max(peak, viewers)) })}</h4>
      </div>
      <MessageMeter />
      <div>
        <h4>{t('console.ordersAMinute')}</h4>
        <div className={styles.value}>{number(totals?.paidLastMinute ?? 0)}</div>
        <h4>{t('console.paidSoFar', { count: totals?.paid ?? 0, paid: number(totals?.paid ?? 0) })}</h4>
      </div>
      <div>
        <h4>{t('console.revenue')}</h4>
        <div className={styles.value} data-testid="console-revenue" data-minor={totals?.revenueMinor ?? 0}>
          {totals?.currency == null ? number(0) : money(withoutCents(totals.revenueMinor, totals.currency))}
        </div>
        <h4>
          {totals &&
            totals.paid > 0 &&
            t('console.anOrder', { average: money(Math.round(totals.revenueMinor / totals.paid)) })}
        </h4>
      </div>
      <div className={styles.health}>
        <h4>{t('console.alerts')}</h4>
        <ul>
          {alerts.length === 0 && (
            <li data-tone="good">
              <CheckIcon size={16} />
              {t('console.noAlerts')}
            </li>
          )}
          {alerts.slice(0, ALERTS_SHOWN).map(({ number: no, title, label, left, waiting }) => (
            <li key={`${no} ${label}`} data-tone="warn">
              <WarningIcon size={16} />
              <span>
                {waiting > 0
                  ? t('console.alertWait', {
                      number: no,
                      name: label || title,
                      count: waiting,
                      waiting: number(waiting),
                    })
                  : t('console.alertLeft', { number: no, name: label || title, left: number(left) })}
              </span>
            </li>
          ))}
        </ul>
      </div>
      <HostHealth />
    </footer>
  )
}
