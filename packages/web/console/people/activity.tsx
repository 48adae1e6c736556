// Purchases, gifts, arrivals, follows and acts of staff, newest first. Under the chat only the last three.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatMoment } from '../../ui/format.ts'
import {
  BagIcon,
  CloseIcon,
  GiftIcon,
  HeartIcon,
  type Icon,
  LeftIcon,
  LockIcon,
  MutedIcon,
  PeopleIcon,
  PinIcon,
  ShieldIcon,
  TicketIcon,
  TrashIcon,
} from '../../ui/icons.tsx'
import { useNow } from '../../ui/use-now.ts'
import styles from './activity.module.css'
import column from './column.module.css'
import { DEED_FILTERS, type Deed, type DeedFilter, type DeedKind, showsDeed } from './deeds.ts'

export type { Deed } from './deeds.ts'
export { useDeeds } from './use-deeds.ts'

const SHOWN_BELOW = 3
const HOUR_S = 3600
/** Told by the first names and a number. */
const MERGED: readonly DeedKind[] = ['came', 'left', 'followed', 'claimed']

const ICONS: Record<DeedKind, Icon> = {
  bought: BagIcon,
  gift: GiftIcon,
  claimed: TicketIcon,
  came: PeopleIcon,
  left: LeftIcon,
  followed: HeartIcon,
  muted: MutedIcon,
  unmuted: MutedIcon,
  kicked: CloseIcon,
  banned: LockIcon,
  unbanned: LockIcon,
  recalled: TrashIcon,
  pinned: PinIcon,
  unpinned: PinIcon,
  policy: ShieldIcon,
}

const Age = ({ at, now }: { at: number; now: number }) => {
  const { t, i18n } = useTranslation()
  const seconds = Math.max(0, Math.floor((now - at) / 1000))
  if (seconds < 2) return <time>{t('console.now')}</time>
  if (seconds < 60) return <time>{t('console.seconds', { count: seconds })}</time>
  if (seconds < HOUR_S) return <time>{t('console.minutes', { count: Math.floor(seconds / 60) })}</time>
  return <time>{formatMoment(at, now, i18n.language)}</time>
}

const Row = ({ deed, now }: { deed: Deed; now: number }) => {
  const { t } = useTranslation()
  const { at, kind, name, words } = deed
  const Picture = ICONS[kind]
  const many = MERGED.includes(kind) && Number(words.count) > 0
  return (
    <li data-kind={kind} data-testid="console-deed">
      <Picture size={16} />
      <span>
        <b>{name}</b> {t(`console.act.${kind}${many ? 'Many' : ''}`, words)}
      </span>
      <Age at={at} now={now} />
    </li>
  )
}

export const Activity = ({ deeds, all = false }: { deeds: readonly Deed[]; all?: boolean }) => {
  const { t } = useTranslation()
  const [filter, setFilter] = useState<DeedFilter>('all')
  const now = useNow(deeds.length > 0)
  const shown = all ? deeds.filter((deed) => showsDeed(deed, filter)) : deeds.slice(0, SHOWN_BELOW)
  const list = (
    <ul className={styles.list} data-all={all || undefined}>
      {shown.map((deed) => (
        <Row key={deed.key} deed={deed} now={now} />
      ))}
    </ul>
  )
  if (!all) return shown.length === 0 ? <p className={styles.none}>{t('console.noActivity')}</p> : list
  return (
    <>
      <div className={column.filters}>
        {DEED_FILTERS.map((one) => (
          <button key={one} type="button" aria-pressed={one === filter} onClick={() => setFilter(one)}>
            {t(`console.deedFilter.${one}`)}
          </button>
        ))}
      </div>
      {shown.length === 0 ? <p className={column.empty}>{t(`console.noDeeds.${filter}`)}</p> : list}
    </>
  )
}
