// Whose line somebody may take back.
import { type Actor, type Millis, may, type Refusal, refuse, type UserId } from '@hawker/protocol'
import { keepsOrderIn } from './rank.ts'

/** How long somebody may take back what he said himself. */
export const OWN_RECALL_MS = 2 * 60_000

export interface Said {
  /** Null: the shop itself. */
  readonly from: { readonly id: UserId } | null
  readonly at: Millis
}

/** Null: he may. Who keeps order here takes back anything; others what they said a moment ago. */
export const mayRecall = (actor: Actor, hostId: UserId | null, said: Said, now: Millis): Refusal | null => {
  if (may(actor, 'room.operate') && keepsOrderIn(actor, hostId)) return null
  if (actor.kind !== 'person' || said.from?.id !== actor.person.id) return refuse('not-allowed')
  if (now - said.at <= OWN_RECALL_MS) return null
  return refuse('not-allowed', { message: `A line can be taken back within ${OWN_RECALL_MS / 60_000} minutes.` })
}
