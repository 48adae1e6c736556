import { useTranslation } from 'react-i18next'
import { Avatar } from '../../ui/avatar.tsx'
import { formatCount } from '../../ui/format.ts'
import { CheckIcon, CloseIcon, PeopleIcon, ShareIcon } from '../../ui/icons.tsx'
import { useRoomState } from '../../ui/live-room.ts'
import { useFollow } from './follow.tsx'
import { usePerson } from './person.tsx'
import { useShare } from './share.ts'
import { useSheets } from './sheets.ts'
import styles from './top-bar.module.css'

export const HostPill = ({ line }: { line: 'likes' | 'fans' | 'both' }) => {
  const { t, i18n } = useTranslation()
  const host = useRoomState((state) => state.room?.host ?? null)
  const likes = useRoomState((state) => state.likes)
  const { state: follow, set } = useFollow()
  if (host === null) return null
  const fansText =
    follow && t('room.fans', { count: follow.followers, shown: formatCount(follow.followers, i18n.language) })
  const likesText = t('room.likes', { count: likes, shown: formatCount(likes, i18n.language) })
  const words = line === 'likes' ? [likesText] : line === 'fans' ? [fansText] : [fansText, likesText]
  return (
    <div className={styles.host}>
      <span className={styles.face}>
        <Avatar name={host.name} url={host.avatarUrl} size={36} />
      </span>
      <span className={styles.who}>
        <b>{host.name}</b>
        <small className="num" data-testid="like-count" data-likes={likes}>
          {words.filter(Boolean).join(' · ')}
        </small>
      </span>
      {follow && (
        <button
          type="button"
          className={styles.follow}
          aria-pressed={follow.following}
          data-testid="follow"
          onClick={() => set(!follow.following)}
        >
          {follow.following ? (
            <CheckIcon size={16} aria-label={t('room.following')} aria-hidden={undefined} />
          ) : (
            t('room.follow')
          )}
        </button>
      )}
    </div>
  )
}

/** How many watch; a tap shows who. */
export const ViewerCount = () => {
  const { t, i18n } = useTranslation()
  const sheets = useSheets()
  const { act } = usePerson()
  const viewers = useRoomState((state) => state.viewers)
  return (
    <button
      type="button"
      className={`${styles.count} num`}
      data-testid="viewer-count"
      data-viewers={viewers}
      aria-label={t('members.open', { count: viewers })}
      aria-haspopup="dialog"
      onClick={() => act(() => sheets.open({ kind: 'members' }))}
    >
      <PeopleIcon size={16} />
      {formatCount(viewers, i18n.language)}
    </button>
  )
}

export const TopBar = ({ waiting }: { waiting: boolean }) => {
  const { t } = useTranslation()
  const share = useShare()
  return (
    <header className={styles.top}>
      <HostPill line={waiting ? 'fans' : 'likes'} />
      {!waiting && <ViewerCount />}
      <button type="button" className={styles.round} aria-label={t('room.share')} onClick={share}>
        <ShareIcon size={19} />
      </button>
      <a className={styles.round} href="/" aria-label={t('room.leave')}>
        <CloseIcon size={19} />
      </a>
    </header>
  )
}
