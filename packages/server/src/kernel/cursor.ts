// Where a list goes on: the last row's time and id, as opaque text.
import type { Millis } from '@hawker/protocol'

export interface Cursor {
  readonly at: Millis
  readonly id: string
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export const writeCursor = ({ at, id }: Cursor): string => `${at.toString(36)}.${id}`

/** Null for a text that no list ever gave out. */
export const readCursor = (text: string): Cursor | null => {
  const [time = '', id = '', more] = text.split('.')
  const at = /^[0-9a-z]{1,11}$/.test(time) ? Number.parseInt(time, 36) : Number.NaN
  return more === undefined && Number.isSafeInteger(at) && UUID.test(id) ? { at, id } : null
}
