// Parts and playlists of a stream that another process has: fetched once for all who ask here at the same time, and
// kept for a moment. A request that the owner holds is held here too.
import type { Between } from '#between'
import type { Clock } from '#kernel/clock'

/** The owner holds a request for three target durations, and then answers. */
const ANSWER_MS = 12_000
/** A part is asked for in the seconds after it came; the rest of the window by those who come in. */
const KEPT_MS = 10_000
/** A playlist that was waited for is the same for all who wait for it; the next one replaces it. */
const KEPT_PLAYLIST_MS = 400
export const FAR_BYTES_MAX = 64 * 1_048_576
/** Requests to other processes under way; each may have any number of viewers waiting for it. */
export const FAR_FETCHES_MAX = 2_000
/** Viewers who wait for another process's answer. */
export const FAR_WAITING_MAX = 20_000

/** What an owner's answer is passed on with. */
const HEADERS = [
  'content-type',
  'cache-control',
  'access-control-allow-origin',
  'timing-allow-origin',
  'cross-origin-resource-policy',
  'x-content-type-options',
  'retry-after',
]

interface Answer {
  readonly status: number
  readonly headers: Record<string, string>
  readonly bytes: Uint8Array
}

interface Kept {
  readonly answer: Answer
  readonly until: number
}

export interface FarOrigin {
  /** 'busy' where too many wait already. Rejects when the process cannot be reached. */
  fetch(address: string, target: string): Promise<Response | 'busy'>
}

const keptMs = ({ status, headers }: Answer): number => {
  if (status !== 200) return 0
  const cache = headers['cache-control'] ?? ''
  if (cache.includes('immutable')) return KEPT_MS
  return cache.includes('no-store') ? 0 : KEPT_PLAYLIST_MS
}

export const farOrigin = ({ between, clock }: { between: Between; clock: Clock }): FarOrigin => {
  const kept = new Map<string, Kept>()
  const underWay = new Map<string, Promise<Answer>>()
  let bytes = 0
  let waiting = 0

  const drop = (key: string) => {
    bytes -= kept.get(key)?.answer.bytes.length ?? 0
    kept.delete(key)
  }
  const keep = (key: string, answer: Answer) => {
    const ms = keptMs(answer)
    if (ms === 0) return
    drop(key)
    const now = clock.monotonic()
    kept.set(key, { answer, until: now + ms })
    bytes += answer.bytes.length
    for (const [oldest, { until }] of kept) {
      if (bytes <= FAR_BYTES_MAX && until > now) break
      drop(oldest)
    }
  }

  const ask = async (key: string, address: string, target: string): Promise<Answer> => {
    const response = await between.ask(address, 'GET', target, { timeoutMs: ANSWER_MS })
    const answer: Answer = {
      status: response.status,
      headers: Object.fromEntries(
        HEADERS.flatMap((name) => {
          const value = response.headers.get(name)
          return value === null ? [] : [[name, value]]
        }),
      ),
      bytes: new Uint8Array(await response.arrayBuffer()),
    }
    keep(key, answer)
    return answer
  }
  const responseOf = ({ status, headers, bytes }: Answer) => new Response(bytes as BodyInit, { status, headers })

  return {
    async fetch(address, target) {
      const key = `${address}${target}`
      const known = kept.get(key)
      if (known && clock.monotonic() < known.until) return responseOf(known.answer)
      if (waiting >= FAR_WAITING_MAX) return 'busy'
      let flight = underWay.get(key)
      if (!flight) {
        if (underWay.size >= FAR_FETCHES_MAX) return 'busy'
        flight = ask(key, address, target).finally(() => underWay.delete(key))
        underWay.set(key, flight)
      }
      waiting++
      try {
        return responseOf(await flight)
      } finally {
        waiting--
      }
    },
  }
}
