// REST endpoints of rooms: contract → verb.
import {
  type Actor,
  type AppId,
  api,
  ID_PATTERN,
  isRefusal,
  isStaff,
  type Refusal,
  type RoomFacts,
  type RoomId,
  refuse,
} from '@hawker/protocol'
import { bind, type Route } from '#http'
import { type ChangeDeps, createRoom, editRoom, moveStatus } from './change.ts'
import { isHidden, SYSTEM_ONLY } from './core/status.ts'
import type { Rooms } from './door.ts'
import { factsOf, type ListPlace, type RoomRow } from './store.ts'

export interface RouteDeps extends ChangeDeps {
  readonly rooms: Pick<Rooms, 'viewers' | 'meters' | 'members'>
  readonly playOf: (app: AppId, room: RoomId) => api.rooms.RoomCard['play']
}

const seesDrafts = (actor: Actor) => actor.kind === 'server' || (actor.kind === 'person' && isStaff(actor.person.role))
const nameOf = (actor: Actor) => (actor.kind === 'person' ? actor.person.id : actor.kind === 'server' ? 'server' : null)

/** Callers of an app stay in it; the public may name one. Null: an app that this caller does not see. */
const appOf = (actor: Actor, asked: AppId | undefined): AppId | null => {
  if (asked === undefined || asked === actor.app) return actor.app
  return actor.kind === 'public' ? asked : null
}

/** A host acts on his own rooms; others with the permission on all of the app. */
const isOthers = (actor: Actor, row: RoomRow) =>
  actor.kind === 'person' &&
  actor.person.role === 'host' &&
  row.host_user_id !== null &&
  row.host_user_id !== actor.person.id

const writePlace = (row: RoomRow) => `${row.created_at}.${row.id}`
const readPlace = (text: string | undefined): ListPlace | undefined | Refusal => {
  if (text === undefined) return undefined
  const [createdAt = '', id = '', more] = text.split('.')
  if (more !== undefined || !/^\d{1,15}$/.test(createdAt) || !ID_PATTERN.test(id))
    return refuse('invalid', { fields: [{ path: 'after', message: 'takes what `next` of the page before said' }] })
  return { createdAt: Number(createdAt), id }
}

export const roomRoutes = (deps: RouteDeps): Route[] => {
  const { store, hostOf, rooms, playOf } = deps
  const card = (app: AppId, facts: RoomFacts) => ({
    ...facts,
    play: playOf(app, facts.id),
    viewers: rooms.viewers(app, facts.id),
  })
  const cardOf = async (app: AppId, row: RoomRow) => card(app, factsOf(row, await hostOf(app, row.host_user_id)))
  const answer = (app: AppId, facts: RoomFacts | Refusal) => (isRefusal(facts) ? facts : card(app, facts))

  /** The row, where this caller may act on it. */
  const operated = async (actor: Actor, room: RoomId): Promise<RoomRow | Refusal> => {
    const row = await store.find(actor.app, room)
    if (row === null) return refuse('not-found')
    return isOthers(actor, row) ? refuse('not-allowed') : row
  }

  return [
    bind(api.rooms.listRooms, async ({ actor, query }) => {
      const app = appOf(actor, query.app)
      const after = readPlace(query.after)
      if (isRefusal(after)) return after
      if (app === null) return { rooms: [], next: null }
      const rows = await store.list(app, {
        drafts: seesDrafts(actor),
        limit: query.limit,
        ...(query.status ? { status: query.status } : {}),
        ...(after ? { after } : {}),
      })
      const page = rows.slice(0, query.limit)
      const last = rows.length > page.length ? page.at(-1) : undefined
      return { rooms: await Promise.all(page.map((row) => cardOf(app, row))), next: last ? writePlace(last) : null }
    }),

    bind(api.rooms.readRoom, async ({ actor, params, query }) => {
      const app = appOf(actor, query.app)
      const row = app === null ? null : await store.find(app, params.room)
      if (app === null || row === null || (isHidden(row.status) && !seesDrafts(actor))) return refuse('not-found')
      return cardOf(app, row)
    }),

    bind(api.rooms.createRoom, async ({ actor, body }) => {
      const host = actor.kind === 'person' && actor.person.role === 'host' ? actor.person.id : null
      if (host !== null && body.hostId !== undefined && body.hostId !== host) return refuse('not-allowed')
      const room = { ...body, hostId: body.hostId ?? host }
      return answer(actor.app, await createRoom(deps, actor.app, room, nameOf(actor)))
    }),

    bind(api.rooms.changeRoom, async ({ actor, params, body }) => {
      const row = await operated(actor, params.room)
      if (isRefusal(row)) return row
      return answer(actor.app, await editRoom(deps, actor.app, params.room, body, nameOf(actor)))
    }),

    bind(api.rooms.moveRoom, async ({ actor, params, body }) => {
      const row = await operated(actor, params.room)
      if (isRefusal(row)) return row
      if (SYSTEM_ONLY.includes(body.status)) return refuse('wrong-state')
      const touchesBan = body.status === 'banned' || row.status === 'banned'
      if (touchesBan && actor.kind === 'person' && actor.person.role !== 'owner') return refuse('not-allowed')
      const more = { by: nameOf(actor), reason: body.reason ?? null, onlyFrom: [row.status] }
      return answer(actor.app, await moveStatus(deps, actor.app, params.room, body.status, more))
    }),

    bind(api.rooms.readRoomMeters, async ({ actor, params }) => {
      const row = await store.find(actor.app, params.room)
      if (row === null) return refuse('not-found')
      const meters = rooms.meters(actor.app, params.room)
      return { ...meters, peakViewers: Math.max(meters.peakViewers, row.peak_viewers) }
    }),

    bind(api.rooms.listMembers, async ({ actor, params, query }) => {
      const row = await store.find(actor.app, params.room)
      if (row === null || (isHidden(row.status) && !seesDrafts(actor))) return refuse('not-found')
      return rooms.members(actor.app, params.room, query.limit)
    }),
  ]
}
