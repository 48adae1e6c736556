// Presence in Redis, in batches. Every process knows its own seats too, so that it can enter them again: after a break
// as another (its old seats die with its old name), and where another counts, to find out when that one has died.
import type { Timer, Timers } from '#kernel/clock'
import { Away } from './away.ts'
import { Seats, viewerName } from './core/seats.ts'
import type { Notices, Presence, PresenceWatch, Seated, Sitting } from './door.ts'
import { BEAT, HEARTBEAT_MS, SEAT } from './presence-redis.lua.ts'
import { KEY_PREFIX, type RedisLink } from './redis-link.ts'

const BATCH_EVERY_MS = 10
const BATCH_MAX = 200
/** Alone, Redis is tried this often. */
const TRY_AGAIN_MS = 500
/** Longer nobody waits for Redis to come in. */
export const COMMAND_TIMEOUT_MS = 1_000
const PROCESSES_KEY = `${KEY_PREFIX}{presence}:processes`
const TOPIC = 'bus.presence'
/** No kick is decided by entering again: whoever sits, sits. */
const ANY_NUMBER = 1_000_000

interface Asked {
  readonly sitting: Sitting
  /** 0: leaves. */
  readonly socketsMax: number
  readonly answer: (seated: Seated) => void
}

interface PresenceNotice {
  readonly to: string
  readonly evict?: readonly Sitting[]
  readonly counts?: Pick<Sitting, 'app' | 'viewer' | 'room'>
}

export interface RedisPresenceOptions {
  readonly link: RedisLink
  readonly processId: string
  readonly notices: Notices
  readonly timers: Timers
  readonly onFault?: (error: unknown) => void
}

export const createRedisPresence = (options: RedisPresenceOptions): Presence & { stop(): Promise<void> } => {
  const { link, processId, notices, timers, onFault = () => {} } = options
  const seats = new Seats()
  /** Whether this process counts the viewer in the room, as its watchers know it. */
  const counted = new Map<string, boolean>()
  const watches = new Set<PresenceWatch>()
  let life = 0
  let me = `${processId}.${life}`
  let before = ''
  let known = false
  let queue: Asked[] = []
  let timer: Timer | null = null
  let again: Timer | null = null
  let beating = false
  let stopped = false

  const placeOf = (of: Pick<Sitting, 'app' | 'viewer' | 'room'>) => `${viewerName(of)} ${of.room}`
  const guarded = (run: () => void) => {
    try {
      run()
    } catch (error) {
      onFault(error)
    }
  }
  const learn = (of: Pick<Sitting, 'app' | 'viewer' | 'room'>, isCounted: boolean) => {
    const place = placeOf(of)
    if (!seats.of(viewerName(of)).some(({ room }) => room === of.room)) return
    const was = counted.get(place)
    counted.set(place, isCounted)
    if (was === undefined || was === isCounted) return
    for (const watch of watches) guarded(() => watch.counts(of.app, of.room, of.viewer, isCounted))
  }
  const forget = (sitting: Sitting): boolean => {
    if (!seats.leave(sitting)) return false
    if (!seats.of(viewerName(sitting)).some(({ room }) => room === sitting.room)) counted.delete(placeOf(sitting))
    return true
  }
  const evict = (sitting: Pick<Sitting, 'app' | 'viewer' | 'socketId'>) => {
    const seat = seats.of(viewerName(sitting)).find(({ socketId }) => socketId === sitting.socketId)
    if (!seat || !forget(seat)) return
    for (const watch of watches) guarded(() => watch.evict(seat.socketId))
  }

  const stopHearing = notices.subscribe(TOPIC, (body) => {
    const { to, evict: gone = [], counts } = body as PresenceNotice
    if (to !== me) return
    for (const sitting of gone) evict(sitting)
    if (counts) learn(counts, true)
  })

  const within = <T>(asked: Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const late = timers.after(COMMAND_TIMEOUT_MS, () => reject(new Away('presence did not answer in time')))
      asked.finally(() => late.stop()).then(resolve, reject)
    })

  /** What Redis knows of this process may be wrong: it goes on under another name, and enters everybody again. */
  const begin = () => {
    before ||= me
    life += 1
    me = `${processId}.${life}`
    known = false
  }

  const alone = ({ sitting, socketsMax, answer }: Asked) => {
    if (socketsMax === 0) return answer({ counted: false, evicted: [] })
    const here = seats.of(viewerName(sitting))
    const evicted = here.slice(0, Math.max(0, here.length - socketsMax))
    for (const seat of evicted) evict(seat)
    learn(sitting, true)
    answer({ counted: true, evicted: evicted.map(({ socketId }) => socketId) })
  }

  const settle = ({ sitting, socketsMax, answer }: Asked, [mine, evicted, handed]: SeatAnswer) => {
    const { app, viewer } = sitting
    if (socketsMax > 0) learn(sitting, mine === 1)
    const sockets: string[] = []
    for (let i = 0; i < evicted.length; i += 2) {
      const [process, socketId] = [evicted[i]!, evicted[i + 1]!]
      sockets.push(socketId)
      const gone = { app, viewer, socketId, room: sitting.room }
      if (process === me) evict(gone)
      else notices.publish(TOPIC, { to: process, evict: [gone] } satisfies PresenceNotice)
    }
    for (let i = 0; i < handed.length; i += 2) {
      const counts = { app, viewer, room: handed[i + 1] as Sitting['room'] }
      if (handed[i] === me) learn(counts, true)
      else notices.publish(TOPIC, { to: handed[i]!, counts } satisfies PresenceNotice)
    }
    answer({ counted: mine === 1, evicted: sockets })
  }

  type SeatAnswer = [mine: number, evicted: string[], handed: string[]]
  const seat = async (asked: readonly Asked[]): Promise<void> => {
    const keys = asked.map(({ sitting }) => `${KEY_PREFIX}{presence}:${viewerName(sitting)}`)
    const args = asked.flatMap(({ sitting: { socketId, room }, socketsMax }) => [socketId, room, socketsMax])
    try {
      const answers = await within(link.run(SEAT(keys.length), [PROCESSES_KEY, ...keys, me, ...args]))
      asked.forEach((one, i) => {
        settle(one, (answers as SeatAnswer[])[i]!)
      })
    } catch (error) {
      if (!(error instanceof Away)) onFault(error)
      begin()
      for (const one of asked) alone(one)
    }
  }

  const flush = async (): Promise<void> => {
    timer?.stop()
    timer = null
    const asked = queue
    queue = []
    const batches: Promise<void>[] = []
    for (let i = 0; i < asked.length; i += BATCH_MAX) batches.push(seat(asked.slice(i, i + BATCH_MAX)))
    await Promise.all(batches)
  }
  const ask = (asked: Asked) => {
    if (!known) return alone(asked)
    queue.push(asked)
    timer ??= timers.after(BATCH_EVERY_MS, () => void flush())
  }
  const enterAgain = (which: (sitting: Sitting) => boolean) => {
    for (const sitting of seats.all()) if (which(sitting)) ask({ sitting, socketsMax: ANY_NUMBER, answer: () => {} })
  }

  const beat = async (): Promise<void> => {
    if (beating || stopped) return
    beating = true
    try {
      const wasAlive = (await within(link.run(BEAT, [PROCESSES_KEY, me, before]))) === 1
      before = ''
      const isNew = !known
      known = true
      if (isNew || !wasAlive) enterAgain(() => true)
      else enterAgain((sitting) => counted.get(placeOf(sitting)) === false)
    } catch (error) {
      if (!(error instanceof Away)) onFault(error)
      if (known) begin()
      again?.stop()
      if (stopped) return
      again = timers.after(TRY_AGAIN_MS, () => void beat())
    } finally {
      beating = false
    }
  }
  void beat()
  const beats = timers.every(HEARTBEAT_MS, () => void beat())
  const stopLooking = link.onBack(() => void beat())

  return {
    enter: (sitting, socketsMax) =>
      new Promise((answer) => {
        seats.enter(sitting, ANY_NUMBER)
        ask({ sitting, socketsMax: Math.max(1, socketsMax), answer })
      }),
    leave: (sitting) => {
      if (forget(sitting)) ask({ sitting, socketsMax: 0, answer: () => {} })
    },
    watch: (watch) => {
      watches.add(watch)
      return () => watches.delete(watch)
    },
    stop: async () => {
      stopped = true
      beats.stop()
      again?.stop()
      stopLooking()
      await flush()
      stopHearing()
    },
  }
}
