import { useTranslation } from 'react-i18next'
import { IconButton } from '../../ui/icon-button.tsx'
import { BagIcon, GiftIcon, MoreIcon } from '../../ui/icons.tsx'
import { useRoomState } from '../../ui/live-room.ts'
import { useUnread } from '../ask/ask-provider.tsx'
import { Composer } from '../chat/composer.tsx'
import type { Chat } from '../chat/use-chat.ts'
import { LikeButton } from '../likes/heart-lane.tsx'
import styles from './bottom-bar.module.css'
import { useSheets } from './sheets.ts'

interface Props {
  readonly chat: Chat
  readonly onLike: () => void
  readonly typing: boolean
  readonly onTyping: (typing: boolean) => void
}

export const BottomBar = ({ chat, onLike, typing, onTyping }: Props) => {
  const { t } = useTranslation()
  const sheets = useSheets()
  const unread = useUnread()
  const count = useRoomState((state) => state.shelf.length)
  const live = useRoomState((state) => state.room?.status !== 'ended')
  return (
    <nav className={styles.bar} aria-label={t('room.controls')}>
      {!typing && (
        <IconButton
          look="accent"
          label={t('bag.open', { count })}
          data-testid="bag"
          onClick={() => sheets.open({ kind: 'bag' })}
        >
          <BagIcon />
          <span className={`${styles.badge} num`} aria-hidden="true">
            {count}
          </span>
        </IconButton>
      )}
      <Composer look="room" chat={chat} onTyping={onTyping} />
      {!typing && (
        <>
          {live && (
            <>
              <IconButton
                className={styles.gift ?? ''}
                label={t('gift.title')}
                data-testid="gifts"
                onClick={() => sheets.open({ kind: 'gifts' })}
              >
                <GiftIcon />
              </IconButton>
              <LikeButton className={styles.like} onLike={onLike} />
            </>
          )}
          <IconButton
            label={unread > 0 ? t('more.withAnswers', { count: unread }) : t('more.title')}
            data-testid="more"
            data-unread={unread}
            onClick={() => sheets.open({ kind: 'more' })}
          >
            <MoreIcon />
            {unread > 0 && (
              <span className={`${styles.badge} num`} aria-hidden="true">
                {Math.min(99, unread)}
              </span>
            )}
          </IconButton>
        </>
      )}
    </nav>
  )
}
