import { type PointerEvent, useCallback, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CHAT_FILTERS, type ChatFilter, isQuestion, type Line, passes } from '../../staff/room/chat.ts'
import { useRoomState } from '../../staff/room/live-room.ts'
import { useMayHere, useMayModerate } from '../../staff/room/may.ts'
import { useYou } from '../../staff/session/you.ts'
import { ActBar } from '../acts/act-bar.tsx'
import { useDesk } from '../acts/desk.tsx'
import { useKeys } from '../acts/keys.ts'
import { Activity, type Deed } from './activity.tsx'
import styles from './chat.module.css'
import { stepLine } from './chat-keys.ts'
import { ChatLine } from './chat-line.tsx'
import column from './column.module.css'
import type { Deskmates } from './deskmates.ts'
import { QUICK_MUTE_S } from './durations.ts'
import { Pinned } from './pinned.tsx'
import { useMuted } from './sanctions.ts'
import { Say } from './say.tsx'

/** Nearer to the end than this, the list follows the newest line. */
const FOLLOW_PX = 40

/**
 * Under the mouse lines stand still: what one is about to press does not run away. Asked of the page, as no leaving is
 * told when the menu of a line closes under the mouse.
 */
const isUnderMouse = (element: HTMLElement | null): boolean =>
  element !== null && matchMedia('(hover: hover)').matches && element.matches(':hover')

/** Keys act on the chosen line. */
const useLineKeys = (
  lines: readonly Line[],
  chosen: number | null,
  choose: (offset: number | null) => void,
  mates: Deskmates,
  reply: (line: Line) => void,
) => {
  const moderates = useMayModerate()
  const operates = useMayHere('room.operate')
  const pinned = useRoomState((state) => state.pinned?.id)
  const { asked } = useDesk()
  useKeys((key) => {
    // A question is answered first.
    if (!operates || asked) return false
    if (key === 'j' || key === 'k') {
      choose(stepLine(lines, chosen, key === 'j' ? 1 : -1))
      return true
    }
    const line = lines.find(({ offset }) => offset === chosen)
    if (!line) return false
    if (key === 'escape') choose(null)
    else if (key === 'r') mates.moderation.recall(line)
    else if (key === 'p') void mates.moderation.pin(pinned === line.id ? null : line)
    else if (key === 'a') reply(line)
    else if (key === 'm' && moderates(line.from)) void mates.moderation.mute(line.from, { seconds: QUICK_MUTE_S })
    else return false
    return true
  })
}

export const Chat = ({ deeds, mates }: { deeds: readonly Deed[]; mates: Deskmates }) => {
  const { t } = useTranslation()
  const you = useYou()
  const operates = useMayHere('room.operate')
  const chat = useRoomState((state) => state.chat)
  const pinned = useRoomState((state) => state.pinned)
  const muted = useMuted()
  const [filter, setFilter] = useState<ChatFilter>('all')
  const [behind, setBehind] = useState(false)
  const [chosen, setChosen] = useState<number | null>(null)
  const [draft, setDraft] = useState('')
  const list = useRef<HTMLDivElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const follows = useRef(true)
  const latestChosen = useRef(chosen)
  latestChosen.current = chosen
  const lines = chat.filter((line) => passes(line, filter))
  const questions = chat.filter(isQuestion).length
  const last = lines.at(-1)?.offset

  const toEnd = useCallback(() => {
    const element = list.current
    if (element) element.scrollTop = element.scrollHeight
    follows.current = true
    setBehind(false)
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the newest line and the filter
  useLayoutEffect(() => {
    if (follows.current && !isUnderMouse(list.current)) toEnd()
    else setBehind(true)
  }, [last, filter])
  const letGo = ({ pointerType }: PointerEvent<HTMLDivElement>) => {
    if (pointerType === 'mouse' && follows.current) toEnd()
  }
  const scrolled = () => {
    const element = list.current
    if (!element) return
    follows.current = chosen === null && element.scrollHeight - element.scrollTop - element.clientHeight < FOLLOW_PX
    if (follows.current) setBehind(false)
  }
  /** While a line is chosen the list stands still under the hand. */
  const choose = useCallback(
    (offset: number | null) => {
      setChosen(offset)
      if (offset === null) toEnd()
      else follows.current = false
    },
    [toEnd],
  )
  const toggle = useCallback((offset: number) => choose(latestChosen.current === offset ? null : offset), [choose])
  const reply = useCallback(({ from }: Line) => {
    setDraft((typed) => (typed.startsWith(`@${from.name} `) ? typed : `@${from.name} ${typed}`))
    input.current?.focus()
  }, [])
  useLineKeys(lines, chosen, choose, mates, reply)

  return (
    <>
      <div className={column.filters}>
        {CHAT_FILTERS.map((one) => (
          <button key={one} type="button" aria-pressed={one === filter} onClick={() => setFilter(one)}>
            {t(`console.filter.${one}`)}
            {one === 'questions' && questions > 0 && ` ${questions}`}
          </button>
        ))}
        {operates && (
          <span className={styles.hint}>
            <kbd>J</kbd> <kbd>K</kbd> {t('console.keysMove')}
          </span>
        )}
      </div>
      {pinned && <Pinned pinned={pinned} onUnpin={operates ? () => void mates.moderation.pin(null) : null} />}
      <div ref={list} className={styles.list} onScroll={scrolled} onPointerLeave={letGo} role="log" aria-live="off">
        <div className={styles.push} />
        {lines.length === 0 && <p className={column.empty}>{t(`console.noLines.${filter}`)}</p>}
        {lines.map((line) => (
          <ChatLine
            key={line.offset}
            line={line}
            mine={line.from.id === you.person.id}
            muted={muted.has(line.from.id)}
            pinned={pinned?.id === line.id}
            chosen={line.offset === chosen}
            mates={mates}
            onChoose={toggle}
            onReply={reply}
          />
        ))}
      </div>
      {behind && (
        <button type="button" className={styles.newer} onClick={() => choose(null)}>
          {t('console.newer')}
        </button>
      )}
      <Activity deeds={deeds} />
      <ActBar side="people" />
      {operates && <Say text={draft} onText={setDraft} input={input} />}
    </>
  )
}
