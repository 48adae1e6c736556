// A message between a viewer and the shop (S49): stored, then pushed to both sides.
import {
  type AppId,
  type DirectMessage,
  FOREVER,
  isRefusal,
  type PublicPerson,
  type Refusal,
  refuse,
  type UserId,
} from '@hawker/protocol'
import { checkDirect } from './core/text.ts'
import type { MessagesDeps } from './shared.ts'
import { addMessage, findMessage, messageOf, type StoredMessage, takeToken } from './store.ts'

/** One person's messages, over all threads and processes; staff have three times that. */
export const DIRECT_PER_MINUTE = 30
export const DIRECT_BURST = 10
const STAFF_TIMES = 3

/** Undoes the transaction: somebody took the id a moment ago. */
class Taken extends Error {}

export interface Saying {
  readonly app: AppId
  readonly from: PublicPerson
  /** Whose thread it is. */
  readonly thread: UserId
  readonly id: string
  readonly text: string
}

const again = (said: StoredMessage, { thread, from }: Saying, text: string): DirectMessage | Refusal =>
  said.thread === thread && said.from.id === from.id && said.text === text
    ? messageOf(said)
    : refuse('conflict', { message: 'This id was used for something else.' })

export const sayDirect = async (deps: MessagesDeps, saying: Saying): Promise<DirectMessage | Refusal> => {
  const { db, journal, rooms, clock, mutedUntil } = deps
  const { app, from, thread, id } = saying
  const byShop = thread !== from.id
  const text = checkDirect(saying.text)
  if (isRefusal(text)) return text
  const known = await findMessage(db.of(app), app, id)
  if (known) return again(known, saying, text)
  const now = clock.now()
  const until = byShop ? null : await mutedUntil(app, thread)
  if (until !== null && until > now) return refuse('muted', until === FOREVER ? {} : { retryAfterMs: until - now })

  const times = byShop ? STAFF_TIMES : 1
  const tokenMs = Math.ceil(60_000 / (DIRECT_PER_MINUTE * times))
  const said = await db
    .of(app)
    .transaction()
    .execute(async (tx) => {
      const rate = { tokenMs, burstMs: tokenMs * DIRECT_BURST * times, now }
      if (!(await takeToken(tx, app, from.id, rate))) return refuse('too-many', { retryAfterMs: tokenMs })
      const message = await addMessage(tx, app, { id, thread, from, byShop, text, at: now })
      if (message === null) throw new Taken()
      // Not the text: a person may have his words forgotten, and the journal forgets nothing.
      await journal.append(tx, { app, room: null, kind: 'direct.said', by: from.id, payload: { id, thread, byShop } })
      return messageOf(message)
    })
    .catch((error: unknown) => {
      if (error instanceof Taken) return null
      throw error
    })
  if (said === null) return again((await findMessage(db.of(app), app, id))!, saying, text)
  if (isRefusal(said)) return said
  rooms.tellUser(app, thread, { type: 'direct.said', thread, message: said })
  rooms.tellStaff(app, null, { type: 'direct.said', thread, message: said })
  return said
}
