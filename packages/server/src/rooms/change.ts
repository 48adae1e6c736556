// Changes of a room's state: locked, versioned, journalled in one transaction, and told after the commit.
import {
  type AppId,
  DEFAULT_ROOM_TYPE,
  isRefusal,
  type OrderedEvent,
  type Refusal,
  type RoomFacts,
  type RoomId,
  type RoomStatus,
  refuse,
} from '@hawker/protocol'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Chance } from '#kernel/chance'
import { cleanText } from '#kernel/clean-text'
import type { Clock } from '#kernel/clock'
import { randomId, uuidV7 } from '#kernel/ids'
import { mayMove, moved } from './core/status.ts'
import type { NewRoom, Rooms } from './door.ts'
import type { HostOf } from './hosts.ts'
import { factsOf, type RoomChange, type RoomRow, type Store } from './store.ts'

export interface ChangeDeps {
  readonly db: Database
  readonly store: Store
  readonly journal: Journal
  readonly clock: Clock
  readonly chance: Chance
  readonly hostOf: HostOf
  readonly tell: Rooms['tell']
}

const COVER = /^(?:https?:\/\/|\/(?![/\\]))/

/** An address that a page may load a picture from. */
export const checkCover = (coverUrl: string | null | undefined): Refusal | null =>
  coverUrl == null || COVER.test(coverUrl)
    ? null
    : refuse('invalid', {
        fields: [{ path: 'coverUrl', message: 'takes an http(s) address or a path of this server' }],
      })

const changeState = async (
  deps: ChangeDeps,
  app: AppId,
  room: RoomId,
  { kind, by, guard }: { kind: string; by: string | null; guard?: MoreOfMove['guard'] },
  decide: (row: RoomRow) => RoomChange | Refusal,
): Promise<RoomFacts | Refusal> => {
  const { db, store, journal, clock, chance, hostOf, tell } = deps
  // The host of a room never changes: his name is asked for before the row is locked.
  const before = await store.find(app, room)
  if (before === null) return refuse('not-found')
  const host = await hostOf(app, before.host_user_id)
  const done = await db
    .of(app)
    .transaction()
    .execute(async (tx) => {
      await guard?.(tx)
      const row = await store.lock(tx, app, room)
      if (row === null) return refuse('not-found')
      const change = decide(row)
      if (isRefusal(change)) return change
      const next = await store.change(tx, app, room, change)
      const facts = factsOf(next!, host)
      const at = clock.now()
      const event: OrderedEvent = { type: 'room.changed', id: uuidV7(at, chance), at, room: facts }
      const payload = { from: row.status, to: facts.status, change }
      const journalId = await journal.append(tx, { app, room, kind, by, payload, tell: [event] })
      return { facts, event, journalId }
    })
  if (isRefusal(done)) return done
  await tell(app, room, done.journalId, [done.event])
  return done.facts
}

type MoreOfMove = Parameters<Rooms['moveStatus']>[3]

export const moveStatus = (
  deps: ChangeDeps,
  app: AppId,
  room: RoomId,
  to: RoomStatus,
  more: MoreOfMove,
): Promise<RoomFacts | Refusal> =>
  changeState(deps, app, room, { kind: 'room.moved', by: more.by, guard: more.guard }, (row) => {
    if (!mayMove(row.status, to) || (more.onlyFrom && !more.onlyFrom.includes(row.status)))
      return refuse('wrong-state', { message: `A room that is ${row.status} cannot become ${to}.` })
    const reason = more.reason ? cleanText(more.reason) || null : null
    const fields = moved(
      {
        status: row.status,
        statusReason: row.status_reason,
        startedAt: row.started_at,
        endedAt: row.ended_at,
        graceEndsAt: row.grace_ends_at,
      },
      to,
      { at: deps.clock.now(), reason, graceEndsAt: more.graceEndsAt ?? null },
    )
    return {
      status: fields.status,
      status_reason: fields.statusReason,
      started_at: fields.startedAt,
      ended_at: fields.endedAt,
      grace_ends_at: fields.graceEndsAt,
    }
  })

export interface Edit {
  readonly title?: string | undefined
  readonly introduction?: string | undefined
  readonly coverUrl?: string | null | undefined
  readonly startsAt?: number | null | undefined
  readonly announcement?: string | undefined
}

export const editRoom = async (
  deps: ChangeDeps,
  app: AppId,
  room: RoomId,
  edit: Edit,
  by: string | null,
): Promise<RoomFacts | Refusal> => {
  const badCover = checkCover(edit.coverUrl)
  if (badCover) return badCover
  return changeState(deps, app, room, { kind: 'room.edited', by }, () => ({
    ...(edit.title === undefined ? {} : { title: cleanText(edit.title) }),
    ...(edit.introduction === undefined ? {} : { introduction: cleanText(edit.introduction, 'keep') }),
    ...(edit.coverUrl === undefined ? {} : { cover_url: edit.coverUrl }),
    ...(edit.startsAt === undefined ? {} : { starts_at: edit.startsAt }),
    ...(edit.announcement === undefined ? {} : { announcement: cleanText(edit.announcement, 'keep') }),
  }))
}

export const createRoom = async (
  deps: ChangeDeps,
  app: AppId,
  room: NewRoom,
  by: string | null,
): Promise<RoomFacts | Refusal> => {
  const { db, store, journal, clock, chance, hostOf } = deps
  const badCover = checkCover(room.coverUrl)
  if (badCover) return badCover
  const hostId = room.hostId ?? null
  const host = await hostOf(app, hostId)
  if (hostId !== null && host === null) return refuse('not-found', { message: 'There is no such host.' })
  const startsAt = room.startsAt ?? null
  return db
    .of(app)
    .transaction()
    .execute(async (tx) => {
      const row = await store.insert(tx, app, {
        id: room.id ?? (randomId(chance) as RoomId),
        type: room.type ?? DEFAULT_ROOM_TYPE,
        title: cleanText(room.title),
        introduction: cleanText(room.introduction ?? '', 'keep'),
        status: room.status ?? (startsAt === null ? 'draft' : 'scheduled'),
        status_reason: null,
        cover_url: room.coverUrl ?? null,
        announcement: cleanText(room.announcement ?? '', 'keep'),
        host_user_id: hostId,
        starts_at: startsAt,
        started_at: room.startedAt ?? null,
        ended_at: room.endedAt ?? null,
        grace_ends_at: null,
        likes: room.likes ?? 0,
        created_at: clock.now(),
      })
      if (row === null) return refuse('conflict', { message: 'This room id is taken.' })
      const facts = factsOf(row, host)
      await journal.append(tx, { app, room: row.id, kind: 'room.created', by, payload: facts })
      return facts
    })
}
