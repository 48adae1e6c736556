// This process and the streams of the others: what it answers them, and what it asks of them.
import type { api } from '@hawker/protocol'
import type { Between } from '#between'
import type { Notices } from '#bus'
import type { Clock, Timers } from '#kernel/clock'
import type { Log } from '#system/log'
import { openDirectory } from './directory.ts'
import { farOrigin } from './far-origin.ts'
import type { OnAir } from './on-air.ts'
import type { Ownership } from './ownership.ts'
import { type Elsewhere, servePlayed } from './playlist-routes.ts'
import type { Stream, StreamStore } from './store.ts'

const ASK_MS = 1_500
const BEGAN_TOPIC = 'live.began'

interface Began {
  readonly stream: Stream
  readonly address: string
}

export interface FarStreamsDeps {
  readonly between: Between
  readonly notices: Notices
  readonly air: OnAir
  readonly store: StreamStore
  readonly ownership: Ownership
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  readonly know: (stream: Stream) => void
  /** What is said of a stream that nobody has, or whose process does not answer. */
  readonly fallback: api.live.StreamHealth
}

export const farStreams = (deps: FarStreamsDeps) => {
  const { between, notices, air, store, ownership, clock, timers, log, know, fallback } = deps
  const directory = openDirectory({
    ...{ store, ownership, clock, timers, log, address: between.address },
    seen: (stream) => {
      know(stream)
      air.keysAre(stream.name, stream.keysOf)
    },
    orphaned: (stream) =>
      void air
        .resume(stream, stream.runs)
        .catch((error) => log.error({ err: error, room: stream.room }, 'a show could not be taken up')),
  })
  const stopHearing = notices.subscribe(BEGAN_TOPIC, (body) => {
    const { stream, address } = body as Began
    know(stream)
    directory.learn(stream, address)
  })
  const elsewhere: Elsewhere = { directory, origin: farOrigin({ between, clock }) }

  between.serve('/live/', (request, url, _body, setIdleTimeout) =>
    servePlayed(air.played, request, { url, address: '', setIdleTimeout }),
  )
  between.serve('/streams/', async (_request, url, body) => {
    const [, , name = '', what] = url.pathname.split('/')
    if (!air.has(name)) return new Response(null, { status: 410 })
    if (what === 'health') return Response.json(air.healthOf(name))
    const said = body === '' ? {} : (JSON.parse(body) as { secretHash?: string; why?: string })
    if (what === 'kick') return Response.json(air.kickNamed(name, said.why ?? 'This publisher was closed.'))
    if (what === 'yield') {
      const yields = await air.yields(name, said.secretHash ?? '')
      return new Response(null, { status: { yes: 200, no: 409, unknown: 410 }[yields] })
    }
    return null
  })

  const ask = async (stream: Stream, method: 'GET' | 'POST', what: string, body?: string): Promise<Response | null> => {
    const address = directory.addressOf(stream.name) ?? (await directory.whereIs(stream.playName))
    if (address === null) return null
    const more = body === undefined ? {} : { body }
    const answer = await between.ask(address, method, `/streams/${stream.name}/${what}`, { timeoutMs: ASK_MS, ...more })
    return answer.ok ? answer : null
  }

  return {
    elsewhere,
    look: directory.look,
    /** This process has this stream from now on. */
    began: ({ app, room, name, playName }: Stream) =>
      notices.publish(BEGAN_TOPIC, {
        stream: { app, room, name, playName },
        address: between.address,
      } satisfies Began),
    /** The next look cuts it as well, where this does not get through. */
    kick: async (stream: Stream, why: string): Promise<void> => {
      try {
        await ask(stream, 'POST', 'kick', JSON.stringify({ why }))
      } catch (error) {
        log.warn({ err: error, room: stream.room }, 'a publisher at another process could not be cut at once')
      }
    },
    health: async (stream: Stream): Promise<api.live.StreamHealth> => {
      try {
        const answer = await ask(stream, 'GET', 'health')
        return answer ? ((await answer.json()) as api.live.StreamHealth) : fallback
      } catch {
        return fallback
      }
    },
    stop: () => {
      stopHearing()
      directory.stop()
    },
  }
}
