// Changes of a room's state: locked, versioned, journalled in one transaction, and told after the commit.
import {
  type AppId,
  DEFAULT_ROOM_TYPE,
  isRefusal,
  type ModerationAct,
  type OrderedEvent,
  type Refusal,
  type RoomFacts,
  type RoomId,
  type RoomPolicy,
  type RoomStatus,
  refuse,
} from '@hawker/protocol'
import type { Transaction } from 'kysely'
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
  readonly tellStaff: Rooms['tellStaff']
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
  besides: (tx: Transaction<unknown>, before: RoomRow) => Promise<unknown> = async () => {},
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
      await besides(tx, row)
      return { facts, event, journalId }
    })
  if (isRefusal(done)) return done
  await tell(app, room, done.journalId, [done.event], by)
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

type PolicyEdit = { readonly [K in keyof RoomPolicy]?: RoomPolicy[K] | undefined }

export interface Edit {
  readonly policy?: PolicyEdit | undefined
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
  let act: ModerationAct | null = null
  const facts = await changeState(
    deps,
    app,
    room,
    { kind: 'room.edited', by },
    (row) => ({
      ...(edit.title === undefined ? {} : { title: cleanText(edit.title) }),
      ...(edit.introduction === undefined ? {} : { introduction: cleanText(edit.introduction, 'keep') }),
      ...(edit.coverUrl === undefined ? {} : { cover_url: edit.coverUrl }),
      ...(edit.startsAt === undefined ? {} : { starts_at: edit.startsAt }),
      ...(edit.announcement === undefined ? {} : { announcement: cleanText(edit.announcement, 'keep') }),
      ...(edit.policy === undefined ? {} : { policy: withPolicy(row.policy, edit.policy) }),
    }),
    async (tx, row) => {
      const note = edit.policy && policyChanges(row.policy, edit.policy)
      if (!note) return
      const at = deps.clock.now()
      act = { id: uuidV7(at, deps.chance), at, act: 'policy', room, by, userId: null, until: null, note }
      await deps.journal.append(tx, { app, room, kind: 'moderation.policy', by, payload: act })
    },
  )
  if (act !== null && !isRefusal(facts)) deps.tellStaff(app, room, { type: 'staff.act', act })
  return facts
}

/** What is not named stays. */
const withPolicy = (policy: RoomPolicy, edit: PolicyEdit): RoomPolicy => {
  const named = Object.entries(edit).filter(([, value]) => value !== undefined)
  return { ...policy, ...Object.fromEntries(named) }
}

/** "slowModeS: 10, links: staff"; empty when nothing is other than it was. */
const policyChanges = (before: RoomPolicy, edit: PolicyEdit): string =>
  Object.entries(withPolicy(before, edit))
    .filter(([name, value]) => before[name as keyof RoomPolicy] !== value)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ')

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
