// Why a room was left for good, in a word that a page can show.
import { CLOSE } from '@hawker/protocol/close-code'
import type { Ending } from './connection.ts'

/**
 * `left`: one's own wish. `kicked`: put out, may come back. `banned`: kept out until `link.until`. `replaced`: opened on
 * too many pages, and this was the oldest. `refused`: see `link.ending.refusal`.
 */
export type EndReason =
  | 'left'
  | 'kicked'
  | 'banned'
  | 'replaced'
  | 'signed-out'
  | 'no-room'
  | 'not-allowed'
  | 'too-old'
  | 'refused'
  | 'failed'

const BY_CODE: Readonly<Record<number, EndReason>> = {
  [CLOSE.kicked]: 'kicked',
  [CLOSE.banned]: 'banned',
  [CLOSE.replaced]: 'replaced',
  [CLOSE.signedOut]: 'signed-out',
  [CLOSE.roomUnknown]: 'no-room',
  [CLOSE.notAllowed]: 'not-allowed',
  [CLOSE.versionTooOld]: 'too-old',
}

export const reasonOf = ({ code, refusal }: Ending): EndReason => {
  const byCode = code === null ? undefined : BY_CODE[code]
  if (byCode !== undefined) return byCode
  if (refusal?.refused === 'banned') return 'banned'
  if (refusal?.refused === 'not-found') return 'no-room'
  if (refusal !== null) return 'refused'
  return code === null ? 'left' : 'failed'
}
