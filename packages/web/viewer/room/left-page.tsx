// The room was left for good, and not by the viewer's wish: says why, and what can be done.
import type { EndReason, Link } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { formatMoment } from '../../ui/format.ts'
import { DevicesIcon, LockIcon, RefreshIcon, UserIcon } from '../../ui/icons.tsx'
import { useClock, useNow } from '../../ui/use-now.ts'
import { useUnread } from '../ask/ask-provider.tsx'
import { isForever } from '../chat/speaking.ts'
import styles from './left-page.module.css'
import { usePerson } from './person.tsx'
import { useSheets } from './sheets.ts'

const SHOWN = ['kicked', 'banned', 'replaced', 'signed-out', 'not-allowed', 'too-old'] as const
type Shown = (typeof SHOWN)[number]

export const leftFor = (link: Link): Shown | null => {
  const reason: EndReason | null = link.state === 'ended' ? link.reason : null
  return SHOWN.find((shown) => shown === reason) ?? null
}

const ICONS = {
  kicked: LockIcon,
  banned: LockIcon,
  'not-allowed': LockIcon,
  replaced: DevicesIcon,
  'signed-out': UserIcon,
  'too-old': RefreshIcon,
}

interface Props {
  readonly reason: Shown
  readonly until: number | null
  readonly title: string | null
  readonly enter: () => void
}

export const LeftPage = ({ reason, until, title, enter }: Props) => {
  const { t, i18n } = useTranslation()
  const sheets = useSheets()
  const { act } = usePerson()
  const unread = useUnread()
  const clock = useClock()
  const Icon = ICONS[reason]
  useNow(until !== null && !isForever(until) && until > clock.now())
  const over = until !== null && until <= clock.now()
  const text =
    reason !== 'banned' || until === null
      ? t(`left.${reason}.text`)
      : isForever(until)
        ? t('left.bannedForever')
        : t('left.bannedUntil', { until: formatMoment(until, clock.now(), i18n.language) })
  const comesBack = reason !== 'not-allowed' && (reason !== 'banned' || over || until === null)
  const appeals = reason === 'kicked' || reason === 'banned' || reason === 'not-allowed'
  // Who one was is in the whole page: after signing out it begins anew.
  const again = () => (reason === 'too-old' || reason === 'signed-out' ? location.reload() : enter())
  return (
    <main className={styles.page} data-testid="left-page" data-reason={reason}>
      <span className={styles.sign}>
        <Icon size={28} />
      </span>
      {title !== null && <p className={styles.room}>{title}</p>}
      <h1>{t(`left.${reason}.title`)}</h1>
      <p role="status">{text}</p>
      <div className={styles.ways}>
        {comesBack && (
          <Button data-testid="left-again" onClick={again}>
            {t(`left.${reason}.again`)}
          </Button>
        )}
        {appeals && (
          <Button
            look={comesBack ? 'ghost' : 'accent'}
            data-testid="left-ask"
            onClick={() => act(() => sheets.open({ kind: 'ask', about: null }))}
          >
            {t('ask.title')}
            {unread > 0 && <b className="num"> ({unread})</b>}
          </Button>
        )}
        <a href="/">{t('ended.others')}</a>
      </div>
    </main>
  )
}
