// Purchases, gifts, arrivals and follows, newest first. Under the chat only the last three.
import { useCallback, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLiveRoom, useRoomEvent } from '../../staff/room/live-room.ts'
import { formatMoney } from '../../ui/format.ts'
import { BagIcon, GiftIcon, HeartIcon, type Icon, PeopleIcon } from '../../ui/icons.tsx'
import { useNow } from '../../ui/use-now.ts'
import styles from './activity.module.css'

const KEPT = 100
const SHOWN_BELOW = 3

type Kind = 'bought' | 'gift' | 'came' | 'followed'
export interface Deed {
  readonly key: string
  readonly at: number
  readonly kind: Kind
  readonly name: string
  readonly words: Readonly<Record<string, string | number>>
}

const ICONS: Record<Kind, Icon> = { bought: BagIcon, gift: GiftIcon, came: PeopleIcon, followed: HeartIcon }

export const useDeeds = (language: string): readonly Deed[] => {
  const { room } = useLiveRoom()
  const count = useRef(0)
  const [deeds, setDeeds] = useState<readonly Deed[]>(() => {
    const bought = room.state.purchases.map(
      ({ offset, at, buyerName, number, totalMinor, currency }): Deed => ({
        key: `o${offset}`,
        at,
        kind: 'bought',
        name: buyerName,
        words: { number, total: formatMoney(totalMinor, currency, language) },
      }),
    )
    const given = room.state.gifts.map(
      ({ offset, at, from, name, combo }): Deed => ({
        key: `o${offset}`,
        at,
        kind: 'gift',
        name: from.name,
        words: { gift: name, count: combo },
      }),
    )
    return [...bought, ...given].sort((a, b) => b.at - a.at).slice(0, KEPT)
  })
  const add = useCallback((deed: Deed) => setDeeds((known) => [deed, ...known].slice(0, KEPT)), [])
  const lossy = (kind: Kind) => (event: { names: readonly string[]; count: number }) =>
    add({
      key: `l${++count.current}`,
      at: room.clock.now(),
      kind,
      name: event.names[0] ?? '',
      words: { count: event.count - 1 },
    })
  useRoomEvent('purchase.made', ({ at, buyerName, number, totalMinor, currency }, { offset }) =>
    add({
      key: `o${offset}`,
      at,
      kind: 'bought',
      name: buyerName,
      words: { number, total: formatMoney(totalMinor, currency, language) },
    }),
  )
  useRoomEvent('gift.sent', ({ at, from, name, combo }, { offset }) =>
    add({ key: `o${offset}`, at, kind: 'gift', name: from.name, words: { gift: name, count: combo } }),
  )
  useRoomEvent('members.joined', lossy('came'))
  useRoomEvent('follow.added', lossy('followed'))
  return deeds
}

const Age = ({ at, now }: { at: number; now: number }) => {
  const { t } = useTranslation()
  const seconds = Math.max(0, Math.floor((now - at) / 1000))
  if (seconds < 2) return <time>{t('console.now')}</time>
  if (seconds < 60) return <time>{t('console.seconds', { count: seconds })}</time>
  return <time>{t('console.minutes', { count: Math.floor(seconds / 60) })}</time>
}

export const Activity = ({ deeds, all = false }: { deeds: readonly Deed[]; all?: boolean }) => {
  const { t } = useTranslation()
  const now = useNow(deeds.length > 0)
  const shown = all ? deeds : deeds.slice(0, SHOWN_BELOW)
  if (shown.length === 0) return all ? <p className={styles.empty}>{t('console.noActivity')}</p> : null
  return (
    <ul className={styles.list} data-all={all || undefined}>
      {shown.map(({ key, at, kind, name, words }) => {
        const Picture = ICONS[kind]
        const others = (kind === 'came' || kind === 'followed') && Number(words.count) > 0
        return (
          <li key={key} data-kind={kind}>
            <Picture size={16} />
            <span>
              <b>{name}</b> {t(`console.act.${kind}${others ? 'Many' : ''}`, words)}
            </span>
            <Age at={at} now={now} />
          </li>
        )
      })}
    </ul>
  )
}
