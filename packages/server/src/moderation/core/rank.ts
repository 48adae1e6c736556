// Who may do what to whom: nobody to himself, nobody to his equals or those above him.
import type { Actor, Role, UserId } from '@hawker/protocol'

const RANK: Record<Role, number> = { guest: 0, viewer: 0, analyst: 1, assistant: 2, host: 3, owner: 4 }

/** The merchant's own server speaks for an owner. */
const rankOf = (actor: Actor): number => {
  if (actor.kind === 'public') return 0
  return RANK[actor.kind === 'server' ? 'owner' : actor.person.role]
}

/** Whom an act concerns. `role` null: he is nobody here any more. */
export interface Target {
  readonly id: UserId
  readonly role: Role | null
}

/** Whether this caller may mute, ban or put out `target`, or lift it. */
export const outranks = (actor: Actor, target: Target): boolean => {
  if (actor.kind === 'person' && actor.person.id === target.id) return false
  return rankOf(actor) > (target.role === null ? 0 : RANK[target.role])
}

/** A host keeps order in his own rooms; whoever stands above or beside him in all of the app. */
export const keepsOrderIn = (actor: Actor, hostId: UserId | null): boolean =>
  actor.kind !== 'person' || actor.person.role !== 'host' || hostId === null || hostId === actor.person.id
