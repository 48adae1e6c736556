// Mutes, bans and kicks in a room.
import {
  type Actor,
  isRefusal,
  type PublicPerson,
  type Refusal,
  type RoomId,
  refuse,
  type UserId,
} from '@hawker/protocol'
import type { Rooms } from '#rooms'
import { type ActDeps, type Acts, nameOf } from './act.ts'
import { endOf, networkEndOf } from './core/ends.ts'
import type { Permit } from './permit.ts'
import type { Kind, SanctionRow } from './store.ts'
import * as store from './store.ts'

/** `seconds` null: until it is lifted. `network`: guests from where he comes stay out as well. */
export interface Ask {
  readonly seconds: number | null
  readonly reason: string | null
  readonly network?: boolean
}

/** A mute or ban with the person it holds. */
export interface Sanctioned {
  readonly person: PublicPerson
  readonly row: SanctionRow
}

export interface SanctionDeps {
  readonly db: ActDeps['db']
  readonly clock: ActDeps['clock']
  readonly rooms: Pick<Rooms, 'networksOf'>
  readonly acts: Acts
  readonly permit: Permit
}

/** Of somebody with more pages than that, the other networks stay open. */
const NETWORKS_OF_ONE_MAX = 8

const DONE = { mute: 'muted', ban: 'banned' } as const
const LIFTED = { mute: 'unmuted', ban: 'unbanned' } as const

export const FULL = refuse('limit-reached', { message: 'This list is full. Lift what is not needed any more.' })

export const createSanctions = ({ db, clock, rooms, acts, permit }: SanctionDeps) => {
  const put = async (
    actor: Actor,
    room: RoomId,
    user: UserId,
    kind: Kind,
    { seconds, reason, network = false }: Ask,
  ): Promise<Sanctioned | Refusal> => {
    const refused = await permit.room(actor, room)
    if (refused) return refused
    const person = await permit.person(actor, user)
    if (isRefusal(person)) return person
    const { app } = actor
    const by = nameOf(actor)
    // Asked before the room is locked: it may take other processes a moment to answer.
    const networks = network ? (await rooms.networksOf(app, room, user)).slice(0, NETWORKS_OF_ONE_MAX) : []
    return acts.inRoom(app, room, by, async (tx, at) => {
      if (await store.isFull(tx, app, room, kind, user, at)) return FULL
      const row = { user, until: endOf(at, seconds), reason, by, at }
      await store.putSanction(tx, app, room, kind, row)
      if (kind === 'ban') {
        const ban = { networks, until: networkEndOf(at, row.until), keepFormer: network }
        await store.putNetworks(tx, app, room, user, ban)
      }
      return { deed: { act: DONE[kind], userId: user, until: row.until, note: reason }, answer: { person, row } }
    })
  }

  const lift = async (actor: Actor, room: RoomId, user: UserId, kind: Kind): Promise<boolean | Refusal> => {
    const refused = (await permit.room(actor, room)) ?? (await permit.lifting(actor, user))
    if (refused) return refused
    const { app } = actor
    if (!(await store.stands(db.of(app), app, room, kind, user, clock.now()))) return false
    return acts.inRoom(app, room, nameOf(actor), async (tx, at) => {
      const stood = await store.removeSanction(tx, app, room, kind, user, at)
      if (kind === 'ban') await store.removeNetworks(tx, app, room, user)
      return { deed: { act: LIFTED[kind], userId: user, until: null, note: null }, answer: stood }
    })
  }

  const kick = async (actor: Actor, room: RoomId, user: UserId, reason: string | null): Promise<true | Refusal> => {
    const refused = await permit.room(actor, room)
    if (refused) return refused
    const person = await permit.person(actor, user)
    if (isRefusal(person)) return person
    const deed = { act: 'kicked' as const, userId: user, until: null, note: reason }
    return acts.inRoom(actor.app, room, nameOf(actor), async () => ({ deed, answer: true as const }))
  }

  return { put, lift, kick }
}
