// Signed push addresses: the compatible MD5 form that encoders and back ends already know, and our own HMAC form.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Millis } from '@hawker/protocol'

/** Names of streams: what may stand before the `?` of a stream key. */
export const STREAM_NAME = /^[A-Za-z0-9_-]{1,64}$/
/** How long an address that we hand out is good for. */
export const PUSH_ADDRESS_MS = 24 * 3_600_000

/**
 * MD5(key + name + time) can be split two ways: `room-10` + `70DBD880` equals `room-1` + `070DBD880`.
 * Exactly eight digits with no zero in front leave one reading (1978 to 2106).
 */
const TX_TIME = /^[1-9A-Fa-f][0-9A-Fa-f]{7}$/
const TX_SECRET = /^[0-9a-f]{32}$/
const HK_TIME = /^[1-9][0-9]{0,10}$/
const HK_SECRET = /^[0-9a-f]{64}$/
const HK_PURPOSE = 'hawker-push-1'

export type PushRefusal = 'malformed' | 'expired' | 'wrong-signature'

/** The keys of one stream; an address signed with either is good, so that keys can be changed in a running show. */
export interface PushKeys {
  readonly primary: string
  readonly backup: string | null
}

const txSecret = (key: string, name: string, txTime: string): string =>
  createHash('md5').update(`${key}${name}${txTime}`).digest('hex')

const hkSecret = (key: string, name: string, hkTime: string): string => {
  const hmac = createHmac('sha256', key)
  for (const part of [HK_PURPOSE, name, hkTime]) hmac.update(`${Buffer.byteLength(part)}:${part}`)
  return hmac.digest('hex')
}

/** The query of a push address in the compatible form. */
export const signCompatible = (key: string, name: string, expiresAt: Millis): string => {
  const txTime = Math.floor(expiresAt / 1000)
    .toString(16)
    .toUpperCase()
  if (!STREAM_NAME.test(name) || !TX_TIME.test(txTime)) throw new RangeError('this name or time cannot be signed')
  return `txSecret=${txSecret(key, name, txTime)}&txTime=${txTime}`
}

/** The query of a push address in our own form. */
export const signOwn = (key: string, name: string, expiresAt: Millis): string => {
  const hkTime = String(Math.floor(expiresAt / 1000))
  if (!STREAM_NAME.test(name) || !HK_TIME.test(hkTime)) throw new RangeError('this name or time cannot be signed')
  return `hkSecret=${hkSecret(key, name, hkTime)}&hkTime=${hkTime}`
}

/** What a push address claims, before any key is looked at: cheap enough for strangers. */
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
export const readClaim = (name: string, query: string, now: Millis): PushClaim | PushRefusal => {
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

const same = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(a), Buffer.from(b))

/** Whether a claim was signed with one of the stream's keys. Both are always tried: the time taken tells nothing. */
export const isSigned = (claim: PushClaim, keys: PushKeys): boolean => {
  const sign = claim.form === 'compatible' ? txSecret : hkSecret
  const primary = same(claim.secret, sign(keys.primary, claim.name, claim.time))
  const backup = same(claim.secret, sign(keys.backup ?? keys.primary, claim.name, claim.time))
  return primary || (keys.backup !== null && backup)
}
