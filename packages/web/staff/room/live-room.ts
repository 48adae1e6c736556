// The room a staff page is in, read once per picture frame.
import type { Hawker, Link, Room, RoomEvents, RoomState } from '@hawker/sdk'
import { createContext, useContext, useEffect, useRef, useSyncExternalStore } from 'react'

export interface LiveRoom {
  readonly id: string
  readonly room: Room
  readonly state: () => RoomState
  readonly link: () => Link
  readonly subscribe: (listener: () => void) => () => void
  readonly close: () => void
}

/** A page in the background has no picture frames. */
const HIDDEN_EVERY_MS = 500

export const openLiveRoom = (hawker: Hawker, id: string): LiveRoom => {
  const room = hawker.room(id)
  const listeners = new Set<() => void>()
  let { state, link } = room
  let scheduled = false
  const flush = () => {
    scheduled = false
    state = room.state
    link = room.link
    for (const listener of listeners) listener()
  }
  const soon = () => {
    if (scheduled) return
    scheduled = true
    if (document.visibilityState === 'visible') requestAnimationFrame(flush)
    else setTimeout(flush, HIDDEN_EVERY_MS)
  }
  const stops = [room.on('state', soon), room.on('link', soon)]
  void room.join()
  return {
    id,
    room,
    state: () => state,
    link: () => link,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => {
      for (const stop of stops) stop()
      room.leave()
    },
  }
}

export const LiveRoomContext = createContext<LiveRoom | null>(null)

export const useLiveRoom = (): LiveRoom => {
  const live = useContext(LiveRoomContext)
  if (live === null) throw new Error('outside of a room')
  return live
}

/** A part of the room's state; it must keep its identity while it does not change. */
export const useRoomState = <T>(pick: (state: RoomState) => T): T => {
  const live = useLiveRoom()
  return useSyncExternalStore(live.subscribe, () => pick(live.state()))
}

export const useLink = (): Link => {
  const live = useLiveRoom()
  return useSyncExternalStore(live.subscribe, live.link)
}

/** Hears an event as it comes. */
export const useRoomEvent = <K extends keyof RoomEvents>(type: K, listener: RoomEvents[K]): void => {
  const { room } = useLiveRoom()
  const latest = useRef(listener)
  latest.current = listener
  useEffect(() => {
    const hear = (...heard: unknown[]) => (latest.current as (...heard: unknown[]) => void)(...heard)
    return room.on(type, hear as never)
  }, [room, type])
}
