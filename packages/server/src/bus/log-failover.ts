// The room log that goes on when the shared one is away: this process is then alone, with a log of its own for its own
// viewers. Back again, it tells the others what was said meanwhile, and its viewers move over to the shared log.
// An epoch names its log, so that a move is one more resync and nothing is numbered twice.
import type { Position } from '@hawker/protocol'
import type { Clock, Timer, Timers } from '#kernel/clock'
import { Away } from './away.ts'
import { ADMITTED } from './core/admission.ts'
import { frameText } from './core/frame.ts'
import { KeptEntries } from './core/kept.ts'
import { RECENT_PER_ROOM, Recent } from './core/recent.ts'
import type { Appended, AppendOptions, BatchId, LogEntry, OnFrame, RoomKey, RoomLog } from './door.ts'
import type { SharedLog } from './log-redis.ts'

/** A shared log that does not answer for this long is away. */
export const COMMAND_TIMEOUT_MS = 1_000
/** While nothing else is asked: a process without a word to say finds out too. */
const HEARTBEAT_MS = 1_000
/** While alone, the shared log is tried this often: less than a second after it answers, everybody is back. */
const PROBE_EVERY_MS = 100
/** Alone for so long: the peer may be gone without a word, and its connections are begun anew; again and again. */
const RENEW_AFTER_MS = 3_000
/** Rooms that tell at once what they kept. */
const ROOMS_AT_ONCE = 32
/** So often the others are told while more is said here; then it waits for the rest, or there would always be a rest. */
const OPEN_ROUNDS = 2
/** Recalls kept while alone; beyond it the oldest are forgotten, and done here alone. */
const REDACTIONS_MAX = 1_000

export interface FailoverDeps {
  readonly shared: SharedLog
  /** A fresh log with an epoch of its own; its `append` and `subscribe` are in force when they return. */
  readonly openLocal: () => RoomLog
  readonly processId: string
  readonly clock: Clock
  readonly timers: Timers
  /** The shared log was away when this process started. */
  readonly isAlone?: boolean
  /** Called at each change; what was kept is told by then. */
  readonly onChange?: (alone: boolean) => void
  readonly onFault?: (error: unknown) => void
}

export interface FailoverHealth {
  readonly alone: boolean
  readonly since: number
  readonly roomsAlone: number
  readonly keptEntries: number
  readonly lostEntries: number
}

export interface FailoverLog extends RoomLog {
  health(): FailoverHealth
  stop(): void
}

interface Subscriber {
  readonly key: RoomKey
  readonly onFrame: OnFrame
  /** Where its viewers were told that the shared log stands: a frame still on its way tells nothing new. */
  movedTo: Position | null
  stopLocal: (() => Promise<void>) | null
}

/** Between the question where a log stands and its answer's use, more may have been heard of it. */
const later = (asked: Position, heard: Position | undefined): Position =>
  heard && heard.epoch === asked.epoch && heard.offset > asked.offset ? heard : asked

const nameOf = ({ app, room }: RoomKey): string => `${app}/${room}`

export const createFailoverLog = (deps: FailoverDeps): FailoverLog => {
  const { shared, openLocal, processId, clock, timers, onChange = () => {}, onFault = () => {} } = deps
  let batches = 0
  const nextBatch = (): BatchId => ({ from: processId, number: ++batches })
  const kept = new KeptEntries(nextBatch)
  const recent = new Recent()
  const rooms = new Map<string, Set<Subscriber>>()
  /** Whoever waits for an answer of the shared log: none will wait out his time when another has. */
  const waiting = new Set<(away: Away) => void>()
  /** Rooms whose local log somebody saw: their viewers must move over. */
  const touched = new Map<string, RoomKey>()
  /** How far the shared log was heard in those rooms meanwhile, and not handed on. */
  const unheard = new Map<string, Position>()
  let redactions: { key: RoomKey; eventIds: readonly string[]; tombstoneJson: string }[] = []
  let local: RoomLog | null = null
  let since = clock.now()
  let probing: Timer | null = null
  let probe: object | null = null
  let renewedAt = 0
  /** Appends that the local log has not answered yet. */
  let answering = 0
  let healing = false
  /** The last round of a heal, for which everybody waits who would say more. */
  let moving: Promise<void> | null = null
  let stopped = false

  const within = <T>(asked: Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const give = (away: Away) => {
        settled()
        reject(away)
      }
      const timer = timers.after(COMMAND_TIMEOUT_MS, () => give(new Away('the shared log did not answer in time')))
      const settled = () => {
        timer.stop()
        waiting.delete(give)
      }
      waiting.add(give)
      asked.then(
        (answer) => {
          settled()
          resolve(answer)
        },
        (error) => {
          settled()
          reject(error)
        },
      )
    })

  const hearLocal = (subscriber: Subscriber, log: RoomLog) => {
    log.subscribe(subscriber.key, subscriber.onFrame).then((stop) => {
      if (local === log && isListening(subscriber)) subscriber.stopLocal = stop
      else stop().catch(onFault)
    }, onFault)
  }
  const isListening = (subscriber: Subscriber) => rooms.get(nameOf(subscriber.key))?.has(subscriber) === true

  const goAlone = (): RoomLog => {
    if (local) return local
    local = openLocal()
    since = clock.now()
    for (const give of [...waiting]) give(new Away('the shared log is away'))
    renewedAt = clock.monotonic()
    probing = timers.every(PROBE_EVERY_MS, look)
    onChange(true)
    return local
  }

  const look = () => {
    if (healing || stopped) return
    const askedAt = clock.monotonic()
    if (askedAt - renewedAt >= RENEW_AFTER_MS) {
      renewedAt = askedAt
      probe = null
      shared.renew()
    }
    if (probe) return
    const mine = {}
    probe = mine
    const isLatest = () => {
      if (probe !== mine) return false
      probe = null
      return true
    }
    shared.probe().then(
      () => {
        // Late is as good as never: the next will tell whether it answers in time again.
        if (isLatest() && clock.monotonic() - askedAt < COMMAND_TIMEOUT_MS) void heal()
      },
      () => isLatest(),
    )
  }
  const beat = timers.every(HEARTBEAT_MS, () => {
    if (!local) within(shared.probe()).catch(goAlone)
  })

  /** In order, room by room: the next only when the one before is known to be there. What comes meanwhile is for the next round. */
  const tellRoom = async (name: string, key: RoomKey, count: number): Promise<void> => {
    for (let left = count, chunk = kept.first(name); chunk && left > 0; chunk = kept.first(name)) {
      const { batch, entries } = chunk
      left -= entries.length
      try {
        const { admitted } = await within(shared.append(key, entries, null, clock.now(), { batch, exempt: true }))
        kept.done(chunk, admitted)
      } catch (error) {
        if (error instanceof Away) throw error
        onFault(error)
        kept.lose(chunk)
      }
    }
  }
  const inTurns = async <T>(all: readonly T[], run: (one: T) => Promise<void>): Promise<void> => {
    const rest = [...all]
    const turns = Array.from({ length: Math.min(ROOMS_AT_ONCE, rest.length) }, async () => {
      for (let one = rest.pop(); one; one = rest.pop()) await run(one)
    })
    await Promise.all(turns)
  }

  const tellTheOthers = async (lastRounds: () => void): Promise<void> => {
    const positions = new Map<string, Position>()
    for (let round = 1; !stopped; round++) {
      if (round > OPEN_ROUNDS) lastRounds()
      await inTurns(kept.rooms, ({ name, key, count }) => {
        positions.delete(name)
        return tellRoom(name, key, count)
      })
      const asked = new Set(redactions)
      await inTurns([...asked], ({ key, eventIds, tombstoneJson }) =>
        within(shared.redact(key, eventIds, tombstoneJson)),
      )
      redactions = redactions.filter((one) => !asked.has(one))
      const unplaced = [...touched].filter(([name]) => !positions.has(name))
      await inTurns(unplaced, async ([name, key]) => {
        positions.set(name, await within(shared.position(key)))
      })
      // Meanwhile more may have been said. What follows a look that finds nothing happens at once.
      const waits = kept.entries + redactions.length + answering
      if (waits === 0 && positions.size === touched.size && !stopped) return moveOver(positions)
    }
  }

  const heal = async (): Promise<void> => {
    healing = true
    const { promise, resolve } = Promise.withResolvers<void>()
    try {
      await tellTheOthers(() => {
        moving = promise
      })
    } catch (error) {
      if (!(error instanceof Away)) onFault(error)
    } finally {
      healing = false
      moving = null
      resolve()
    }
  }

  /** Viewers of a touched room hear where the shared log stands: another epoch, so they ask, and are given a snapshot. */
  const moveOver = (positions: ReadonlyMap<string, Position>) => {
    local = null
    since = clock.now()
    probing?.stop()
    probing = null
    touched.clear()
    onChange(false)
    for (const [name, asked] of positions) {
      const position = later(asked, unheard.get(name))
      recent.forget(name)
      const first = rooms.get(name)?.values().next().value
      if (first) void remember(first.key)
      for (const subscriber of rooms.get(name) ?? []) moveTo(subscriber, position)
    }
    unheard.clear()
  }

  const moveTo = (subscriber: Subscriber, position: Position) => {
    subscriber.stopLocal?.().catch(onFault)
    subscriber.stopLocal = null
    subscriber.movedTo = position
    const first = position.offset + 1
    const frame = frameText({ epoch: position.epoch, first, ordered: [], lossy: [], latestJson: null })
    try {
      subscriber.onFrame(frame, position.epoch, first, 0, true)
    } catch (error) {
      onFault(error)
    }
  }

  /** What was said before, so that a log of our own can begin with it. */
  const remember = async (key: RoomKey): Promise<void> => {
    try {
      const { epoch } = await shared.position(key)
      const kept = await shared.tail(key, RECENT_PER_ROOM)
      if (!local && rooms.has(nameOf(key))) recent.fill(nameOf(key), epoch, kept)
    } catch (error) {
      if (!(error instanceof Away)) onFault(error)
    }
  }
  shared.onRedacted((key, { eventIds, tombstoneJson }) => {
    recent.redact(nameOf(key), new Set(eventIds), tombstoneJson)
  })

  const isNews = (subscriber: Subscriber, epoch: string, first: number): boolean => {
    const { movedTo } = subscriber
    if (movedTo === null) return true
    if (epoch === movedTo.epoch && first <= movedTo.offset) return false
    subscriber.movedTo = null
    return true
  }

  /** Before anybody hears the local log of a room, it has what was said last. */
  const touch = (log: RoomLog, key: RoomKey): void => {
    const name = nameOf(key)
    if (touched.has(name)) return
    touched.set(name, key)
    const before = recent.entries(name)
    if (before.length > 0) log.append(key, before, null, clock.now(), { exempt: true }).catch(onFault)
    for (const subscriber of rooms.get(name) ?? []) hearLocal(subscriber, log)
  }

  const appendAlone = async (
    log: RoomLog,
    key: RoomKey,
    entries: readonly LogEntry[],
    latestJson: string | null,
    nowMs: number,
    asked: BatchId | null,
  ): Promise<Appended> => {
    touch(log, key)
    answering += 1
    try {
      const answer = await log.append(key, entries, latestJson, nowMs)
      const places: number[] = []
      for (let i = 0; i < entries.length; i++)
        if (answer.admitted[i] === ADMITTED && entries[i]!.delivery === 'ordered') places.push(i)
      const said = places.map((place) => entries[place]!)
      if (said.length === 0) return { ...answer, shared: false }
      if (asked) kept.keepDoubtful(nameOf(key), key, asked, said, places)
      else kept.keep(nameOf(key), key, said)
      return { ...answer, shared: false }
    } finally {
      answering -= 1
    }
  }

  const append: RoomLog['append'] = async (key, entries, latestJson, nowMs, options: AppendOptions = {}) => {
    while (moving) await moving
    if (local) return appendAlone(local, key, entries, latestJson, nowMs, null)
    const batch = options.batch ?? nextBatch()
    try {
      return await within(shared.append(key, entries, latestJson, nowMs, { ...options, batch }))
    } catch (error) {
      if (!(error instanceof Away)) throw error
      return appendAlone(goAlone(), key, entries, latestJson, nowMs, batch)
    }
  }

  const ask = async <T>(key: RoomKey, of: (log: RoomLog) => Promise<T>): Promise<T> => {
    while (moving) await moving
    if (!local) {
      try {
        return await within(of(shared))
      } catch (error) {
        if (!(error instanceof Away)) throw error
      }
    }
    const alone = goAlone()
    touch(alone, key)
    return of(alone)
  }

  if (deps.isAlone) goAlone()

  return {
    append,
    read: (key, after, nowMs) => ask(key, (log) => log.read(key, after, nowMs)),
    position: (key) => ask(key, (log) => log.position(key)),
    tail: (key, count) => ask(key, (log) => log.tail(key, count)),
    redact: async (key, eventIds, tombstoneJson) => {
      while (moving) await moving
      if (!local) {
        try {
          return await within(shared.redact(key, eventIds, tombstoneJson))
        } catch (error) {
          if (!(error instanceof Away)) throw error
        }
      }
      const alone = goAlone()
      touch(alone, key)
      kept.redact(nameOf(key), new Set(eventIds), tombstoneJson)
      redactions.push({ key, eventIds, tombstoneJson })
      if (redactions.length > REDACTIONS_MAX) redactions = redactions.slice(-REDACTIONS_MAX)
      await alone.redact(key, eventIds, tombstoneJson)
    },
    subscribe: async (key, onFrame) => {
      const subscriber: Subscriber = { key, onFrame, movedTo: null, stopLocal: null }
      const name = nameOf(key)
      const known = rooms.get(name)
      if (known) known.add(subscriber)
      else rooms.set(name, new Set([subscriber]))
      const following = shared.subscribe(key, (...frame) => {
        // Alone, but nobody saw anything else of this room yet: what still comes from the others is its log.
        if (touched.has(name)) unheard.set(name, { epoch: frame[1], offset: frame[2] + frame[3] - 1 })
        if (touched.has(name) || !isListening(subscriber) || !isNews(subscriber, frame[1], frame[2])) return
        recent.hear(name, ...frame)
        onFrame(...frame)
      })
      following.catch(onFault)
      if (local && touched.has(name)) hearLocal(subscriber, local)
      if (!local) await within(following).catch(goAlone)
      if (!local && !known) void remember(key)
      return async () => {
        const listening = rooms.get(name)
        listening?.delete(subscriber)
        if (listening?.size === 0) {
          rooms.delete(name)
          recent.forget(name)
        }
        subscriber.stopLocal?.().catch(onFault)
        following.then((stop) => stop()).catch(onFault)
      }
    },
    health: () => ({
      alone: local !== null,
      since,
      roomsAlone: touched.size,
      keptEntries: kept.entries,
      lostEntries: kept.lost,
    }),
    stop: () => {
      stopped = true
      beat.stop()
      probing?.stop()
      shared.stop()
    },
  }
}
