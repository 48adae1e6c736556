// Since when, how many, how much, and whether the picture is good.
import { useTranslation } from 'react-i18next'
import { formatElapsed } from '../../staff/elapsed.ts'
import { withoutCents } from '../../staff/money.ts'
import { type Health, verdictOf } from '../../staff/room/health.ts'
import { useRoomState } from '../../staff/room/live-room.ts'
import { policyChips } from '../../staff/room/policy.ts'
import { useRoomOrders, useTrouble } from '../../staff/room/polls.ts'
import { formatMoney, formatNumber } from '../../ui/format.ts'
import { SignalIcon, WarningIcon } from '../../ui/icons.tsx'
import { useNow } from '../../ui/use-now.ts'
import styles from './top.module.css'

const HealthText = ({ health }: { health: Health | undefined }) => {
  const { t } = useTranslation()
  const status = useRoomState(({ room }) => room!.status)
  const verdict = verdictOf(health, status !== 'paused')
  const told = verdict.tone === 'good' || verdict.tone === 'bad'
  return (
    <div className={styles.health} data-tone={verdict.tone} data-testid="studio-health" role="status">
      {verdict.tone === 'bad' ? <WarningIcon size={30} /> : <SignalIcon size={30} />}
      <span>
        {verdict.tone === 'good' && t('health.fine')}
        {verdict.tone === 'bad' && t(`health.headline.${verdict.advice}`)}
        {!told && t(`health.${verdict.tone}`)}
        {verdict.tone === 'good' && (
          <small>{t('health.figures', { kbps: verdict.kbps, fps: verdict.fps, count: verdict.breaks })}</small>
        )}
        {verdict.tone === 'bad' && <small>{t(`health.advice.${verdict.advice}`)}</small>}
      </span>
    </div>
  )
}

/** Who may not speak, and what of the platform is away: short, beside the picture's health. */
const Standing = () => {
  const { t } = useTranslation()
  const policy = useRoomState(({ room }) => room!.policy)
  const trouble = useTrouble()
  const chips = policyChips(policy)
  return (
    <>
      {chips.length > 0 && (
        <span className={styles.rules} data-testid="studio-rules">
          {chips.map(({ rule, value }) => (
            <span key={rule}>{t(`studio.rule.${rule}`, { count: value })}</span>
          ))}
        </span>
      )}
      <span role="status" className={styles.trouble} data-testid="studio-degraded" data-trouble={trouble ?? ''}>
        {trouble !== null && (
          <>
            <WarningIcon size={22} />
            <span title={t(`degraded.${trouble}.not`)}>
              {t(`degraded.${trouble}.title`)}
              <small>{t(`degraded.${trouble}.works`)}</small>
            </span>
          </>
        )}
      </span>
    </>
  )
}

const Figure = ({ name, value, testId }: { name: string; value: string; testId?: string }) => (
  <div className={styles.figure}>
    <small>{name}</small>
    <b data-testid={testId}>{value}</b>
  </div>
)

export const Top = ({ health }: { health: Health | undefined }) => {
  const { t, i18n } = useTranslation()
  const room = useRoomState((state) => state.room)!
  const viewers = useRoomState((state) => state.viewers)
  const totals = useRoomOrders().data?.totals
  const now = useNow()
  const number = (value: number) => formatNumber(value, i18n.language)
  return (
    <header className={styles.top}>
      <span className={styles.live} data-status={room.status} data-testid="studio-status">
        <i aria-hidden="true" />
        {t(`status.${room.status}`)}
        {room.startedAt !== null && ` ${formatElapsed(now - room.startedAt)}`}
      </span>
      <Figure name={t('studio.viewers')} value={number(viewers)} testId="studio-viewers" />
      <Figure
        name={t('studio.sold')}
        value={
          totals?.currency == null
            ? number(0)
            : formatMoney(withoutCents(totals.revenueMinor, totals.currency), totals.currency, i18n.language)
        }
      />
      <Figure name={t('studio.orders')} value={number(totals?.paid ?? 0)} />
      <div className={styles.notes}>
        <Standing />
        <HealthText health={health} />
      </div>
    </header>
  )
}
