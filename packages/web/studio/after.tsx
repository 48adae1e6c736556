import { useTranslation } from 'react-i18next'
import { formatElapsed } from '../staff/elapsed.ts'
import { useLiveRoom, useRoomState } from '../staff/room/live-room.ts'
import { useMeters, useRoomOrders } from '../staff/room/polls.ts'
import { formatMoney, formatNumber } from '../ui/format.ts'
import styles from './after.module.css'

/** The show is over: what it came to. */
export const After = () => {
  const { t, i18n } = useTranslation()
  const { id } = useLiveRoom()
  const room = useRoomState((state) => state.room)!
  const totals = useRoomOrders().data?.totals
  const peak = useMeters().data?.peakViewers
  const { startedAt, endedAt } = room
  const figures = [
    [t('studio.length'), startedAt !== null && endedAt !== null ? formatElapsed(endedAt - startedAt) : null],
    [t('studio.orders'), totals ? formatNumber(totals.paid, i18n.language) : null],
    [t('studio.sold'), totals?.currency ? formatMoney(totals.revenueMinor, totals.currency, i18n.language) : null],
    [t('studio.peak'), peak ? formatNumber(peak, i18n.language) : null],
  ] as const
  return (
    <main className={`${styles.after} num`}>
      <h1>{t(`studio.over.${room.status === 'banned' ? 'banned' : 'ended'}`)}</h1>
      <p className="quiet">{room.title}</p>
      <dl>
        {figures
          .filter(([, value]) => value !== null)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      <div className={styles.ways}>
        <a className="pill" href={`/console/${id}`}>
          {t('rooms.console')}
        </a>
        <a className="pill" href="/studio">
          {t('rooms.all')}
        </a>
      </div>
    </main>
  )
}
