// The viewer's conversation with the shop, kept while the page is open: its badge shows in the room, its sheet anywhere.
import { isRefusal, newId, type Refusal } from '@hawker/sdk'
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
} from 'react'
import { useTranslation } from 'react-i18next'
import { useLink, useLiveRoom, useRoomEvent } from '../../ui/live-room.ts'
import { createDraft, type Draft } from '../chat/draft.ts'
import { usePerson } from '../room/person.tsx'
import { useToast } from '../room/toasts.tsx'
import {
  dropped,
  failed,
  lastOfShop,
  NO_THREAD,
  queued,
  said,
  type Thread,
  withLive,
  withNewest,
  withOlder,
} from './thread.ts'

const PAGE = 50
/** While the room's socket is away and the sheet is open, this often the server is asked. */
const POLL_MS = 5_000
/** The protocol's limit, in characters as it counts them. */
export const ASK_MAX = 1_000

export interface Ask {
  readonly thread: Thread
  readonly draft: Draft
  /** Why the conversation could not be read. */
  readonly problem: Refusal | null
  load(): Promise<void>
  loadOlder(): Promise<void>
  say(text: string): void
  retry(id: string): void
  forget(id: string): void
  /** The sheet is open: what comes is read. */
  setReading(reading: boolean): void
}

type Turn = (thread: Thread) => Thread

const AskContext = createContext<Ask | null>(null)

export const AskProvider = ({ children }: { children: ReactNode }) => {
  const { t } = useTranslation()
  const { hawker, room } = useLiveRoom()
  const { you } = usePerson()
  const link = useLink()
  const toast = useToast()
  const [thread, turn] = useReducer((known: Thread, turn: Turn) => turn(known), NO_THREAD)
  const [draft] = useState(() => createDraft(ASK_MAX))
  const [problem, setProblem] = useState<Refusal | null>(null)
  const [reading, setReading] = useState(false)
  const readTo = useRef<string | null>(null)
  const user = you?.id

  const load = useCallback(async () => {
    if (user === undefined) return
    const answer = await hawker.messages.thread(user).read({ limit: PAGE })
    if (isRefusal(answer)) return setProblem(answer)
    setProblem(null)
    const { messages, next, thread: head } = answer
    turn((known) => withNewest(known, { messages, next, unread: head?.unread ?? 0 }))
  }, [hawker, user])

  // At the start, with another name, and each time the room is back: what was said meanwhile was not heard.
  const away = link.state !== 'open'
  useEffect(() => {
    if (!away) void load()
  }, [away, load])
  useEffect(() => {
    if (!away || !reading) return
    void load()
    const timer = window.setInterval(() => void load(), POLL_MS)
    return () => window.clearInterval(timer)
  }, [away, reading, load])

  useRoomEvent('direct.said', ({ thread: of, message }) => {
    if (of !== user) return
    turn((known) => withLive(known, message, reading))
    if (message.byShop && !reading) toast(t('ask.answered'))
  })

  const loadOlder = useCallback(async () => {
    if (user === undefined || thread.older === null) return
    const answer = await hawker.messages.thread(user).read({ limit: PAGE, after: thread.older })
    if (!isRefusal(answer)) turn((known) => withOlder(known, answer))
  }, [hawker, user, thread.older])

  const send = useCallback(
    async (id: string, text: string) => {
      if (user === undefined) return
      turn((known) => queued(known, id, text))
      const answer = await hawker.messages.thread(user).post(text, id)
      turn((known) => (isRefusal(answer) ? failed(known, id, answer) : said(known, answer)))
    },
    [hawker, user],
  )
  const say = useCallback((text: string) => void send(newId(room.clock.now()), text), [send, room])
  const retry = useCallback(
    (id: string) => {
      const out = thread.outbox.find((out) => out.id === id)
      if (out) void send(id, out.text)
    },
    [send, thread.outbox],
  )
  const forget = useCallback((id: string) => turn((known) => dropped(known, id)), [])

  const last = lastOfShop(thread)
  const unread = thread.unread
  useEffect(() => {
    if (!reading || user === undefined || last === null || (unread === 0 && readTo.current === last)) return
    readTo.current = last
    turn((known) => ({ ...known, unread: 0 }))
    void hawker.messages.thread(user).readUpTo(last)
  }, [hawker, user, reading, last, unread])

  const ask = useMemo(
    () => ({ thread, draft, problem, load, loadOlder, say, retry, forget, setReading }),
    [thread, draft, problem, load, loadOlder, say, retry, forget],
  )
  return <AskContext value={ask}>{children}</AskContext>
}

export const useAsk = (): Ask => {
  const ask = useContext(AskContext)
  if (ask === null) throw new Error('outside of a room')
  return ask
}

/** Answers of the shop that were not looked at. */
export const useUnread = (): number => useContext(AskContext)?.thread.unread ?? 0
