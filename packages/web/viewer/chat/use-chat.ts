// The chat of the room, and the viewer's own lines that nobody has confirmed yet.
import { isRefusal, type Refusal } from '@hawker/sdk'
import { useCallback, useMemo, useRef, useState } from 'react'
import { useLiveRoom, useRoomEvent } from '../../ui/live-room.ts'
import { usePerson } from '../room/person.tsx'

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
  say(text: string): void
  retry(id: number): void
}

export const useChat = (): Chat => {
  const { room } = useLiveRoom()
  const { you, act } = usePerson()
  const [own, setOwn] = useState<readonly OwnLine[]>([])
  const nextId = useRef(1)
  const youId = useRef(you?.id)
  youId.current = you?.id

  const drop = useCallback((id: number) => setOwn((lines) => lines.filter((line) => line.id !== id)), [])

  const send = useCallback(
    async (id: number, text: string) => {
      const answer = await room.say(text)
      if (isRefusal(answer))
        setOwn((lines) => lines.map((line) => (line.id === id ? { ...line, state: 'failed', refusal: answer } : line)))
      else window.setTimeout(() => drop(id), RETURNS_WITHIN_MS)
    },
    [room, drop],
  )

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
        setOwn((lines) => [...lines, { id, text, state: 'sending', refusal: null }])
        void send(id, text)
      }),
    [act, send],
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

  return useMemo(() => ({ own, say, retry }), [own, say, retry])
}
