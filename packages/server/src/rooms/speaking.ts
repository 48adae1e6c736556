// Saying something in a room: asks first, where the policy wants to know of the speaker what the room does not.
import type { Millis, PublicPerson, Refusal } from '@hawker/protocol'
import { wantsStanding } from './core/policy.ts'
import type { RoomCore } from './core/room.ts'
import type { CustomMessage, Spoken } from './door.ts'

export interface SpeakingDeps {
  readonly core: RoomCore
  readonly now: () => Millis
  readonly nextEventId: () => string
  /** Whether he follows the host of this room, or has bought. Rejects when nobody can tell. */
  readonly stands: (from: PublicPerson) => boolean | Promise<boolean>
  readonly unknown: (error: unknown) => Refusal
  readonly said: () => void
  /** A line of his own was taken. */
  readonly spoke: (from: PublicPerson) => void
}

export class Speaking {
  readonly #deps: SpeakingDeps

  constructor(deps: SpeakingDeps) {
    this.#deps = deps
  }

  say(from: PublicPerson, text: string): Spoken {
    const { core, now, nextEventId, unknown } = this.#deps
    const stands = this.#stands(from)
    const say = (known: boolean) => this.#spoken(from, core.say(from, text, nextEventId(), now(), known))
    return typeof stands === 'boolean' ? say(stands) : stands.then(say, unknown)
  }

  custom(from: PublicPerson, message: CustomMessage): Spoken {
    const { core, now, nextEventId, unknown } = this.#deps
    const stands = this.#stands(from)
    if (typeof stands === 'boolean') return this.#told(core.custom(from, message, nextEventId(), now(), stands))
    return stands.then((known) => this.#told(core.custom(from, message, nextEventId(), now(), known)), unknown)
  }

  post(from: PublicPerson | null, message: { readonly text: string } | CustomMessage, priority: 1 | 2 | 3) {
    const { core, now, nextEventId } = this.#deps
    const id = nextEventId()
    return this.#told(core.post(from, message, priority, id, now())) ?? { id }
  }

  /** Who may not speak anyhow costs nobody a question. */
  #stands(from: PublicPerson): boolean | Promise<boolean> {
    const { core, now, stands } = this.#deps
    const { policy } = core
    if (!wantsStanding(policy.current, from) || policy.refusesSpeaker(from, now()) !== null) return true
    return stands(from)
  }

  #spoken(from: PublicPerson, refusal: Refusal | null): Refusal | null {
    if (refusal === null) this.#deps.spoke(from)
    return this.#told(refusal)
  }

  #told(refusal: Refusal | null): Refusal | null {
    if (refusal === null) this.#deps.said()
    return refusal
  }
}
