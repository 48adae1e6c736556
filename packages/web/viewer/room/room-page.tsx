// A room: the picture is the page, everything else is a guest on it.
import { type Hawker, isRefusal, type Refusal, type RoomFacts } from '@hawker/sdk'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LiveRoomContext, openLiveRoom, useLink, useRoomState } from '../../ui/live-room.ts'
import { ClockContext } from '../../ui/use-now.ts'
import { AskProvider } from '../ask/ask-provider.tsx'
import { AuctionCard } from '../auction/auction-card.tsx'
import { AuctionProvider, useAuctions } from '../auction/auction-provider.tsx'
import { WonCard } from '../auction/won-card.tsx'
import { CartProvider } from '../cart/cart-provider.tsx'
import { ChatList } from '../chat/list.tsx'
import { NoticeStrip } from '../chat/notice-strip.tsx'
import { useChat } from '../chat/use-chat.ts'
import { DropTile, useTile } from '../coupons/drop-tile.tsx'
import { OwnCouponsProvider } from '../coupons/own-coupons.tsx'
import { useLevelNews } from '../fans/use-level-news.ts'
import { GiftLanes, LargeGift } from '../gifts/gift-lanes.tsx'
import { GiftsAddedProvider } from '../gifts/gifts-added.tsx'
import { NewGift } from '../gifts/new-gift.tsx'
import { useStage } from '../gifts/use-stage.ts'
import { HeartLaneView, useHearts } from '../likes/heart-lane.tsx'
import { CornerFrame, PlayerView, SoundGate } from '../player/player.tsx'
import { usePlayer } from '../player/use-player.ts'
import { productOfHash } from '../prices/past.ts'
import { ProductCard } from '../shelf/product-card.tsx'
import { useCard } from '../shelf/use-card.ts'
import { ShopNotice } from '../told/shop-notice.tsx'
import { TurnCard } from '../waitlist/turn-card.tsx'
import { WaitsProvider } from '../waitlist/waits-provider.tsx'
import { BottomBar } from './bottom-bar.tsx'
import { ConnectionPill } from './connection-pill.tsx'
import { FollowProvider } from './follow.tsx'
import { LeftPage, leftFor } from './left-page.tsx'
import { NoRoom } from './no-room.tsx'
import { OpenSheets } from './open-sheets.tsx'
import { PersonProvider } from './person.tsx'
import styles from './room-page.module.css'
import { type SheetName, SheetsContext, useSheetStack, useSheets } from './sheets.ts'
import { StatusOverlay } from './status-overlay.tsx'
import { StatusBadge, StatusRow } from './status-row.tsx'
import { ticketOf } from './ticket.ts'
import { ToastProvider, ToastView } from './toasts.tsx'
import { TopBar } from './top-bar.tsx'
import { useKeys } from './use-keys.ts'
import { useKeyboardHeight, useWide } from './use-wide.ts'
import { ChatColumn, GoodsColumn, WideBar, WideControls, WideTop } from './wide.tsx'

const lookOf = (status: RoomFacts['status']) => {
  if (status === 'interrupted') return 'gone'
  return status === 'live' || status === 'rehearsal' ? 'live' : 'cover'
}

const cornerOf = (sheet: SheetName | undefined) => {
  if (sheet?.kind === 'product') return 'product'
  return sheet?.kind === 'checkout' || sheet?.kind === 'pay' ? 'checkout' : 'none'
}

/** On a wide screen what belongs to talking opens over the chat, and what would cover the auction; all else over the goods. */
const sideOf = (stack: readonly SheetName[]) => {
  const asked = stack.findLast(({ kind }) => kind !== 'name')
  return asked &&
    ['line', 'speak', 'ask', 'members', 'notice', 'person', 'leaders', 'level', 'bid', 'bids'].includes(asked.kind)
    ? 'talk'
    : 'goods'
}

const Room = ({ facts }: { facts: RoomFacts }) => {
  const { t } = useTranslation()
  const sheets = useSheets()
  const wide = useWide()
  const address = useRoomState((state) => state.play.hls)
  const look = lookOf(facts.status)
  const watchable = look !== 'cover' && address !== null
  const player = usePlayer(watchable ? address : null, look === 'live')
  const chat = useChat()
  const { stage, skip } = useStage()
  const hearts = useHearts()
  const { card, turn } = useCard()
  const tile = useTile()
  const { name: auction } = useAuctions().spot
  const [typing, setTyping] = useState(false)
  const [bare, setBare] = useState(false)
  const page = useRef<HTMLDivElement>(null)
  const main = useRef<HTMLElement>(null)
  useLevelNews()
  useKeyboardHeight()
  useKeys(player, sheets)

  useEffect(() => {
    document.title = facts.title
  }, [facts.title])

  useEffect(() => {
    const element = main.current
    if (!element) return
    const observer = new ResizeObserver(() => element.style.setProperty('--room-w', String(element.clientWidth)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  const waiting = facts.status === 'scheduled' || facts.status === 'draft'
  const closed = facts.status === 'banned'
  const over = facts.status === 'ended' || facts.status === 'replay'
  const corner = wide ? 'none' : cornerOf(sheets.stack[sheets.stack.length - 1])
  const tapPicture = () => {
    if (player.needsTap) player.toggleMuted()
    else if (wide) player.togglePaused()
    else setBare((hidden) => !hidden)
  }
  const like = () => hearts.add(1, true)
  const fullscreen = () =>
    void (document.fullscreenElement ? document.exitFullscreen() : page.current?.requestFullscreen())

  return (
    <div ref={page} className={styles.page} data-wide={wide || undefined}>
      {wide && <WideBar />}
      {wide && <GoodsColumn />}
      <main
        ref={main}
        className={styles.room}
        data-testid="room"
        data-status={facts.status}
        data-card={auction === 'empty' || card.name === 'empty' ? card.name : 'chip'}
        data-auction={auction === 'empty' || over ? undefined : auction}
        data-tile={(!wide && tile !== null) || undefined}
        data-typing={typing || undefined}
        data-bare={bare || undefined}
        data-sheet={sheets.stack[sheets.stack.length - 1]?.kind}
      >
        <h1 className="sr-only">{facts.title}</h1>
        <PlayerView player={player} cover={facts.coverUrl} look={look} corner={corner} onTap={tapPicture} />
        <div className={styles.scrim} />
        <div className={styles.chrome}>
          {wide ? <WideTop waiting={waiting} /> : <TopBar waiting={waiting} />}
          {!wide && !waiting && <StatusRow status={facts.status} />}
          <StatusOverlay room={facts} />
          {!waiting && !closed && (
            <>
              {look === 'live' && <GiftLanes stage={stage} />}
              {look === 'live' && <HeartLaneView lane={hearts.lane} />}
              {!wide && !over && <ChatList chat={chat} look="room" />}
              {!wide && !over && !typing && <NoticeStrip look="room" />}
              {!wide && !over && !typing && tile && <DropTile tile={tile} />}
              {!over && !typing && <ProductCard card={card} turn={turn} small={auction !== 'empty'} />}
              {!over && !typing && <AuctionCard />}
            </>
          )}
          {wide && !closed && <WideControls player={player} onLike={like} onFullscreen={fullscreen} />}
          {!wide && !waiting && !closed && <BottomBar chat={chat} onLike={like} typing={typing} onTyping={setTyping} />}
        </div>
        {look === 'live' && <SoundGate player={player} />}
        <LargeGift stage={stage} skip={skip} />
        <div className={styles.news}>
          <ConnectionPill />
          <ToastView />
          <TurnCard />
          <WonCard />
          <ShopNotice />
          <NewGift />
        </div>
        <p className="sr-only" role="status">
          {t('room.statusAloud', { status: t(`status.${facts.status}`) })}
        </p>
        {!wide && <OpenSheets player={player} chat={chat} />}
        <CornerFrame corner={corner} badge={<StatusBadge status={facts.status} />} onTap={sheets.closeAll} />
      </main>
      {wide && <ChatColumn chat={chat} />}
      {wide && sheets.stack.length > 0 && (
        <div className={styles.panel} data-side={sideOf(sheets.stack)}>
          <OpenSheets player={player} chat={chat} />
        </div>
      )}
    </div>
  )
}

const Inside = ({ refusal, enter }: { refusal: Refusal | null; enter: () => void }) => {
  const { t } = useTranslation()
  const facts = useRoomState((state) => state.room)
  const link = useLink()
  const left = leftFor(link)
  if (left !== null)
    return (
      <div className={styles.left}>
        <LeftPage reason={left} until={link.until} title={facts?.title ?? null} enter={enter} />
        <ToastView />
        <OpenSheets player={null} chat={null} />
      </div>
    )
  if (refusal !== null && facts === null) return <NoRoom refusal={refusal} />
  if (facts === null) return <div className={styles.opening} role="status" aria-label={t('common.loading')} />
  return <Room facts={facts} />
}

export const RoomPage = ({ hawker, id }: { hawker: Hawker; id: string }) => {
  const live = useMemo(() => openLiveRoom(hawker, id, ticketOf(hawker, id)), [hawker, id])
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const sheets = useSheetStack()

  // Who comes from the page of his orders goes on with them; who has the address of a product's prices reads those.
  const { open } = sheets
  useEffect(() => {
    const asked = productOfHash(location.hash)
    if (location.hash !== '#orders' && asked === null) return
    history.replaceState(history.state, '', location.pathname + location.search)
    open(asked === null ? { kind: 'orders' } : { kind: 'prices', productId: asked })
  }, [open])

  const enter = useCallback(() => {
    void live.room.join().then((answer) => setRefusal(isRefusal(answer) ? answer : null))
  }, [live])
  useEffect(() => {
    enter()
    return live.close
  }, [live, enter])

  return (
    <LiveRoomContext value={live}>
      <ClockContext value={live.room.clock}>
        <SheetsContext value={sheets}>
          <ToastProvider>
            <PersonProvider>
              <FollowProvider>
                <OwnCouponsProvider>
                  <GiftsAddedProvider>
                    <AskProvider>
                      <CartProvider>
                        <WaitsProvider>
                          <AuctionProvider>
                            <Inside refusal={refusal} enter={enter} />
                          </AuctionProvider>
                        </WaitsProvider>
                      </CartProvider>
                    </AskProvider>
                  </GiftsAddedProvider>
                </OwnCouponsProvider>
              </FollowProvider>
            </PersonProvider>
          </ToastProvider>
        </SheetsContext>
      </ClockContext>
    </LiveRoomContext>
  )
}
