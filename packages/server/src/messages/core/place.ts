// Where a page of a list ended, as the text that leads to the next.
import { ID_PATTERN, type Millis, type Refusal, refuse, type UserId } from '@hawker/protocol'

const refused = () =>
  refuse('invalid', { fields: [{ path: 'after', message: 'takes what `next` of the page before said' }] })

/** A thread in the list of threads, newest first. */
export interface ThreadPlace {
  readonly updatedAt: Millis
  readonly user: UserId
}

export const writeThreadPlace = ({ updatedAt, user }: ThreadPlace): string => `${updatedAt}.${user}`

export const readThreadPlace = (text: string | undefined): ThreadPlace | null | Refusal => {
  if (text === undefined) return null
  const [, at, user] = /^(\d{1,15})\.(.+)$/s.exec(text) ?? []
  return at && user && ID_PATTERN.test(user) ? { updatedAt: Number(at), user: user as UserId } : refused()
}

/** A message in its thread, and which way the pages run from it. */
export interface MessagePlace {
  readonly way: 'older' | 'newer'
  readonly seq: number
}

export const writeMessagePlace = ({ way, seq }: MessagePlace): string => `${way}.${seq}`

export const readMessagePlace = (text: string | undefined): MessagePlace | null | Refusal => {
  if (text === undefined) return null
  const [, way, seq] = /^(older|newer)\.(\d{1,15})$/.exec(text) ?? []
  return way ? { way: way as MessagePlace['way'], seq: Number(seq) } : refused()
}
