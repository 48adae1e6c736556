// What the viewer waits for, kept while the page is open. A turn is told by the room, and looked for on coming back.
import { isRefusal, type Order, type Refusal } from '@hawker/sdk'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLink, useLiveRoom, useRoomEvent, useRoomState } from '../../ui/live-room.ts'
import { withCheckout } from '../checkout/sdk.ts'
import { createAsking } from '../room/asking.ts'
import { usePerson } from '../room/person.tsx'
import { useToast } from '../room/toasts.tsx'
import { useSoon } from '../room/use-soon.ts'
import { type Waits, waitFor, withOrder, withWait } from './waits.ts'

/** The line moved: one's own place is asked for no sooner than this. */
const PLACE_AFTER_MS = 3_000

export interface Waiting {
  readonly waits: Waits
  load(): Promise<void>
  join(skuId: string, roomId: string): Promise<Refusal | null>
  leave(skuId: string): Promise<Refusal | null>
}

const WaitsContext = createContext<Waiting | null>(null)

export const WaitsProvider = ({ children }: { children: ReactNode }) => {
  const { t } = useTranslation()
  const { hawker } = useLiveRoom()
  const { you } = usePerson()
  const link = useLink()
  const toast = useToast()
  const [waits, setWaits] = useState<Waits>([])
  /** A turn may begin while a question is on its way. */
  const [asking] = useState(createAsking<Order>)

  const load = useCallback(async () => {
    await asking.ask(
      () => withCheckout(hawker, ({ waitlist }) => waitlist.mine()),
      (answer, since) => !isRefusal(answer) && setWaits(since.reduce(withOrder, answer.waits)),
    )
  }, [asking, hawker])
  const join = useCallback<Waiting['join']>(
    async (skuId, roomId) => {
      const answer = await asking.ask(
        () => withCheckout(hawker, ({ waitlist }) => waitlist.join(skuId, roomId)),
        (heard, since) => !isRefusal(heard) && setWaits((known) => since.reduce(withOrder, withWait(known, heard))),
      )
      return isRefusal(answer) ? answer : null
    },
    [asking, hawker],
  )
  const leave = useCallback<Waiting['leave']>(
    async (skuId) => {
      const answer = await asking.ask(
        () => withCheckout(hawker, ({ waitlist }) => waitlist.leave(skuId)),
        (heard, since) => !isRefusal(heard) && setWaits(since.reduce(withOrder, heard.waits)),
      )
      return isRefusal(answer) ? answer : null
    },
    [asking, hawker],
  )

  // On coming in and on coming back: a turn may have begun meanwhile.
  useSoon(load, link.state === 'open' ? (you?.id ?? null) : null)
  useEffect(() => {
    const shown = () => document.visibilityState === 'visible' && waits.length > 0 && void load()
    document.addEventListener('visibilitychange', shown)
    return () => document.removeEventListener('visibilitychange', shown)
  }, [waits.length, load])

  useRoomEvent('own.order', (order) => {
    const ours = waitFor(waits, order.skuId)?.turn?.id === order.id
    asking.tell(order)
    setWaits((known) => withOrder(known, order))
    if (ours && order.state === 'expired') toast(t('wait.over', { title: order.title }))
  })

  // How many wait is told to everybody; one's own place is not.
  const line = useRoomState((state) =>
    waits.length === 0
      ? ''
      : state.shelf
          .flatMap(({ skus }) => skus)
          .filter(({ id }) => waitFor(waits, id)?.turn === null)
          .map(({ id, waiting }) => `${id} ${waiting}`)
          .join(),
  )
  const asked = useRef(line)
  useEffect(() => {
    if (line === '' || asked.current === line) return
    asked.current = line
    const timer = window.setTimeout(() => void load(), PLACE_AFTER_MS)
    return () => window.clearTimeout(timer)
  }, [line, load])

  const waiting = useMemo(() => ({ waits, load, join, leave }), [waits, load, join, leave])
  return <WaitsContext value={waiting}>{children}</WaitsContext>
}

export const useWaits = (): Waiting => {
  const waiting = useContext(WaitsContext)
  if (waiting === null) throw new Error('outside of a room')
  return waiting
}
