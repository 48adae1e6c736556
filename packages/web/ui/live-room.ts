// The room a page is in: the SDK's room and caller, and hooks that read them once per picture frame.
import type { Hawker, Link, Room, RoomEvents, RoomState, TicketProvider } from '@hawker/sdk'
import { createContext, useContext, useEffect, useRef, useSyncExternalStore } from 'react'

/** How often a page in the background looks at what changed; it has no picture frames. */
const HIDDEN_EVERY_MS = 500

/** Gathers everything heard between two frames into one drawing. */
const onceAFrame = (run: () => void) => {
  let scheduled = false
  return () => {
    if (scheduled) return
    scheduled = true
    const now = () => {
      scheduled = false
      run()
    }
    if (document.visibilityState === 'visible') requestAnimationFrame(now)
    else setTimeout(now, HIDDEN_EVERY_MS)
  }
}

export interface LiveRoom {
  readonly id: string
  readonly hawker: Hawker
  readonly room: Room
  readonly state: () => RoomState
  readonly link: () => Link
  readonly subscribe: (listener: () => void) => () => void
  readonly close: () => void
}

/** Does not enter yet: `live.room.join()` does. `ticket`: the SDK's own way when left out. */
export const openLiveRoom = (hawker: Hawker, id: string, ticket?: TicketProvider): LiveRoom => {
  const room = hawker.room(id, ticket === undefined ? {} : { ticket })
  const listeners = new Set<() => void>()
  let state = room.state
  let link = room.link
  const flush = () => {
    state = room.state
    link = room.link
    for (const listener of listeners) listener()
  }
  const soon = onceAFrame(flush)
  const stops = [room.on('state', soon), room.on('link', soon)]
  return {
    id,
    hawker,
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

/** Hears an event as it comes, not per frame: for what moves once and is gone. */
export const useRoomEvent = <K extends keyof RoomEvents>(type: K, listener: RoomEvents[K]): void => {
  const { room } = useLiveRoom()
  const latest = useRef(listener)
  latest.current = listener
  useEffect(() => {
    const hear = (...heard: unknown[]) => (latest.current as (...heard: unknown[]) => void)(...heard)
    return room.on(type, hear as never)
  }, [room, type])
}
