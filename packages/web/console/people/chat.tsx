import { useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CHAT_FILTERS, type ChatFilter, isQuestion, type Line, passes } from '../../staff/room/chat.ts'
import { useRoomState } from '../../staff/room/live-room.ts'
import { useYou } from '../../staff/session/you.ts'
import { LevelBadge, RoleBadge } from '../../ui/badge.tsx'
import { formatMoment } from '../../ui/format.ts'
import { useClock } from '../../ui/use-now.ts'
import { Activity, type Deed } from './activity.tsx'
import styles from './chat.module.css'
import { Say } from './say.tsx'

/** Nearer to the end than this, the list follows the newest line. */
const FOLLOW_PX = 40

const ChatLine = ({ line, now, mine }: { line: Line; now: number; mine: boolean }) => {
  const { t, i18n } = useTranslation()
  const { from, text, at } = line
  const host = from.role === 'host' || from.role === 'owner'
  return (
    <div
      className={styles.line}
      data-look={isQuestion(line) ? 'question' : host ? 'host' : undefined}
      data-testid="console-chat-line"
    >
      <span>
        {mine ? <b className={styles.you}>{t('console.you')}</b> : <RoleBadge role={from.role} />}
        <LevelBadge level={from.level} />
        <span className={styles.name}>{from.name}</span>
        {text}
      </span>
      <time>{formatMoment(at, now, i18n.language)}</time>
    </div>
  )
}

export const Chat = ({ deeds }: { deeds: readonly Deed[] }) => {
  const { t } = useTranslation()
  const clock = useClock()
  const you = useYou()
  const chat = useRoomState((state) => state.chat)
  const [filter, setFilter] = useState<ChatFilter>('all')
  const [behind, setBehind] = useState(false)
  const list = useRef<HTMLDivElement>(null)
  const follows = useRef(true)
  const lines = chat.filter((line) => passes(line, filter))
  const questions = chat.filter(isQuestion).length
  const last = lines.at(-1)?.offset

  const toEnd = () => {
    const element = list.current
    if (element) element.scrollTop = element.scrollHeight
    follows.current = true
    setBehind(false)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the newest line and the filter
  useLayoutEffect(() => {
    if (follows.current) toEnd()
    else setBehind(true)
  }, [last, filter])
  const scrolled = () => {
    const element = list.current
    if (!element) return
    follows.current = element.scrollHeight - element.scrollTop - element.clientHeight < FOLLOW_PX
    if (follows.current) setBehind(false)
  }

  return (
    <>
      <div className={styles.filters}>
        {CHAT_FILTERS.map((one) => (
          <button key={one} type="button" aria-pressed={one === filter} onClick={() => setFilter(one)}>
            {t(`console.filter.${one}`)}
            {one === 'questions' && questions > 0 && ` ${questions}`}
          </button>
        ))}
      </div>
      <div ref={list} className={styles.list} onScroll={scrolled} role="log" aria-live="off">
        <div className={styles.push} />
        {lines.length === 0 && <p className={styles.empty}>{t(`console.noLines.${filter}`)}</p>}
        {lines.map((line) => (
          <ChatLine key={line.offset} line={line} now={clock.now()} mine={line.from.id === you.person.id} />
        ))}
      </div>
      {behind && (
        <button type="button" className={styles.newer} onClick={toEnd}>
          {t('console.newer')}
        </button>
      )}
      <Activity deeds={deeds} />
      <Say />
    </>
  )
}
