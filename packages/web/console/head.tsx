import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatElapsed } from '../staff/elapsed.ts'
import { LanguageSwitch } from '../staff/language-switch.tsx'
import { useLiveRoom, useRoomState } from '../staff/room/live-room.ts'
import { useMayHere } from '../staff/room/may.ts'
import { SignOut } from '../staff/session/sign-out.tsx'
import { useMay, useYou } from '../staff/session/you.ts'
import { TruthAlarm } from '../staff/truth/truth-alarm.tsx'
import { formatMoment } from '../ui/format.ts'
import { BagIcon, GearIcon, LeftIcon, MegaphoneIcon, ScreenIcon, ShareIcon } from '../ui/icons.tsx'
import { useNow } from '../ui/use-now.ts'
import styles from './head.module.css'
import { Rules } from './rules/rules.tsx'
import { Settings } from './settings/settings.tsx'
import { Tell } from './tell/tell.tsx'

const ON_AIR = ['live', 'paused', 'interrupted']
const COPIED_SHOWN_MS = 2000

const Standing = () => {
  const { t, i18n } = useTranslation()
  const room = useRoomState(({ room: facts }) => facts)!
  const running = ON_AIR.includes(room.status)
  const now = useNow(running)
  return (
    <span className={`${styles.status} num`} data-status={room.status} data-testid="console-status">
      {room.status === 'live' && <i aria-hidden="true" />}
      {t(`status.${room.status}`)}
      {running && room.startedAt !== null && ` ${formatElapsed(now - room.startedAt)}`}
      {!running &&
        room.startsAt !== null &&
        room.endedAt === null &&
        ` ${formatMoment(room.startsAt, now, i18n.language)}`}
    </span>
  )
}

const Share = () => {
  const { t } = useTranslation()
  const { id } = useLiveRoom()
  const [copied, setCopied] = useState(false)
  const link = `${location.origin}/r/${id}`
  useEffect(() => {
    if (!copied) return
    const timer = window.setTimeout(() => setCopied(false), COPIED_SHOWN_MS)
    return () => window.clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link)
      setCopied(true)
    } catch {
      // No clipboard without https: the address is shown to be copied by hand.
      window.prompt(t('console.shareByHand'), link)
    }
  }
  return (
    <button type="button" className="pill" onClick={() => void copy()} data-testid="share">
      <ShareIcon size={16} />
      <span className={styles.word} aria-live="polite">
        {copied ? t('common.copied') : t('console.share')}
      </span>
    </button>
  )
}

export const Head = () => {
  const { t } = useTranslation()
  const { id } = useLiveRoom()
  const you = useYou()
  const room = useRoomState(({ room: facts }) => facts)!
  const operates = useMayHere('room.operate')
  const seesGoods = useMay('numbers.read')
  const [open, setOpen] = useState<'tell' | 'settings' | null>(null)
  return (
    <header className={styles.head}>
      <a className={styles.back} href="/console" aria-label={t('rooms.all')}>
        <LeftIcon size={18} />
      </a>
      <h1>{room.title}</h1>
      <Standing />
      <span className={styles.sub}>
        {room.host ? t('console.hostAndRoom', { host: room.host.name, room: id }) : id}
      </span>
      <span className={styles.who}>
        {t('console.as', { name: you.person.name, role: t(`role.${you.person.role}`) })}
      </span>
      <span className={styles.break} />
      <TruthAlarm />
      {operates && (
        <>
          <Rules />
          <button type="button" className="pill" onClick={() => setOpen('tell')} data-testid="tell-open">
            <MegaphoneIcon size={16} />
            <span className={styles.word}>{t('tell.open')}</span>
          </button>
          <button type="button" className="pill" onClick={() => setOpen('settings')} data-testid="settings-open">
            <GearIcon size={16} />
            <span className={styles.word}>{t('settings.open')}</span>
          </button>
        </>
      )}
      <Share />
      {seesGoods && (
        <a className={`pill ${styles.wide}`} href="/shop" data-testid="to-shop">
          <BagIcon size={16} />
          <span className={styles.word}>{t('pages.shop')}</span>
        </a>
      )}
      <a className={`pill ${styles.wide}`} href={`/studio/${id}`}>
        <ScreenIcon size={16} />
        <span className={styles.word}>{t('rooms.studio')}</span>
      </a>
      <span className={styles.wide}>
        <LanguageSwitch />
      </span>
      <span className={styles.wide}>
        <SignOut />
      </span>
      {open === 'tell' && <Tell onClose={() => setOpen(null)} />}
      {open === 'settings' && <Settings onClose={() => setOpen(null)} />}
    </header>
  )
}
