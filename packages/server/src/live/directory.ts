// Streams of all processes, and where each that plays elsewhere is fetched from. Read from the database again and again:
// what another process begins it says at once, and where that is not heard it is known here within a look.
import type { Millis } from '@hawker/protocol'
import type { Clock, Timers } from '#kernel/clock'
import type { Log } from '#system/log'
import type { Ownership } from './ownership.ts'
import type { Stream, StreamState, StreamStore } from './store.ts'

export const DIRECTORY_LOOK_MS = 1_500
/** A name that nobody has is not asked for again so soon. */
const UNKNOWN_MS = 1_000
const UNKNOWN_MAX = 5_000
/** Clocks of processes may be apart. */
const SKEW_MS = 60_000

export interface DirectoryDeps {
  readonly store: StreamStore
  readonly ownership: Ownership
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  /** This process's own address: what is here need not be fetched. */
  readonly address: string
  readonly seen: (stream: StreamState) => void
  /** On air, and no process has it. */
  readonly orphaned: (stream: StreamState) => void
}

export interface Directory {
  /** Where another process serves this play name, or null. */
  whereIs(playName: string): Promise<string | null>
  /** Another process says that it has it now. */
  learn(stream: Stream, address: string): void
  /** That process did not have it. */
  forget(playName: string): void
  addressOf(streamName: string): string | null
  look(): Promise<void>
  stop(): void
}

interface Place {
  readonly address: string | null
  readonly until: Millis
}

export const openDirectory = (deps: DirectoryDeps): Directory => {
  const { store, ownership, clock, timers, log, address: here } = deps
  let places = new Map<string, Place>()
  let byName = new Map<string, string>()
  const asking = new Map<string, Promise<string | null>>()
  let lookedAt = clock.now()
  let looking: Promise<void> | null = null

  const lookOnce = async () => {
    const since = lookedAt - SKEW_MS
    lookedAt = clock.now()
    const current = await store.current(since)
    const onAir = current.filter((stream) => stream.onAir)
    const holders = await ownership.holders(onAir.map(({ name }) => name))
    const now = clock.now()
    const kept = [...places].filter(([, { address, until }]) => address === null && now < until)
    places = new Map(kept)
    byName = new Map()
    for (const stream of current) deps.seen(stream)
    for (const stream of onAir) {
      const holder = holders.get(stream.name)
      if (!holder) deps.orphaned(stream)
      else if (holder.address && holder.address !== here) {
        byName.set(stream.name, holder.address)
        places.set(stream.playName, { address: holder.address, until: Number.POSITIVE_INFINITY })
      }
    }
  }
  const look = (): Promise<void> => {
    looking ??= lookOnce()
      .catch((error) => log.warn({ err: error }, 'streams of other processes could not be looked up'))
      .finally(() => {
        looking = null
      })
    return looking
  }

  const ask = async (playName: string): Promise<string | null> => {
    const stream = await store.played(playName)
    const holder = stream && (await ownership.holders([stream.name])).get(stream.name)
    const address = holder?.address && holder.address !== here ? holder.address : null
    if (places.size >= UNKNOWN_MAX) places.clear()
    const until = address === null ? clock.now() + UNKNOWN_MS : Number.POSITIVE_INFINITY
    places.set(playName, { address, until })
    return address
  }

  const every = timers.every(DIRECTORY_LOOK_MS, () => void look())
  return {
    whereIs: (playName) => {
      const known = places.get(playName)
      if (known && clock.now() < known.until) return Promise.resolve(known.address)
      const under = asking.get(playName)
      if (under) return under
      const mine = ask(playName).finally(() => asking.delete(playName))
      asking.set(playName, mine)
      return mine
    },
    learn: ({ name, playName }, address) => {
      if (address === here) return
      byName.set(name, address)
      places.set(playName, { address, until: Number.POSITIVE_INFINITY })
    },
    forget: (playName) => void places.set(playName, { address: null, until: clock.now() + UNKNOWN_MS }),
    addressOf: (name) => byName.get(name) ?? null,
    look,
    stop: () => every.stop(),
  }
}
