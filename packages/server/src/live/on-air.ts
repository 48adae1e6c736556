// Which streams are on air in this process, who publishes them, and who may.
import type { MediaTag, MediaViolation, StreamFacts } from '@hawker/media'
import type { Chance } from '#kernel/chance'
import type { Clock, Timers } from '#kernel/clock'
import type { Log } from '#system/log'
import { type Broadcast, openBroadcast } from './broadcast.ts'
import { type PushClaim, readClaim } from './core/push-claim.ts'
import { SHOW } from './core/show.ts'
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
  publisher: { readonly line: PublisherLine; readonly secret: string } | null
}

export interface OnAirDeps {
  readonly store: StreamStore
  readonly rooms: ShowRooms
  readonly clock: Clock
  readonly timers: Timers
  readonly chance: Chance
  readonly log: Log
}

export type OnAir = ReturnType<typeof onAir>

export const onAir = (deps: OnAirDeps) => {
  const { store, rooms, clock, timers, log } = deps
  const byName = new Map<string, Entry>()
  const byPlayName = new Map<string, Broadcast>()
  /** Counts key changes, so that a publish checked against the old keys is not let in after them. */
  const keyGeneration = new Map<string, number>()
  const generationOf = (name: string) => keyGeneration.get(name) ?? 0

  const remember = (stream: Stream, on: boolean) =>
    store
      .setOnAir(stream, on)
      .catch((error) => log.error({ err: error, room: stream.room }, 'could not note who is on air'))

  const close = (entry: Entry) => {
    if (byName.get(entry.stream.name) !== entry) return
    byName.delete(entry.stream.name)
    entry.show.stop()
    const publisher = entry.publisher
    entry.publisher = null
    publisher?.line.cut('This room is over.')
    entry.broadcast.end()
    void remember(entry.stream, false)
    timers.after(AFTERGLOW_MS, () => {
      if (byPlayName.get(entry.stream.playName) === entry.broadcast) byPlayName.delete(entry.stream.playName)
    })
  }

  const open = (stream: Stream, runs: number): Entry => {
    const known = byName.get(stream.name)
    if (known) return known
    void remember(stream, true)
    const show = runShow(stream, { rooms, clock, timers, log, over: () => close(entry) })
    const entry: Entry = { stream, broadcast: openBroadcast(stream, runs + 1, deps), show, publisher: null }
    byName.set(stream.name, entry)
    byPlayName.set(stream.playName, entry.broadcast)
    return entry
  }

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

  const verify = async (claim: PushClaim): Promise<{ stream: Stream; runs: number } | string> => {
    const stream = await store.named(claim.name)
    if (!stream || !isSigned(claim, stream.keys)) return 'This address is not valid.'
    const facts = await rooms.find(stream.app, stream.room)
    if (!facts || !SHOW[facts.status].admits) return 'This room is over.'
    const { app, room, name, playName, runs } = stream
    return { stream: { app, room, name, playName }, runs }
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

      const entry = open(stream, verified.runs)
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
    resume(stream: Stream, runs: number) {
      open(stream, runs).show.resume()
    },
    /** Cuts the publisher of a stream and forgets every publish that is being checked; the show gets its grace time. */
    kick(stream: Stream, why: string): boolean {
      keyGeneration.set(stream.name, generationOf(stream.name) + 1)
      const line = byName.get(stream.name)?.publisher?.line
      line?.cut(why)
      return line !== undefined
    },
    broadcastOf: (stream: Stream): Broadcast | null => byName.get(stream.name)?.broadcast ?? null,
    played: (playName: string): Broadcast | null => byPlayName.get(playName) ?? null,
    settled: (stream: Stream): Promise<void> => byName.get(stream.name)?.show.settled() ?? Promise.resolve(),
    get count() {
      return byName.size
    },
    /** An orderly stop moves no room: the next process takes the shows up where they are. */
    stop() {
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
