// Many SDK viewers of one room in this process, each keeping what it was shown, so that all can be held against each other.
import { createHawker, type Hawker, type Room } from '@hawker/sdk'

/** Between two joins, so that a test measures faults and not its own burst. */
const JOINS_AT_ONCE = 50

export interface Watcher {
  readonly room: Room
  /** Texts of chat lines in the order shown; a snapshot's lines count as shown where they were not before. */
  readonly shown: string[]
  /** Texts that came as an event twice. */
  readonly twice: string[]
  openings: number
  resyncs: number
}

const watch = (room: Room): Watcher => {
  const watcher: Watcher = { room, shown: [], twice: [], openings: 0, resyncs: 0 }
  const known = new Set<string>()
  const show = (id: string, text: string) => {
    if (known.has(id)) return false
    known.add(id)
    watcher.shown.push(text)
    return true
  }
  let chat = room.state.chat
  room.on('chat.said', ({ id, text }) => {
    if (!show(id, text)) watcher.twice.push(text)
  })
  // Events are told after the state: what is in the chat and was never an event came with a snapshot.
  room.on('state', (state) => {
    if (state.chat === chat) return
    const before = new Set(chat.map(({ id }) => id))
    const fresh = state.chat.filter(({ id }) => !before.has(id))
    chat = state.chat
    queueMicrotask(() => {
      for (const { id, text } of fresh) show(id, text)
    })
  })
  room.on('link', ({ state, caughtUp }) => {
    if (state !== 'open') return
    watcher.openings += 1
    if (caughtUp === null && watcher.openings > 1) watcher.resyncs += 1
  })
  return watcher
}

export interface Crowd {
  readonly watchers: readonly Watcher[]
  /** How many have the room open now. */
  open(): number
  leave(): void
}

/** Lets `count` watchers without a name join; resolves when all are in. */
export const gatherCrowd = async (origin: string, roomId: string, count: number): Promise<Crowd> => {
  const hawker = createHawker({ baseUrl: origin })
  const watchers: Watcher[] = []
  while (watchers.length < count) {
    const group = Array.from({ length: Math.min(JOINS_AT_ONCE, count - watchers.length) }, () =>
      watch(hawker.room(roomId, { ticket: async () => null })),
    )
    watchers.push(...group)
    await Promise.all(group.map(({ room }) => room.join()))
  }
  return {
    watchers,
    open: () => watchers.filter(({ room }) => room.link.state === 'open').length,
    leave: () => {
      for (const { room } of watchers) room.leave()
    },
  }
}

/** Somebody with a name who speaks. */
export const joinAsGuest = async (
  origin: string,
  roomId: string,
  name: string,
): Promise<{ hawker: Hawker; room: Room }> => {
  const hawker = createHawker({ baseUrl: origin, keep: 'token' })
  await hawker.session.becomeGuest(name)
  const room = hawker.room(roomId)
  await room.join()
  return { hawker, room }
}
