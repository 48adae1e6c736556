// The door of live: a host's stream in, a picture for everybody out.
import type { AppId, api, PlayAddresses, Refusal, RoomId } from '@hawker/protocol'
import type { Between } from '#between'
import type { Notices } from '#bus'
import type { Database } from '#db'
import type { RawRoute, Route } from '#http'
import type { Journal } from '#journal'
import type { Chance } from '#kernel/chance'
import type { Clock, Timer, Timers } from '#kernel/clock'
import type { Leases } from '#leases'
import type { Rooms } from '#rooms'
import type { Log } from '#system/log'
import { NO_SIGNAL } from './core/health.ts'
import { farStreams } from './far-streams.ts'
import { rtmpDoor } from './ingest-rtmp.ts'
import { onAir } from './on-air.ts'
import { aloneOwnership, sharedOwnership } from './ownership.ts'
import { PLAYLIST_FILE, playlistRoutes } from './playlist-routes.ts'
import { pushAddresses } from './push-address.ts'
import { liveRoutes } from './routes.ts'
import type { Seal } from './seal.ts'
import { type Stream, streamStore } from './store.ts'

export type { Seal } from './seal.ts'

export interface LiveDeps {
  readonly db: Database
  readonly rooms: Pick<Rooms, 'find' | 'moveStatus'>
  readonly journal: Pick<Journal, 'append'>
  readonly clock: Clock
  readonly timers: Timers
  readonly chance: Chance
  readonly log: Log
  readonly seal: Seal
  /** Where viewers and encoders find this server: `https://live.example`. Read when an address is made. */
  readonly publicUrl: string | (() => string)
  /** 0 takes any free port. */
  readonly rtmpPort: number
  readonly rtmpHost?: string
  /** Where there are other processes: null for one alone. */
  readonly others?: Others | null
  /** Another of our processes may have the RTMP port; this one takes it when that ends. */
  readonly rtmpShared?: boolean
}

export interface Others {
  readonly leases: Leases
  readonly between: Between
  readonly notices: Notices
}

/** From the end of the process that had the RTMP port until the next has it. */
export const RTMP_PORT_TRY_MS = 500

export interface Live {
  readonly routes: Route[]
  readonly rawRoutes: RawRoute[]
  /** The part of a room's snapshot that says where the picture is. */
  readonly source: { play(app: AppId, room: RoomId): PlayAddresses }
  /** Loads the streams and opens the RTMP door. */
  listen(): Promise<void>
  /** The RTMP port, once it listens. */
  readonly port: number
  /** Cuts the publisher of a room, on whichever process; answers whether it was here. */
  kick(app: AppId, room: RoomId): boolean
  /** A push address for the system's own use (seeds, demo). */
  pushAddressFor(app: AppId, room: RoomId, reason?: string): Promise<api.live.PushAddress | Refusal>
  health(app: AppId, room: RoomId): api.live.StreamHealth
  /** Requests held at the moment for the stream with this play address. */
  held(hls: string): number
  /** When every move asked of a room's show so far is made. */
  settled(app: AppId, room: RoomId): Promise<void>
  stop(): Promise<void>
}

export const createLive = (deps: LiveDeps): Live => {
  const { db, rooms, journal, clock, timers, chance, log } = deps
  const store = streamStore(db, deps.seal)
  const streams = new Map<string, Stream>()
  const keyOf = (app: AppId, room: RoomId) => `${app}/${room}`
  const know = (stream: Stream) => {
    const { app, room, name, playName } = stream
    streams.set(keyOf(app, room), { app, room, name, playName })
  }
  const publicUrl = () => (typeof deps.publicUrl === 'string' ? deps.publicUrl : deps.publicUrl()).replace(/\/+$/, '')
  let port = deps.rtmpPort

  const ownership = deps.others
    ? sharedOwnership({ ...deps.others, log, onLost: (name) => air.lost(name) })
    : aloneOwnership
  const air = onAir({ ownership, onOpened: (stream) => far?.began(stream), store, rooms, clock, timers, chance, log })
  const far = deps.others
    ? farStreams({ ...deps.others, air, store, ownership, clock, timers, log, know, fallback: NO_SIGNAL })
    : null
  const door = rtmpDoor({ admit: air.admit, clock, timers, log })
  const addresses = pushAddresses({
    ...{ db, rooms, journal, store, clock, chance },
    server: () => `rtmp://${new URL(publicUrl()).hostname}:${port}`,
    onCreated: know,
    onRegenerated: (stream) => {
      air.kick(stream, 'The push address was changed.')
      void far?.kick(stream, 'The push address was changed.')
    },
  })

  const health = (app: AppId, room: RoomId): api.live.StreamHealth => {
    const stream = streams.get(keyOf(app, room))
    return (stream && air.broadcastOf(stream)?.health()) ?? NO_SIGNAL
  }

  const healthAnywhere = async (app: AppId, room: RoomId): Promise<api.live.StreamHealth> => {
    const stream = streams.get(keyOf(app, room))
    if (!stream || !far || air.has(stream.name)) return health(app, room)
    return far.health(stream)
  }

  let waitingForPort: Timer | null = null
  let stopped = false
  const takePort = async (): Promise<void> => {
    try {
      port = await door.listen(deps.rtmpPort, deps.rtmpHost)
    } catch (error) {
      if (!deps.rtmpShared || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
      if (!stopped) waitingForPort = timers.after(RTMP_PORT_TRY_MS, () => void takePort().catch(portFailed))
    }
  }
  const portFailed = (error: unknown) => log.error({ err: error }, 'the RTMP port could not be taken')

  return {
    routes: liveRoutes({ rooms, addresses, healthOf: healthAnywhere }),
    health,
    rawRoutes: [playlistRoutes(air.played, far?.elsewhere)],
    source: {
      play: (app, room) => {
        const stream = streams.get(keyOf(app, room))
        return { hls: stream ? `${publicUrl()}/live/${stream.playName}/${PLAYLIST_FILE}` : null }
      },
    },
    async listen() {
      for (const stream of await store.all()) {
        know(stream)
        // Of several processes another may have it: the first look tells.
        if (stream.onAir && !far) await air.resume(stream, stream.runs)
      }
      await far?.look()
      await takePort()
    },
    get port() {
      return port
    },
    kick: (app, room) => {
      const stream = streams.get(keyOf(app, room))
      if (!stream) return false
      void far?.kick(stream, 'Staff closed this publisher.')
      return air.kick(stream, 'Staff closed this publisher.')
    },
    pushAddressFor: (app, room, reason = 'system') => addresses.read(app, room, null, reason),
    held: (hls) => air.played(new URL(hls).pathname.split('/')[2] ?? '')?.held.size ?? 0,
    settled: async (app, room) => {
      const stream = streams.get(keyOf(app, room))
      if (stream) await air.settled(stream)
    },
    async stop() {
      stopped = true
      waitingForPort?.stop()
      far?.stop()
      air.stop()
      await door.stop()
    },
  }
}
