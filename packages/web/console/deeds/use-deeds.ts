// Who did what in this room: the newest page is read again whenever the room tells that something was done.
import { useCallback, useEffect, useRef, useState } from 'react'
import { answered, useHawker } from '../../staff/hawker.ts'
import { useLiveRoom, useRoomEvent } from '../../staff/room/live-room.ts'
import { type Deed, type DeedPage, withNewest, withOlder } from './deed-pages.ts'

const PAGE = 50
/** An act is told by several events: they are read of once. */
const GATHER_MS = 200

export interface RoomDeeds {
  readonly deeds: readonly Deed[]
  readonly error: unknown
  /** Null: there is nothing older, or it is being read. */
  readonly older: (() => void) | null
}

export const useRoomDeeds = (): RoomDeeds => {
  const { id: room } = useLiveRoom()
  const { call } = useHawker()
  const [known, setKnown] = useState<DeedPage | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [asking, setAsking] = useState(false)
  const timer = useRef(0)
  const read = useCallback(
    (after: string | null) =>
      answered(
        call('audit.listDeeds', { params: { room }, query: { limit: PAGE, ...(after === null ? {} : { after }) } }),
      ),
    [call, room],
  )
  const renew = useCallback(() => {
    window.clearTimeout(timer.current)
    timer.current = window.setTimeout(() => {
      read(null).then((page) => {
        setError(null)
        setKnown((known) => withNewest(known, page))
      }, setError)
    }, GATHER_MS)
  }, [read])
  useEffect(() => {
    setKnown(null)
    renew()
    // Orders are sent and paid back on other pages, which tell this room nothing.
    window.addEventListener('focus', renew)
    return () => {
      window.removeEventListener('focus', renew)
      window.clearTimeout(timer.current)
    }
  }, [renew])
  useRoomEvent('staff.did', renew)
  useRoomEvent('launch.opened', renew)
  useRoomEvent('launch.closed', renew)
  useRoomEvent('shelf.changed', renew)
  useRoomEvent('coupon.dropped', renew)
  useRoomEvent('coupon.closed', renew)
  useRoomEvent('room.changed', renew)
  useRoomEvent('notice.told', renew)
  useRoomEvent('auction.closed', renew)
  useRoomEvent('gap', renew)

  const next = known?.next ?? null
  const older = () => {
    setAsking(true)
    read(next)
      .then(
        (page) => setKnown((known) => known && withOlder(known, page, next)),
        (refused) => setError(refused),
      )
      .finally(() => setAsking(false))
  }
  return { deeds: known?.deeds ?? [], error, older: next === null || asking ? null : older }
}
