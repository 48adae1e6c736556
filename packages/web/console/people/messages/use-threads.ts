// Conversations with viewers: the list, how many wait, and one that is open. Heard live, counted by the server.
import { newId } from '@hawker/sdk'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { answered, useHawker } from '../../../staff/hawker.ts'
import { useRoomEvent } from '../../../staff/room/live-room.ts'
import { useMayHere } from '../../../staff/room/may.ts'
import { lastOfViewer, type Message, withMessages } from './threads.ts'

const THREADS_KEY = ['threads'] as const
const PAGE = 50
/** However many write at once, the list is read again this often at most. */
const AGAIN_MS = 500
/** Colleagues read and answer too, and that is not told. */
const ANYWAY_MS = 30_000

export const useThreads = (unreadOnly: boolean) => {
  const { call } = useHawker()
  const may = useMayHere('room.operate')
  return useInfiniteQuery({
    queryKey: [...THREADS_KEY, unreadOnly],
    queryFn: ({ pageParam }) =>
      answered(
        call('messages.listThreads', {
          query: { limit: PAGE, unread: unreadOnly ? '1' : '0', ...(pageParam === null ? {} : { after: pageParam }) },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    enabled: may,
    refetchInterval: ANYWAY_MS,
  })
}

/** How many messages wait for the shop; keeps all lists of conversations fresh while the column stands. */
export const useUnread = (): number => {
  const { call } = useHawker()
  const queries = useQueryClient()
  const may = useMayHere('room.operate')
  const timer = useRef(0)
  useRoomEvent('direct.said', () => {
    if (timer.current !== 0) return
    timer.current = window.setTimeout(() => {
      timer.current = 0
      void queries.invalidateQueries({ queryKey: THREADS_KEY })
    }, AGAIN_MS)
  })
  useEffect(() => () => window.clearTimeout(timer.current), [])
  const count = useQuery({
    queryKey: [...THREADS_KEY, 'count'],
    queryFn: async () => (await answered(call('messages.listThreads', { query: { limit: 1 } }))).unread,
    enabled: may,
    refetchInterval: ANYWAY_MS,
  })
  return count.data ?? 0
}

export const useThread = (user: string) => {
  const { call } = useHawker()
  const queries = useQueryClient()
  const [heard, setHeard] = useState<readonly Message[]>([])
  const pages = useInfiniteQuery({
    queryKey: ['thread', user],
    queryFn: ({ pageParam }) =>
      answered(
        call('messages.readThread', {
          params: { user },
          query: { limit: PAGE, ...(pageParam === null ? {} : { after: pageParam }) },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  })
  const hear = useCallback((message: Message) => setHeard((known) => withMessages(known, [message])), [])
  useRoomEvent('direct.said', ({ thread, message }) => {
    if (thread === user) hear(message)
  })
  const { data } = pages
  const messages = useMemo(
    () => (data?.pages ?? []).reduce((all, { messages: page }) => withMessages(all, page), heard),
    [data, heard],
  )

  const upTo = lastOfViewer(messages)?.id
  useEffect(() => {
    if (upTo === undefined) return
    let over = false
    const read = async () => {
      if (over || document.visibilityState !== 'visible') return
      over = true
      await call('messages.readUpTo', { params: { user }, body: { messageId: upTo } })
      await queries.invalidateQueries({ queryKey: THREADS_KEY })
    }
    void read()
    const shown = () => void read()
    document.addEventListener('visibilitychange', shown)
    return () => document.removeEventListener('visibilitychange', shown)
  }, [upTo, user, call, queries])

  // The same words keep their id until they are taken: sent twice is said once.
  const wish = useRef<{ readonly text: string; readonly id: string } | null>(null)
  const post = useMutation({
    mutationFn: (text: string) => {
      if (wish.current?.text !== text) wish.current = { text, id: newId() }
      const { id } = wish.current
      return answered(call('messages.postDirect', { params: { user }, body: { id, text } }))
    },
    onSuccess: (message) => {
      wish.current = null
      hear(message)
      void queries.invalidateQueries({ queryKey: THREADS_KEY })
    },
  })
  return { pages, messages, post }
}
