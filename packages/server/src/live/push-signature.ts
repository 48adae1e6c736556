// Signed push addresses: the compatible MD5 form that encoders and back ends already know, and our own HMAC form.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Millis } from '@hawker/protocol'
import { HK_TIME, type PushClaim, STREAM_NAME, TX_TIME } from './core/push-claim.ts'

/** How long an address that we hand out is good for. */
export const PUSH_ADDRESS_MS = 24 * 3_600_000

const HK_PURPOSE = 'hawker-push-1'

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

const same = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(a), Buffer.from(b))

/** Whether a claim was signed with one of the stream's keys. Both are always tried: the time taken tells nothing. */
export const isSigned = (claim: PushClaim, keys: PushKeys): boolean => {
  const sign = claim.form === 'compatible' ? txSecret : hkSecret
  const primary = same(claim.secret, sign(keys.primary, claim.name, claim.time))
  const backup = same(claim.secret, sign(keys.backup ?? keys.primary, claim.name, claim.time))
  return primary || (keys.backup !== null && backup)
}
