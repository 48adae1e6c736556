// Takes a message back, and pins one: changes of state that are journalled as acts of moderation.
import {
  type AppId,
  isRefusal,
  type ModerationAct,
  type OrderedEvent,
  type PinnedComment,
  type Refusal,
  type RoomId,
  refuse,
  type UserId,
} from '@hawker/protocol'
import type { Transaction } from 'kysely'
import type { RoomLog } from '#bus'
import { uuidV7 } from '#kernel/ids'
import type { ChangeDeps } from './change.ts'
import { findMessage } from './messages.ts'
import type { RoomRow } from './store.ts'

export interface ActDeps extends ChangeDeps {
  readonly log: RoomLog
}

type Decided = Pick<ModerationAct, 'act' | 'userId' | 'note'> & { readonly events: readonly OrderedEvent[] }

/** What was decided under the room's lock: journalled with its events, told after the commit, and told to staff. */
const act = async (
  deps: ActDeps,
  app: AppId,
  room: RoomId,
  by: string | null,
  decide: (tx: Transaction<unknown>, row: RoomRow) => Promise<Decided | null>,
): Promise<true | Refusal> => {
  const { db, store, journal, clock, chance } = deps
  const done = await db
    .of(app)
    .transaction()
    .execute(async (tx) => {
      const row = await store.lock(tx, app, room)
      const decided = row && (await decide(tx, row))
      if (decided === null) return refuse('not-found')
      const { events, ...what } = decided
      const at = clock.now()
      const payload: ModerationAct = { id: uuidV7(at, chance), at, room, by, until: null, ...what }
      const kind = `moderation.${payload.act}`
      return { payload, events, journalId: await journal.append(tx, { app, room, kind, by, payload, tell: events }) }
    })
  if (isRefusal(done)) return done
  await deps.tell(app, room, done.journalId, done.events)
  deps.tellStaff(app, room, { type: 'staff.act', act: done.payload })
  return true
}

const changePin = async (
  { store, clock, chance }: ActDeps,
  tx: Transaction<unknown>,
  app: AppId,
  room: RoomId,
  pinned: PinnedComment | null,
): Promise<OrderedEvent> => {
  const { version } = (await store.change(tx, app, room, { pinned }))!
  const at = clock.now()
  return { type: 'comment.pinned', id: uuidV7(at, chance), at, pinned, version }
}

export const pin = (
  deps: ActDeps,
  app: AppId,
  room: RoomId,
  comment: PinnedComment | null,
  by: string | null,
): Promise<true | Refusal> =>
  act(deps, app, room, by, async (tx, row) => {
    const shown = comment ?? row.pinned
    return {
      act: comment ? 'pinned' : 'unpinned',
      userId: shown?.from.id ?? null,
      note: shown?.id ?? null,
      events: [await changePin(deps, tx, app, room, comment)],
    }
  })

/** A message whose words are only in the pin is found there. */
export const recall = async (
  deps: ActDeps,
  app: AppId,
  room: RoomId,
  messageId: string,
  by: string | null,
): Promise<true | Refusal> => {
  const { log, clock, chance } = deps
  const said = await findMessage(log, { app, room }, messageId)
  return act(deps, app, room, by, async (tx, row) => {
    const isPinned = row.pinned?.id === messageId
    const from = said?.from ?? (isPinned ? row.pinned?.from : null)
    if (said === null && !isPinned) return null
    const at = clock.now()
    const events: OrderedEvent[] = [{ type: 'chat.recalled', id: uuidV7(at, chance), at, messageId }]
    if (isPinned) events.push(await changePin(deps, tx, app, room, null))
    return { act: 'recalled', userId: (from?.id as UserId | undefined) ?? null, note: messageId, events }
  })
}
