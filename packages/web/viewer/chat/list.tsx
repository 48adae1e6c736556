// The lines in view: at most sixty, still when they come fast, and held where the reader is when he scrolled up.
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DownIcon } from '../../ui/icons.tsx'
import { useRoomState } from '../../ui/live-room.ts'
import { usePerson } from '../room/person.tsx'
import { useSheets } from '../room/sheets.ts'
import styles from './chat.module.css'
import { ChatLine, NoticeLine, OwnChatLine } from './line.tsx'
import { entriesOf, type Said, type Told } from './lines.ts'
import { PinnedComment } from './pinned.tsx'
import type { Chat } from './use-chat.ts'
import { useLinePress } from './use-line-press.ts'
import {
  FOLLOWING,
  linesPerSecond,
  newer,
  older,
  STILL_ABOVE_PER_S,
  scrolledUp,
  shownLines,
  unreadCount,
} from './window.ts'

/** This close to the end still counts as following. */
const END_SLACK_PX = 24
/** A reader is told of new lines at most this often. */
const READ_ALOUD_EVERY_MS = 5000

/** The newest line, in peace: a screen reader hears one in a while, not all of them. */
const useReadAloud = (newest: string | null): string => {
  const [aloud, setAloud] = useState('')
  const last = useRef(0)
  useEffect(() => {
    if (newest === null) return
    const wait = Math.max(0, last.current + READ_ALOUD_EVERY_MS - Date.now())
    const timer = window.setTimeout(() => {
      last.current = Date.now()
      setAloud(newest)
    }, wait)
    return () => window.clearTimeout(timer)
  }, [newest])
  return aloud
}

export const ChatList = ({ chat, look }: { chat: Chat; look: 'room' | 'column' }) => {
  const { t } = useTranslation()
  const said = useRoomState((state) => state.chat)
  const told = useRoomState((state) => state.notices)
  const lines = useMemo(() => entriesOf(said, told), [said, told])
  const sheets = useSheets()
  const { you } = usePerson()
  const [window_, setWindow] = useState(FOLLOWING)
  const scroller = useRef<HTMLElement>(null)
  /** Where we put the scroller ourselves: an event at that place is not the reader's. */
  const ownTop = useRef(-1)
  const heardAt = useRef<number[]>([])
  const [still, setStill] = useState(false)
  const shown = shownLines(lines, window_)
  const unread = unreadCount(lines, window_)
  const following = window_.until === null
  const newest = said[said.length - 1]
  const aloud = useReadAloud(newest ? `${newest.from.name}: ${newest.text}` : null)
  const newestOffset = lines[lines.length - 1]?.offset ?? 0
  const { open } = sheets
  const openLine = useCallback((line: Said) => open({ kind: 'line', line }), [open])
  const openNotice = useCallback((notice: Told) => open({ kind: 'notice', notice }), [open])
  const press = useLinePress((offset) => {
    const line = said.find((line) => line.offset === offset)
    if (line) openLine(line)
  })

  useEffect(() => {
    if (newestOffset === 0) return
    const now = performance.now()
    heardAt.current = [...heardAt.current.filter((at) => now - at < 1000), now]
    setStill(linesPerSecond(heardAt.current, now) > STILL_ABOVE_PER_S)
  }, [newestOffset])

  // biome-ignore lint/correctness/useExhaustiveDependencies: every new line moves the end
  useLayoutEffect(() => {
    const element = scroller.current
    if (!following || element === null) return
    element.scrollTop = element.scrollHeight
    ownTop.current = element.scrollTop
  }, [newestOffset, chat.own, following, shown.length])
  // What comes and goes below makes the box itself lower and higher.
  useEffect(() => {
    const element = scroller.current
    if (!following || element === null) return
    const observer = new ResizeObserver(() => {
      element.scrollTop = element.scrollHeight
      ownTop.current = element.scrollTop
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [following])

  const onScroll = () => {
    const element = scroller.current
    if (element === null || element.scrollTop === ownTop.current) return
    const toEnd = element.scrollHeight - element.scrollTop - element.clientHeight
    if (toEnd > END_SLACK_PX && following) setWindow(scrolledUp(lines, window_))
    else if (toEnd <= END_SLACK_PX && !following) setWindow(newer(lines, window_))
    else if (element.scrollTop < END_SLACK_PX && !following) setWindow(older(lines, window_))
  }

  return (
    <div className={styles.chat} data-look={look}>
      <PinnedComment />
      <section
        ref={scroller}
        className={styles.lines}
        aria-label={t('chat.label')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by the keyboard
        tabIndex={0}
        data-still={still || undefined}
        data-testid="chat-lines"
        aria-describedby="chat-keys"
        onScroll={onScroll}
        {...press}
      >
        <div className={styles.fill} />
        {lines.length === 0 && chat.own.length === 0 && <p className={styles.empty}>{t('chat.empty')}</p>}
        {shown.map((line) =>
          line.type === 'notice.told' ? (
            <NoticeLine key={line.offset} notice={line} open={openNotice} />
          ) : (
            <ChatLine key={line.offset} line={line} open={openLine} />
          ),
        )}
        {following &&
          chat.own.map((line) => (
            <OwnChatLine key={`own-${line.id}`} line={line} name={you?.name ?? ''} retry={() => chat.retry(line.id)} />
          ))}
      </section>
      {!following && unread > 0 && (
        <button type="button" className={styles.unread} data-testid="chat-unread" onClick={() => setWindow(FOLLOWING)}>
          <DownIcon size={16} />
          {t('chat.unread', { count: unread })}
        </button>
      )}
      <p className="sr-only" aria-live="polite">
        {aloud}
      </p>
      <p id="chat-keys" hidden>
        {t('chat.keys')}
      </p>
    </div>
  )
}
