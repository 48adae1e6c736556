// Which streams are on air in this process, who publishes them, and who may.
import type { MediaTag, MediaViolation, StreamFacts } from '@hawker/media'
import { type api, type Millis, refuse } from '@hawker/protocol'
import type { Chance } from '#kernel/chance'
import type { Clock, Timers } from '#kernel/clock'
import { LeaseLost } from '#leases'
import type { Rooms } from '#rooms'
import type { Log } from '#system/log'
import { type Broadcast, openBroadcast } from './broadcast.ts'
import { type PushClaim, readClaim } from './core/push-claim.ts'
import { SHOW } from './core/show.ts'
import { type Owned, type Ownership, secretHashOf } from './ownership.ts'
import { isSigned } from './push-signature.ts'
import { runShow, type ShowRooms, type ShowRunner } from './show-runner.ts'
import type { Stream, StreamStore } from './store.ts'

/** A publisher that said nothing for this long may be taken over by the same signed address: its line is dead. */
export const TAKEOVER_SILENT_MS = 2_000
/** How often a stream on air looks at its room. */
export const LOOK_MS = 1_500
/** After the end the last parts can still be fetched, so that players finish what they have begun. */
export const AFTERGLOW_MS = 30_000
/** The one application name there is: `rtmp://host/live/…`. */
export const RTMP_APP = 'live'

export interface PublishRequest {
  readonly app: string
  readonly name: string
  readonly query: string
}

/** The publisher's connection, as the desk sees it. */
export interface PublisherLine {
  readonly address: string
  silentMs(): number
  cut(why: string): void
}

/** What an admitted publisher may do. */
export interface Admitted {
  readonly stream: Stream
  readonly broadcast: Broadcast
  expect(facts: StreamFacts): void
  take(tag: MediaTag): MediaViolation | null
  left(): void
}

interface Entry {
  readonly stream: Stream
  readonly broadcast: Broadcast
  readonly show: ShowRunner
  readonly owned: Owned
  /** Of the keys that the publisher was checked against. */
  keysOf: Millis | null
  publisher: { readonly line: PublisherLine; readonly secret: string } | null
}

export interface OnAirDeps {
  readonly ownership: Ownership
  /** A stream is here from now on. */
  readonly onOpened?: (stream: Stream) => void
  readonly store: StreamStore
  readonly rooms: Pick<Rooms, 'find' | 'moveStatus'>
  readonly clock: Clock
  readonly timers: Timers
  readonly chance: Chance
  readonly log: Log
}

interface Verified {
  readonly stream: Stream
  readonly runs: number
  readonly keysOf: Millis | null
}

export type OnAir = ReturnType<typeof onAir>

export const onAir = (deps: OnAirDeps) => {
  const { store, rooms, clock, timers, log } = deps
  const byName = new Map<string, Entry>()
  const byPlayName = new Map<string, Broadcast>()
  /** Counts key changes, so that a publish checked against the old keys is not let in after them. */
  const keyGeneration = new Map<string, number>()
  const generationOf = (name: string) => keyGeneration.get(name) ?? 0

  const remember = (stream: Stream, on: boolean, { fence }: Owned) =>
    store.setOnAir(stream, on, fence).catch((error) => {
      if (!(error instanceof LeaseLost)) log.error({ err: error, room: stream.room }, 'could not note who is on air')
    })

  /** What a show does to its room counts only while its stream is ours. */
  const roomsFor = ({ fence: guard }: Owned): ShowRooms => ({
    find: rooms.find,
    moveStatus: async (app, room, to, more) => {
      try {
        return await rooms.moveStatus(app, room, to, { ...more, guard })
      } catch (error) {
        if (error instanceof LeaseLost) return refuse('wrong-state')
        throw error
      }
    },
  })

  /** Forgets a stream as if it had never been here: it goes on elsewhere. */
  const drop = (entry: Entry, why: string) => {
    if (byName.get(entry.stream.name) !== entry) return
    byName.delete(entry.stream.name)
    if (byPlayName.get(entry.stream.playName) === entry.broadcast) byPlayName.delete(entry.stream.playName)
    entry.show.stop()
    const publisher = entry.publisher
    entry.publisher = null
    publisher?.line.cut(why)
    entry.broadcast.held.releaseAll()
  }

  const close = (entry: Entry) => {
    if (byName.get(entry.stream.name) !== entry) return
    byName.delete(entry.stream.name)
    entry.show.stop()
    const publisher = entry.publisher
    entry.publisher = null
    publisher?.line.cut('This room is over.')
    entry.broadcast.end()
    void remember(entry.stream, false, entry.owned)
    timers.after(AFTERGLOW_MS, () => {
      if (byPlayName.get(entry.stream.playName) === entry.broadcast) byPlayName.delete(entry.stream.playName)
      // Until then the other processes find it here.
      if (!byName.has(entry.stream.name)) void entry.owned.release()
    })
  }

  const open = (stream: Stream, runs: number, owned: Owned): Entry => {
    const known = byName.get(stream.name)
    if (known) return known
    void remember(stream, true, owned)
    const show = runShow(stream, { rooms: roomsFor(owned), clock, timers, log, over: () => close(entry) })
    const broadcast = openBroadcast(stream, runs + 1, deps)
    const entry: Entry = { stream, broadcast, show, owned, keysOf: null, publisher: null }
    byName.set(stream.name, entry)
    byPlayName.set(stream.playName, entry.broadcast)
    deps.onOpened?.(stream)
    return entry
  }

  let stopped = false
  const look = timers.every(LOOK_MS, () => {
    for (const entry of byName.values()) entry.show.look()
  })

  /** Why this publisher may not come now, or null. */
  const inTheWay = (entry: Entry | undefined, claim: PushClaim): string | null => {
    const present = entry?.publisher
    if (!present) return null
    if (present.secret === claim.secret && present.line.silentMs() >= TAKEOVER_SILENT_MS) return null
    return 'Somebody is already publishing this stream.'
  }

  const verify = async (claim: PushClaim): Promise<Verified | string> => {
    const stream = await store.named(claim.name)
    if (!stream || !isSigned(claim, stream.keys)) return 'This address is not valid.'
    const facts = await rooms.find(stream.app, stream.room)
    if (!facts || !SHOW[facts.status].admits) return 'This room is over.'
    const { app, room, name, playName, runs, keysOf } = stream
    return { stream: { app, room, name, playName }, runs, keysOf }
  }

  const kickNamed = (name: string, why: string): boolean => {
    keyGeneration.set(name, generationOf(name) + 1)
    const line = byName.get(name)?.publisher?.line
    line?.cut(why)
    return line !== undefined
  }

  return {
    /** Nothing is kept of a publisher before this said yes. A text says why not. */
    async admit(request: PublishRequest, line: PublisherLine): Promise<Admitted | string> {
      const claim = request.app === RTMP_APP ? readClaim(request.name, request.query, clock.now()) : 'malformed'
      if (claim === 'expired') return 'This address has expired. Take a new one in the studio.'
      if (typeof claim === 'string') return 'This address is not valid.'
      const generation = generationOf(claim.name)
      const verified = await verify(claim)
      if (typeof verified === 'string') return verified
      const { stream } = verified
      if (generation !== generationOf(claim.name)) return 'This address is not valid.'
      const why = inTheWay(byName.get(stream.name), claim)
      if (why !== null) return why
      const owned = await deps.ownership.claim(stream, claim.secret)
      if (typeof owned === 'string') return owned
      // Time has passed.
      if (stopped || generation !== generationOf(claim.name)) return 'This address is not valid.'
      const whyNow = inTheWay(byName.get(stream.name), claim)
      if (whyNow !== null) return whyNow

      const entry = open(stream, verified.runs, owned)
      entry.keysOf = verified.keysOf
      const before = entry.publisher
      const publisher = { line, secret: claim.secret }
      entry.publisher = publisher
      before?.line.cut('This publisher came back on another line.')
      entry.broadcast.came()
      entry.show.came()
      log.info({ app: stream.app, room: stream.room, address: line.address }, 'a publisher came')
      const { broadcast } = entry
      return {
        stream,
        broadcast,
        expect: (facts) => {
          if (entry.publisher === publisher) broadcast.expect(facts)
        },
        take: (tag) => (entry.publisher === publisher ? broadcast.take(tag) : null),
        left: () => {
          if (entry.publisher !== publisher) return
          entry.publisher = null
          broadcast.left()
          entry.show.left()
          log.info({ app: stream.app, room: stream.room }, 'a publisher left')
        },
      }
    },

    /** Takes up what a process before this one had on air. */
    async resume(stream: Stream, runs: number) {
      if (byName.has(stream.name)) return
      const owned = await deps.ownership.claim(stream, null)
      if (typeof owned === 'string' || stopped || byName.has(stream.name)) return
      open(stream, runs, owned).show.resume()
    },
    has: (name: string): boolean => byName.has(name),
    healthOf: (name: string): api.live.StreamHealth | null => byName.get(name)?.broadcast.health() ?? null,
    /** Another process has taken this stream: no two write. */
    lost(name: string) {
      const entry = byName.get(name)
      if (!entry) return
      log.warn({ app: entry.stream.app, room: entry.stream.room }, 'a stream goes on at another process')
      drop(entry, 'This stream goes on at another process.')
    },
    /** Another process has the publisher: whether this one lets go for him. */
    async yields(name: string, secretHash: string): Promise<'yes' | 'no' | 'unknown'> {
      const entry = byName.get(name)
      if (!entry) return 'unknown'
      const present = entry.publisher
      if (present && (secretHashOf(present.secret) !== secretHash || present.line.silentMs() < TAKEOVER_SILENT_MS))
        return 'no'
      drop(entry, 'This publisher came back on another line.')
      await entry.owned.release()
      return 'yes'
    },
    /** The keys of a stream are of then; who was checked against others goes. */
    keysAre(name: string, keysOf: Millis | null) {
      const entry = byName.get(name)
      if (entry?.publisher && entry.keysOf !== keysOf) entry.publisher.line.cut('The push address was changed.')
    },
    /** Cuts the publisher of a stream and forgets every publish that is being checked; the show gets its grace time. */
    kick: (stream: Stream, why: string): boolean => kickNamed(stream.name, why),
    kickNamed,
    broadcastOf: (stream: Stream): Broadcast | null => byName.get(stream.name)?.broadcast ?? null,
    played: (playName: string): Broadcast | null => byPlayName.get(playName) ?? null,
    settled: (stream: Stream): Promise<void> => byName.get(stream.name)?.show.settled() ?? Promise.resolve(),
    get count() {
      return byName.size
    },
    /** An orderly stop moves no room: the next process takes the shows up where they are. */
    stop() {
      stopped = true
      look.stop()
      for (const entry of byName.values()) {
        entry.show.stop()
        const publisher = entry.publisher
        entry.publisher = null
        publisher?.line.cut('The server is restarting.')
        entry.broadcast.held.releaseAll()
      }
      byName.clear()
      byPlayName.clear()
    },
  }
}
