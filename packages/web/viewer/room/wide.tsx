// The parts that only a wide screen has: a bar above, goods at the left, chat at the right, controls under the picture.
import { useTranslation } from 'react-i18next'
import { Avatar } from '../../ui/avatar.tsx'
import { LevelBadge } from '../../ui/badge.tsx'
import { formatCount } from '../../ui/format.ts'
import {
  CartIcon,
  FullscreenIcon,
  GavelIcon,
  GiftIcon,
  HomeIcon,
  MessageIcon,
  MutedIcon,
  PauseIcon,
  PlayIcon,
  ShareIcon,
  TicketIcon,
  TruckIcon,
  VolumeIcon,
} from '../../ui/icons.tsx'
import { useRoomState } from '../../ui/live-room.ts'
import { setCalm, useCalm } from '../../ui/motion.ts'
import { useUnread } from '../ask/ask-provider.tsx'
import { useHasAuctions } from '../auction/past-auctions.tsx'
import { useCartCount } from '../cart/cart-provider.tsx'
import { Composer } from '../chat/composer.tsx'
import { ChatList } from '../chat/list.tsx'
import { NoticeStrip } from '../chat/notice-strip.tsx'
import type { Chat } from '../chat/use-chat.ts'
import { LeadersChip } from '../fans/leaders-chip.tsx'
import { TopThree } from '../fans/top-three.tsx'
import { LikeButton } from '../likes/heart-lane.tsx'
import type { Player } from '../player/use-player.ts'
import { GoodsList } from '../shelf/bag-sheet.tsx'
import { LanguageChoice } from './more-sheet.tsx'
import { usePerson } from './person.tsx'
import { useShare } from './share.ts'
import { useSheets } from './sheets.ts'
import { Announcement, StatusBadge } from './status-row.tsx'
import { HostPill, ViewerCount } from './top-bar.tsx'
import styles from './wide.module.css'

export const WideBar = () => {
  const { t } = useTranslation()
  const sheets = useSheets()
  const { you, act } = usePerson()
  const unread = useUnread()
  const inCart = useCartCount()
  const title = useRoomState((state) => state.room?.title ?? '')
  return (
    <header className={styles.bar}>
      <a className={styles.mark} href="/">
        <i>
          <HomeIcon size={16} />
        </i>
        Hawker
      </a>
      <h1>{title}</h1>
      <nav>
        <LanguageChoice />
        <button
          type="button"
          data-testid="ask"
          data-unread={unread}
          onClick={() => act(() => sheets.open({ kind: 'ask', about: null }))}
        >
          <MessageIcon size={16} />
          {t('ask.title')}
          {unread > 0 && (
            <b className={`${styles.unread} num`}>
              {Math.min(99, unread)}
              <span className="sr-only">{t('ask.unread')}</span>
            </b>
          )}
        </button>
        <button
          type="button"
          data-testid="cart"
          data-count={inCart}
          onClick={() => act(() => sheets.open({ kind: 'cart' }))}
        >
          <CartIcon size={16} />
          {t('cart.title')}
          {inCart > 0 && <b className={`${styles.unread} num`}>{inCart}</b>}
        </button>
        <button type="button" data-testid="coupons" onClick={() => sheets.open({ kind: 'coupons' })}>
          <TicketIcon size={16} />
          {t('coupon.mine')}
        </button>
        <button type="button" onClick={() => act(() => sheets.open({ kind: 'orders' }))}>
          <TruckIcon size={16} />
          {t('orders.title')}
        </button>
        {you && (
          <button
            type="button"
            className={styles.me}
            aria-label={t('level.title')}
            data-testid="level"
            onClick={() => sheets.open({ kind: 'level' })}
          >
            <Avatar name={you.name} url={you.avatarUrl} size={32} />
            <LevelBadge level={you.level} />
          </button>
        )}
      </nav>
    </header>
  )
}

export const GoodsColumn = () => {
  const { t } = useTranslation()
  const sheets = useSheets()
  const hasAuctions = useHasAuctions()
  const count = useRoomState((state) => state.shelf.length)
  return (
    <aside className={styles.goods} aria-label={t('room.goods')}>
      <h2>
        {t('room.goods')}
        <small className="num">{count}</small>
        {hasAuctions && (
          <button type="button" data-testid="auctions" onClick={() => sheets.open({ kind: 'auctions' })}>
            <GavelIcon size={16} />
            {t('auction.past')}
          </button>
        )}
      </h2>
      <GoodsList />
    </aside>
  )
}

export const ChatColumn = ({ chat }: { chat: Chat }) => {
  const { t, i18n } = useTranslation()
  const viewers = useRoomState((state) => state.viewers)
  const calm = useCalm()
  return (
    <aside className={styles.talk} aria-label={t('chat.label')}>
      <h2>
        {t('chat.label')}
        <small className="num">{t('room.here', { count: viewers, shown: formatCount(viewers, i18n.language) })}</small>
        <button type="button" aria-pressed={calm} onClick={() => setCalm(!calm)}>
          {t('more.calm')}
        </button>
      </h2>
      <TopThree />
      <ChatList chat={chat} look="column" />
      <NoticeStrip look="column" />
      <Composer look="column" chat={chat} />
    </aside>
  )
}

export const WideTop = ({ waiting }: { waiting: boolean }) => {
  const { t } = useTranslation()
  const share = useShare()
  const status = useRoomState((state) => state.room?.status ?? 'draft')
  return (
    <>
      <div className={styles.top}>
        <HostPill line={waiting ? 'fans' : 'both'} />
        <StatusBadge status={status} />
        {!waiting && <ViewerCount />}
        {!waiting && <LeadersChip />}
        <button type="button" className={styles.share} onClick={share}>
          <ShareIcon size={16} />
          {t('room.share')}
        </button>
      </div>
      <div className={styles.announcement}>
        <Announcement />
      </div>
    </>
  )
}

interface ControlProps {
  readonly player: Player
  readonly onLike: () => void
  readonly onFullscreen: () => void
}

export const WideControls = ({ player, onLike, onFullscreen }: ControlProps) => {
  const { t, i18n } = useTranslation()
  const sheets = useSheets()
  const likes = useRoomState((state) => state.likes)
  return (
    <div className={`${styles.controls} num`}>
      <button
        type="button"
        aria-label={player.paused ? t('player.play') : t('player.pause')}
        onClick={player.togglePaused}
      >
        {player.paused ? <PlayIcon size={20} /> : <PauseIcon size={20} />}
        <kbd>{t('key.space')}</kbd>
      </button>
      <button
        type="button"
        aria-label={player.muted ? t('player.unmute') : t('player.mute')}
        onClick={player.toggleMuted}
      >
        {player.muted ? <MutedIcon size={20} /> : <VolumeIcon size={20} />}
        <kbd>M</kbd>
      </button>
      <span className={styles.gap} />
      <button type="button" className={styles.gift} data-testid="gifts" onClick={() => sheets.open({ kind: 'gifts' })}>
        <GiftIcon size={20} />
        <b>{t('gift.title')}</b>
      </button>
      <LikeButton className={styles.like} onLike={onLike}>
        <b>{formatCount(likes, i18n.language)}</b>
      </LikeButton>
      <button type="button" aria-label={t('player.fullscreen')} onClick={onFullscreen}>
        <FullscreenIcon size={20} />
      </button>
    </div>
  )
}
