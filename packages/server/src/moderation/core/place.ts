// Where a list goes on: the last row's time and user, as opaque text.
import { ID_PATTERN, type Millis, type Refusal, refuse, type UserId } from '@hawker/protocol'

export interface Place {
  readonly at: Millis
  readonly user: UserId
}

const notGiven = (): Refusal =>
  refuse('invalid', { fields: [{ path: 'after', message: 'takes what `next` of the page before said' }] })

export const writePlace = ({ at, user }: Place): string => `${at}.${user}`

export const readPlace = (text: string | undefined): Place | null | Refusal => {
  if (text === undefined) return null
  const [at = '', user = '', more] = text.split('.')
  if (more !== undefined || !/^\d{1,15}$/.test(at) || !ID_PATTERN.test(user)) return notGiven()
  return { at: Number(at), user: user as UserId }
}

/** Acts go on after a journal id: a positive 64-bit number, as decimal digits. */
export const readActPlace = (text: string | undefined): string | null | Refusal => {
  if (text === undefined) return null
  return /^[1-9]\d{0,17}$/.test(text) ? text : notGiven()
}
