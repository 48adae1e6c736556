// Moves a room through its show as its publisher comes and goes. One at a time and in order, whatever the database takes.
import { isRefusal, type Refusal, type RoomFacts, type RoomStatus } from '@hawker/protocol'
import type { Clock, Timer, Timers } from '#kernel/clock'
import type { Log } from '#system/log'
import { GRACE_MS, keepsPicture, moveOf, type PictureEvent, SHOW } from './core/show.ts'
import type { Stream } from './store.ts'

/** What of rooms a show needs. */
export interface ShowRooms {
  find(app: Stream['app'], room: Stream['room']): Promise<RoomFacts | null>
  moveStatus(
    app: Stream['app'],
    room: Stream['room'],
    to: RoomStatus,
    more: { by: null; graceEndsAt?: number | null; onlyFrom?: readonly RoomStatus[] },
  ): Promise<RoomFacts | Refusal>
}

/** After a failed look at the database. */
const AGAIN_MS = 5_000

export interface ShowRunner {
  came(): void
  left(): void
  /** Looks whether the room still takes a picture: staff may have ended it. */
  look(): void
  /** A process before this one had a publisher: the grace time that is left goes on here. */
  resume(): void
  stop(): void
  /** When everything asked for so far is done. */
  settled(): Promise<void>
}

interface ShowDeps {
  readonly rooms: ShowRooms
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  /** The publisher stayed away and nobody waits for it any more, or the room takes no picture now. */
  readonly over: () => void
}

export const runShow = ({ app, room }: Stream, { rooms, clock, timers, log, over }: ShowDeps): ShowRunner => {
  let grace: Timer | null = null
  let again: Timer | null = null
  let present = false
  let stopped = false
  /** What is still to be done; a second wish of a kind is the same wish, so a flapping publisher piles nothing up. */
  const wishes = new Set<'follow' | 'look' | 'stayed-away' | 'resume'>()
  let running: Promise<void> | null = null

  const apply = async (event: PictureEvent): Promise<RoomStatus | null> => {
    const facts = await rooms.find(app, room)
    if (!facts) return null
    const move = moveOf(facts.status, event, clock.now())
    if (!move) return facts.status
    const { from, to, graceEndsAt } = move
    const moved = await rooms.moveStatus(app, room, to, { by: null, graceEndsAt, onlyFrom: [from] })
    if (!isRefusal(moved)) return moved.status
    // Somebody moved the room in between: his word stands.
    return (await rooms.find(app, room))?.status ?? null
  }
  const endUnlessAdmitted = (status: RoomStatus | null) => {
    if (status === null || !SHOW[status].admits) over()
  }
  const waitFor = (ms: number) => {
    grace?.stop()
    if (!stopped) grace = timers.after(ms, () => wish('stayed-away'))
  }

  const fulfil = {
    follow: async () => endUnlessAdmitted(await apply(present ? 'came' : 'left')),
    look: async () => endUnlessAdmitted((await rooms.find(app, room))?.status ?? null),
    'stayed-away': async () => {
      if (present) return
      const status = await apply('stayed-away')
      if (status === 'interrupted' || (status !== null && keepsPicture(status))) waitFor(GRACE_MS)
      else over()
    },
    resume: async () => {
      if (present) return
      const status = await apply('left')
      endUnlessAdmitted(status)
      const graceEndsAt = status === 'interrupted' ? (await rooms.find(app, room))?.graceEndsAt : null
      if (graceEndsAt && !present) waitFor(Math.max(0, graceEndsAt - clock.now()))
    },
  }

  const work = async () => {
    for (const next of wishes) {
      wishes.delete(next)
      if (stopped) return
      try {
        await fulfil[next]()
      } catch (error) {
        log.error({ err: error, app, room }, `a show could not do "${next}"`)
        again?.stop()
        again = timers.after(AGAIN_MS, () => wish(next))
      }
    }
  }
  const wish = (what: keyof typeof fulfil) => {
    wishes.add(what)
    running ??= work().finally(() => {
      running = null
    })
  }

  return {
    came() {
      present = true
      grace?.stop()
      grace = null
      wish('follow')
    },
    left() {
      present = false
      waitFor(GRACE_MS)
      wish('follow')
    },
    look: () => wish('look'),
    resume() {
      waitFor(GRACE_MS)
      wish('resume')
    },
    stop() {
      stopped = true
      grace?.stop()
      again?.stop()
    },
    settled: () => running ?? Promise.resolve(),
  }
}
