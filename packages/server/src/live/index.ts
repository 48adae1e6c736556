// The door of live: a host's stream in, a picture for everybody out.
import type { AppId, api, PlayAddresses, Refusal, RoomId } from '@hawker/protocol'
import type { Database } from '#db'
import type { RawRoute, Route } from '#http'
import type { Journal } from '#journal'
import type { Chance } from '#kernel/chance'
import type { Clock, Timers } from '#kernel/clock'
import type { Rooms } from '#rooms'
import type { Log } from '#system/log'
import { NO_SIGNAL } from './core/health.ts'
import { rtmpDoor } from './ingest-rtmp.ts'
import { onAir } from './on-air.ts'
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
}

export interface Live {
  readonly routes: Route[]
  readonly rawRoutes: RawRoute[]
  /** The part of a room's snapshot that says where the picture is. */
  readonly source: { play(app: AppId, room: RoomId): PlayAddresses }
  /** Loads the streams and opens the RTMP door. */
  listen(): Promise<void>
  /** The RTMP port, once it listens. */
  readonly port: number
  /** Cuts the publisher of a room, if there is one. */
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

  const air = onAir({ store, rooms, clock, timers, chance, log })
  const door = rtmpDoor({ admit: air.admit, clock, timers, log })
  const addresses = pushAddresses({
    ...{ db, rooms, journal, store, clock, chance },
    server: () => `rtmp://${new URL(publicUrl()).hostname}:${port}`,
    onCreated: know,
    onRegenerated: (stream) => air.kick(stream, 'The push address was changed.'),
  })

  const health = (app: AppId, room: RoomId): api.live.StreamHealth => {
    const stream = streams.get(keyOf(app, room))
    return (stream && air.broadcastOf(stream)?.health()) ?? NO_SIGNAL
  }

  return {
    routes: liveRoutes({ rooms, addresses, healthOf: health }),
    health,
    rawRoutes: [playlistRoutes(air.played)],
    source: {
      play: (app, room) => {
        const stream = streams.get(keyOf(app, room))
        return { hls: stream ? `${publicUrl()}/live/${stream.playName}/${PLAYLIST_FILE}` : null }
      },
    },
    async listen() {
      for (const { onAir: wasOnAir, runs, ...stream } of await store.all()) {
        know(stream)
        if (wasOnAir) air.resume(stream, runs)
      }
      port = await door.listen(deps.rtmpPort, deps.rtmpHost)
    },
    get port() {
      return port
    },
    kick: (app, room) => {
      const stream = streams.get(keyOf(app, room))
      return stream ? air.kick(stream, 'Staff closed this publisher.') : false
    },
    pushAddressFor: (app, room, reason = 'system') => addresses.read(app, room, null, reason),
    held: (hls) => air.played(new URL(hls).pathname.split('/')[2] ?? '')?.held.size ?? 0,
    settled: async (app, room) => {
      const stream = streams.get(keyOf(app, room))
      if (stream) await air.settled(stream)
    },
    async stop() {
      air.stop()
      await door.stop()
    },
  }
}
