// One write of a room's attributes: on the version that was read, not too often, within the room's space.
import {
  ATTRIBUTE_KEY_MAX_BYTES,
  ATTRIBUTE_VALUE_MAX_BYTES,
  ATTRIBUTES_MAX,
  ATTRIBUTES_MAX_BYTES,
  type Millis,
  type Refusal,
  refuse,
} from '@hawker/protocol'
import { bytesIn, checkTexts, refuseAt } from './text.ts'
import { takeWrite } from './write-rate.ts'

/** Writes of one room within any second, over all processes. */
export const ATTRIBUTE_WRITES_PER_S = 5

export interface Attributes {
  readonly values: Readonly<Record<string, string>>
  readonly version: number
  /** When it was written to lately. */
  readonly recent: readonly Millis[]
}

export interface AttributeChange {
  readonly version: number
  readonly set: Readonly<Record<string, string>>
  readonly remove: readonly string[]
}

export interface AttributesWritten {
  readonly values: Record<string, string>
  readonly recent: readonly Millis[]
  /** Keys that were there and are not any more. */
  readonly removed: string[]
}

const checkPair = ([key, value]: [string, string]): Refusal | null => {
  if (key === '' || key === '__proto__' || bytesIn(key) > ATTRIBUTE_KEY_MAX_BYTES)
    return refuseAt('set', `a key has 1 to ${ATTRIBUTE_KEY_MAX_BYTES} bytes, and is not __proto__`)
  if (bytesIn(value) <= ATTRIBUTE_VALUE_MAX_BYTES) return null
  return refuseAt(`set.${key}`, `at most ${ATTRIBUTE_VALUE_MAX_BYTES} bytes in UTF-8`)
}

export const writeAttributes = (
  { values, version, recent }: Attributes,
  change: AttributeChange,
  now: Millis,
): AttributesWritten | Refusal => {
  const { set, remove } = change
  if (change.version !== version) return refuse('conflict')
  const bad = checkTexts('set', set)
  if (bad) return bad
  for (const pair of Object.entries(set)) {
    const refusal = checkPair(pair)
    if (refusal) return refusal
  }
  const both = remove.find((key) => Object.hasOwn(set, key))
  if (both !== undefined) return refuseAt('remove', 'a key is set or removed, not both')
  const removed = [...new Set(remove)].filter((key) => Object.hasOwn(values, key))
  const next = new Map(Object.entries({ ...values, ...set }))
  for (const key of removed) next.delete(key)
  if (next.size > ATTRIBUTES_MAX)
    return refuse('limit-reached', { message: `A room has at most ${ATTRIBUTES_MAX} attributes.` })
  let total = 0
  for (const [key, value] of next) total += bytesIn(key) + bytesIn(value)
  if (total > ATTRIBUTES_MAX_BYTES)
    return refuse('too-large', { message: `The attributes of a room have at most ${ATTRIBUTES_MAX_BYTES} bytes.` })
  const taken = takeWrite(recent, now, ATTRIBUTE_WRITES_PER_S)
  if ('waitMs' in taken) return refuse('too-many', { retryAfterMs: taken.waitMs })
  return { values: Object.fromEntries(next), recent: taken.recent, removed }
}
