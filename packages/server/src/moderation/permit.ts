// May this caller act in this room, and on this person. Unknown and foreign ones look alike.
import { type Actor, type PublicPerson, type Refusal, type RoomId, refuse, type UserId } from '@hawker/protocol'
import type { Accounts } from '#accounts'
import type { Rooms } from '#rooms'
import { keepsOrderIn, outranks } from './core/rank.ts'

export interface PermitDeps {
  readonly accounts: Pick<Accounts, 'person'>
  readonly rooms: Pick<Rooms, 'find'>
}

export type Permit = ReturnType<typeof createPermit>

export const createPermit = ({ accounts, rooms }: PermitDeps) => ({
  /** Null: he may. */
  room: async (actor: Actor, room: RoomId): Promise<Refusal | null> => {
    const facts = await rooms.find(actor.app, room)
    if (facts === null) return refuse('not-found')
    return keepsOrderIn(actor, facts.host?.id ?? null) ? null : refuse('not-allowed')
  },

  person: async (actor: Actor, user: UserId): Promise<PublicPerson | Refusal> => {
    const person = await accounts.person(actor.app, user)
    if (person === null) return refuse('not-found')
    return outranks(actor, person) ? person : refuse('not-allowed')
  },

  /** What was done to somebody can be lifted also when he is nobody here any more. */
  lifting: async (actor: Actor, user: UserId): Promise<Refusal | null> => {
    const person = await accounts.person(actor.app, user)
    return outranks(actor, { id: user, role: person?.role ?? null }) ? null : refuse('not-allowed')
  },
})
