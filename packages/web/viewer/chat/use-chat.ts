// The chat of the room, and the viewer's own lines that nobody has confirmed yet.
import { isRefusal, type Refusal } from '@hawker/sdk'
import { useCallback, useMemo, useRef, useState } from 'react'
import { useLiveRoom, useRoomEvent } from '../../ui/live-room.ts'
import { usePerson } from '../room/person.tsx'
import { createDraft, type Draft, replyTo } from './draft.ts'
import { goesBack } from './speaking.ts'

export interface OwnLine {
  readonly id: number
  readonly text: string
  readonly state: 'sending' | 'failed'
  readonly refusal: Refusal | null
}

/** A taken line that never came back as an event (it was dropped for the room's budget) is let go. */
const RETURNS_WITHIN_MS = 5000

export interface Chat {
  readonly own: readonly OwnLine[]
  readonly draft: Draft
  /** Why the last line came back into the field. */
  readonly note: Refusal | null
  readonly notBuyer: boolean
  /** Slow mode: when the next line is due, on the server's clock. */
  readonly nextAt: number
  say(text: string): void
  retry(id: number): void
  reply(name: string): void
  forgetNote(): void
}

export const CHAT_INPUT = 'chat-input'
export const focusChatInput = () => document.querySelector<HTMLElement>(`[data-testid="${CHAT_INPUT}"]`)?.focus()

export const useChat = (): Chat => {
  const { room } = useLiveRoom()
  const { you, act } = usePerson()
  const [draft] = useState(() => createDraft())
  const [own, setOwn] = useState<readonly OwnLine[]>([])
  const [note, setNote] = useState<Refusal | null>(null)
  const [notBuyer, setNotBuyer] = useState(false)
  const [nextAt, setNextAt] = useState(0)
  const nextId = useRef(1)
  const youId = useRef(you?.id)
  youId.current = you?.id

  const drop = useCallback((id: number) => setOwn((lines) => lines.filter((line) => line.id !== id)), [])

  const refused = useCallback(
    (id: number, text: string, refusal: Refusal) => {
      const now = room.clock.now()
      if (refusal.refused === 'buyers-only') setNotBuyer(true)
      if (refusal.refused === 'slow-mode') setNextAt(now + (refusal.retryAfterMs ?? 0))
      if (goesBack(refusal.refused) && draft.get() === '') {
        draft.set(text)
        setNote(refusal)
        return drop(id)
      }
      setOwn((lines) => lines.map((line) => (line.id === id ? { ...line, state: 'failed', refusal } : line)))
    },
    [room, draft, drop],
  )

  const send = useCallback(
    async (id: number, text: string) => {
      const answer = await room.say(text)
      if (isRefusal(answer)) return refused(id, text, answer)
      const slowMs = (room.state.room?.policy.slowModeS ?? 0) * 1000
      if (slowMs > 0) setNextAt(room.clock.now() + slowMs)
      window.setTimeout(() => drop(id), RETURNS_WITHIN_MS)
    },
    [room, drop, refused],
  )

  useRoomEvent('own.order', ({ state }) => {
    if (state === 'paid') setNotBuyer(false)
  })
  useRoomEvent('chat.said', ({ from, text }) => {
    if (from.id !== youId.current) return
    setOwn((lines) => {
      const at = lines.findIndex((line) => line.state === 'sending' && line.text.trim() === text.trim())
      const first = at === -1 ? lines.findIndex((line) => line.state === 'sending') : at
      return first === -1 ? lines : lines.filter((_, i) => i !== first)
    })
  })

  const say = useCallback(
    (text: string) =>
      act(() => {
        const id = nextId.current++
        // Who was asked for a name first may have typed on.
        if (draft.get().trim() === text) draft.set('')
        setNote(null)
        setOwn((lines) => [...lines, { id, text, state: 'sending', refusal: null }])
        void send(id, text)
      }),
    [act, draft, send],
  )

  const retry = useCallback(
    (id: number) => {
      const line = own.find((line) => line.id === id)
      if (!line) return
      setOwn((lines) => lines.map((other) => (other.id === id ? { ...other, state: 'sending', refusal: null } : other)))
      void send(id, line.text)
    },
    [own, send],
  )

  const reply = useCallback(
    (name: string) => {
      draft.set(replyTo(name, draft.get()))
      focusChatInput()
    },
    [draft],
  )
  const forgetNote = useCallback(() => setNote(null), [])

  return useMemo(
    () => ({ own, draft, note, notBuyer, nextAt, say, retry, reply, forgetNote }),
    [own, draft, note, notBuyer, nextAt, say, retry, reply, forgetNote],
  )
}
