import { useTranslation } from 'react-i18next'
import { LanguageSwitch } from '../../staff/language-switch.tsx'
import { useRoomState } from '../../staff/room/live-room.ts'
import { usePicture } from '../../staff/room/picture.ts'
import { useStreamHealth } from '../../staff/room/polls.ts'
import { SignOut } from '../../staff/session/sign-out.tsx'
import { useMay } from '../../staff/session/you.ts'
import { formatMoment } from '../../ui/format.ts'
import { BagIcon, CheckIcon, LeftIcon, WarningIcon } from '../../ui/icons.tsx'
import { useNow } from '../../ui/use-now.ts'
import { PictureFrame } from '../picture-frame.tsx'
import { HowTo } from '../push/how-to.tsx'
import { PushCard } from '../push/push-card.tsx'
import styles from './before.module.css'
import { checklist } from './checklist.ts'
import { ChecklistCard } from './checklist-card.tsx'
import { GoLive } from './go-live.tsx'

export const Before = ({ address }: { address: string | null }) => {
  const { t, i18n } = useTranslation()
  const room = useRoomState((state) => state.room)!
  const seesGoods = useMay('numbers.read')
  const shelf = useRoomState((state) => state.shelf)
  const { data: health } = useStreamHealth()
  const picture = usePicture(health?.publishing ? address : null)
  const now = useNow(room.startsAt !== null)
  const checks = checklist(room, shelf, health)
  const open = checks.filter(({ ready }) => !ready).length
  const size = health?.publishing && health.width > 0 ? `${health.width} × ${health.height}` : null
  return (
    <div className={`${styles.page} num`}>
      <header className={styles.top}>
        <a className={styles.back} href="/studio" aria-label={t('rooms.all')}>
          <LeftIcon size={22} />
        </a>
        <div>
          <h1>{room.title}</h1>
          <p>
            {t(`status.${room.status}`)}
            {room.startsAt !== null && `, ${formatMoment(room.startsAt, now, i18n.language)}`}
          </p>
        </div>
        <span className={styles.ready} data-open={open > 0 || undefined}>
          {open > 0 ? <WarningIcon size={18} /> : <CheckIcon size={18} />}
          {open > 0
            ? `${t('studio.toLookAt', { count: open })}${t('studio.areReady', { count: checks.length - open })}`
            : t('studio.allReady')}
        </span>
        {seesGoods && (
          <a className={`pill ${styles.wide}`} href="/shop" data-testid="to-shop">
            <BagIcon size={16} />
            {t('pages.shop')}
          </a>
        )}
        <span className={styles.wide}>
          <LanguageSwitch />
        </span>
        <SignOut />
      </header>
      <main className={styles.main}>
        <PictureFrame
          picture={picture}
          left={room.status === 'rehearsal' ? t('studio.rehearsing') : t('studio.previewOnly')}
          right={size}
        >
          {health?.publishing ? t('studio.pictureComing') : t('studio.noPictureYet')}
        </PictureFrame>
        <div className={styles.column}>
          <PushCard />
          <HowTo publishing={health?.publishing ?? false} kbps={Math.round((health?.bitsPerSecond ?? 0) / 1000)} />
        </div>
        <div className={styles.column}>
          <ChecklistCard checks={checks} />
          <GoLive />
        </div>
      </main>
    </div>
  )
}
