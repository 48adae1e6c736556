// The viewer's own level: points, what is missing to the next, how points come about, badges.
import { type Answer, isRefusal } from '@hawker/sdk'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { Avatar } from '../../ui/avatar.tsx'
import { LevelBadge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { formatNumber } from '../../ui/format.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { BagIcon, ClockIcon, CloseIcon, GiftIcon, MessageIcon } from '../../ui/icons.tsx'
import { useRoomEvent } from '../../ui/live-room.ts'
import { Sheet, SheetHead } from '../../ui/sheet.tsx'
import { useRead } from '../room/use-read.ts'
import { Badges } from './badges.tsx'
import styles from './level-sheet.module.css'
import { progressOf } from './progress.ts'
import { useFans } from './use-fans.ts'

type Standing = Answer<'levels.readOwnStanding'>
type Rules = Answer<'levels.readRules'>

const HOW = [
  { rule: 'perMessage', icon: MessageIcon },
  { rule: 'perMinuteWatched', icon: ClockIcon },
  { rule: 'perCoin', icon: GiftIcon },
  { rule: 'perUnitPaid', icon: BagIcon },
] as const

const Ways = ({ rules }: { rules: Rules }) => {
  const { t, i18n } = useTranslation()
  const daily = rules.perMessage > 0 || rules.perMinuteWatched > 0
  return (
    <section className={styles.how}>
      <h3>{t('level.how')}</h3>
      <ul>
        {HOW.filter(({ rule }) => rules[rule] > 0).map(({ rule, icon: Icon }) => (
          <li key={rule}>
            <Icon size={18} />
            <span>{t(`level.${rule}`)}</span>
            <b className="num">{t('level.plus', { points: formatNumber(rules[rule], i18n.language) })}</b>
          </li>
        ))}
      </ul>
      {daily && <p>{t('level.dailyMax', { points: formatNumber(rules.dailyMax, i18n.language) })}</p>}
    </section>
  )
}

const Own = ({ standing, rules }: { standing: Standing; rules: Rules }) => {
  const { t, i18n } = useTranslation()
  const { person, points, level, badges } = standing
  const { share, missing } = progressOf(standing, rules.thresholds)
  const number = (value: number) => formatNumber(value, i18n.language)
  return (
    <>
      <div className={styles.head}>
        <Avatar name={person.name} url={person.avatarUrl} size={56} />
        <div>
          <p className={styles.name}>
            <b dir="auto">{person.name}</b>
            <LevelBadge level={level} />
          </p>
          <p className="num">{t('level.points', { count: points, shown: number(points) })}</p>
        </div>
        <strong className="num" data-testid="own-level" data-level={level} data-points={points}>
          {t('common.level', { level })}
        </strong>
      </div>
      <div className={styles.way}>
        <div className={styles.bar} aria-hidden="true">
          <i style={{ transform: `scaleX(${share})` }} />
        </div>
        <p className="num">
          {missing === null
            ? t('level.top')
            : t('level.missing', { count: missing, shown: number(missing), level: level + 1 })}
        </p>
      </div>
      {badges.length > 0 && (
        <section className={styles.how}>
          <h3>{t('level.badges')}</h3>
          <Badges badges={badges} />
        </section>
      )}
      <Ways rules={rules} />
    </>
  )
}

export const LevelSheet = ({ onClosed }: { onClosed: () => void }) => {
  const { t } = useTranslation()
  const fans = useFans()
  const read = useCallback(async () => {
    const [standing, rules] = await Promise.all([fans.level(), fans.rules()])
    if (isRefusal(standing)) return standing
    return isRefusal(rules) ? rules : { standing, rules }
  }, [fans])
  const [loaded, load] = useRead(read)
  useRoomEvent('own.level', () => void load())
  return (
    <Sheet label={t('level.title')} onClosed={onClosed} testId="level-sheet">
      {(close) => (
        <>
          <SheetHead title={t('level.title')}>
            <IconButton look="plain" label={t('common.close')} onClick={close}>
              <CloseIcon />
            </IconButton>
          </SheetHead>
          <div className={styles.body}>
            {loaded === 'loading' && <div className={styles.blank} role="status" aria-label={t('common.loading')} />}
            {loaded === 'failed' && (
              <div className={styles.failed}>
                <p>{t('common.failed')}</p>
                <Button look="soft" onClick={() => void load()}>
                  {t('common.retry')}
                </Button>
              </div>
            )}
            {typeof loaded === 'object' && <Own {...loaded} />}
          </div>
        </>
      )}
    </Sheet>
  )
}
