import { isRefusal } from '@hawker/sdk'
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Avatar } from '../../ui/avatar.tsx'
import { formatCount } from '../../ui/format.ts'
import { CheckIcon, CloseIcon, PeopleIcon, ShareIcon } from '../../ui/icons.tsx'
import { useLiveRoom, useRoomState } from '../../ui/live-room.ts'
import { usePerson } from './person.tsx'
import { useShare } from './share.ts'
import { useToast } from './toasts.tsx'
import styles from './top-bar.module.css'
import { useRefusalText } from './use-refusal-text.ts'

interface Following {
  readonly following: boolean
  readonly followers: number
}

const useFollow = (hostId: string | undefined) => {
  const { hawker } = useLiveRoom()
  const { act, you } = usePerson()
  const toast = useToast()
  const text = useRefusalText()
  const [state, setState] = useState<Following | null>(null)
  const youId = you?.id

  // biome-ignore lint/correctness/useExhaustiveDependencies: who you are changes the answer
  useEffect(() => {
    if (hostId === undefined) return
    let gone = false
    void hawker.hosts.read(hostId).then((answer) => {
      if (!gone && !isRefusal(answer)) setState(answer)
    })
    return () => {
      gone = true
    }
  }, [hawker, hostId, youId])

  const toggle = useCallback(() => {
    if (hostId === undefined || state === null) return
    act(() => {
      const before = state
      const following = !before.following
      setState({ following, followers: Math.max(0, before.followers + (following ? 1 : -1)) })
      const ask = following ? hawker.hosts.follow(hostId) : hawker.hosts.unfollow(hostId)
      void ask.then((answer) => {
        if (!isRefusal(answer)) return setState(answer)
        setState(before)
        toast(text(answer))
      })
    })
  }, [act, hawker, hostId, state, toast, text])

  return { state, toggle }
}

export const HostPill = ({ line }: { line: 'likes' | 'fans' | 'both' }) => {
  const { t, i18n } = useTranslation()
  const host = useRoomState((state) => state.room?.host ?? null)
  const likes = useRoomState((state) => state.likes)
  const { state: follow, toggle } = useFollow(host?.id)
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
          onClick={toggle}
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

export const ViewerCount = () => {
  const { t, i18n } = useTranslation()
  const viewers = useRoomState((state) => state.viewers)
  return (
    <span
      className={`${styles.count} num`}
      data-testid="viewer-count"
      data-viewers={viewers}
      title={t('room.watching', { count: viewers })}
    >
      <PeopleIcon size={16} />
      {formatCount(viewers, i18n.language)}
    </span>
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
