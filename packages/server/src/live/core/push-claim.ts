// What a push address says, read before any key is looked at: cheap enough for strangers.
import type { Millis } from '@hawker/protocol'

/** Names of streams: what may stand before the `?` of a stream key. */
export const STREAM_NAME = /^[A-Za-z0-9_-]{1,64}$/

/**
 * MD5(key + name + time) can be split two ways: `room-10` + `70DBD880` equals `room-1` + `070DBD880`.
 * Exactly eight digits with no zero in front leave one reading (1978 to 2106). L3.
 */
export const TX_TIME = /^[1-9A-Fa-f][0-9A-Fa-f]{7}$/
const TX_SECRET = /^[0-9a-f]{32}$/
export const HK_TIME = /^[1-9][0-9]{0,10}$/
const HK_SECRET = /^[0-9a-f]{64}$/

/** `compatible`: MD5, as encoders and back ends know it. `own`: HMAC-SHA256. */
export interface PushClaim {
  readonly name: string
  readonly form: 'compatible' | 'own'
  readonly time: string
  readonly secret: string
  readonly expiresAt: Millis
}

const single = (query: URLSearchParams, name: string): string | null => {
  const values = query.getAll(name)
  return values.length === 1 ? values[0]! : null
}

/** Reads `name?query`. An address good until `expiresAt` is good in that instant, and not after. */
export const readClaim = (name: string, query: string, now: Millis): PushClaim | 'malformed' | 'expired' => {
  if (!STREAM_NAME.test(name)) return 'malformed'
  const parameters = new URLSearchParams(query)
  const compatible = parameters.has('txSecret') || parameters.has('txTime')
  const time = single(parameters, compatible ? 'txTime' : 'hkTime')
  const secret = single(parameters, compatible ? 'txSecret' : 'hkSecret')
  if (time === null || secret === null) return 'malformed'
  if (!(compatible ? TX_TIME : HK_TIME).test(time) || !(compatible ? TX_SECRET : HK_SECRET).test(secret))
    return 'malformed'
  const expiresAt = Number.parseInt(time, compatible ? 16 : 10) * 1000
  if (now > expiresAt) return 'expired'
  return { name, form: compatible ? 'compatible' : 'own', time, secret, expiresAt }
}
