// N11: what goes out by class against the room's budget, and in one sentence what viewers get of it.
import { useTranslation } from 'react-i18next'
import { type ClassView, meterView } from '../staff/room/meters.ts'
import { useMeters, useToldMeters } from '../staff/room/polls.ts'
import { formatNumber } from '../ui/format.ts'
import styles from './strip.module.css'

const ClassBar = ({ view: { name, perSecond, sent, merged, dropped, share, tone } }: { view: ClassView }) => {
  const { t, i18n } = useTranslation()
  const number = (value: number) => formatNumber(value, i18n.language)
  const parts = [
    t('console.sent', { count: sent, n: number(sent) }),
    t('console.merged', { count: merged, n: number(merged) }),
    t('console.dropped', { count: dropped, n: number(dropped) }),
  ]
  return (
    <div data-class={name} data-tone={tone} title={parts.join(', ')}>
      {t(`console.class.${name}`)}
      <b>{perSecond.toFixed(1)}</b>
      <span className={styles.bar} aria-hidden="true">
        <i style={{ transform: `scaleX(${share})` }} />
      </span>
      <small>{merged > 0 && dropped === 0 ? parts[1] : parts[2]}</small>
      <span className="sr-only">{parts.join(', ')}</span>
    </div>
  )
}

export const MessageMeter = () => {
  const { t, i18n } = useTranslation()
  const told = useToldMeters().readings
  const { data } = useMeters()
  const view = meterView(told.length > 0 ? told : data ? [{ at: 0, meters: data }] : [])
  if (view === null)
    return (
      <div className={styles.messages} data-testid="meters">
        <h4>{t('console.messagesPlain')}</h4>
        <p className={styles.waiting}>{t('console.metersWait')}</p>
      </div>
    )
  const { perSecond, budget, classes, effect, tone, chatPercent, importantDropped } = view
  return (
    <div className={styles.messages} data-testid="meters" data-effect={effect}>
      <h4>
        {t('console.messages', { total: perSecond.toFixed(1), budget })}
        <span className={styles.effect} data-tone={tone} role="status">
          {t(`console.effect.${effect}`, {
            percent: chatPercent,
            count: importantDropped,
            n: formatNumber(importantDropped, i18n.language),
          })}
        </span>
      </h4>
      <div className={styles.classes}>
        {classes.map((one) => (
          <ClassBar key={one.name} view={one} />
        ))}
      </div>
    </div>
  )
}
