// Who may say what, in one place: the room's policy, its sanctions, slow mode. Staff are exempt from all but their own
// mute. The order of the checks is the order in which a person could do something about them.
import {
  CUSTOM_MAX_BYTES,
  DEFAULT_POLICY,
  isRefusal,
  isStaff,
  type Millis,
  type PublicPerson,
  type Refusal,
  type RoomPolicy,
  refuse,
} from '@hawker/protocol'
import { checkLine } from './chat.ts'
import { hasLink } from './links.ts'
import { RoomSanctions } from './sanctions.ts'
import { SlowMode } from './slow-mode.ts'

const byteLength = (text: string): number => Buffer.byteLength(text)

/** Whether somebody follows the host, or has bought: asked outside, and only where the policy wants to know. */
export const wantsStanding = ({ speakers }: RoomPolicy, from: PublicPerson): boolean =>
  speakers !== 'everyone' && !isStaff(from.role)

/** The three parts of a custom message are the app's own: their size is all that is looked at. */
export const checkCustom = (data: string, description: string, extension: string): Refusal | null => {
  if (!data.isWellFormed() || !description.isWellFormed() || !extension.isWellFormed())
    return refuse('text-refused', { message: 'This text is not valid Unicode.' })
  // A character takes at most three bytes for each unit of a JavaScript string.
  if ((data.length + description.length + extension.length) * 3 <= CUSTOM_MAX_BYTES) return null
  if (byteLength(data) + byteLength(description) + byteLength(extension) <= CUSTOM_MAX_BYTES) return null
  return refuse('too-large', { message: `A custom message has at most ${CUSTOM_MAX_BYTES} bytes.` })
}

export class Policy {
  readonly sanctions = new RoomSanctions()
  readonly #slow = new SlowMode()
  current: RoomPolicy = DEFAULT_POLICY

  /** What can be said of the speaker before anybody else is asked. */
  refusesSpeaker(from: PublicPerson, at: Millis): Refusal | null {
    const mutedUntil = this.sanctions.mutedUntil(from.id, at)
    if (mutedUntil !== null) return refuse('muted', { retryAfterMs: mutedUntil - at })
    if (isStaff(from.role)) return null
    const { mutedAll, minLevel } = this.current
    if (mutedAll) return refuse('muted', { message: 'Only staff may speak here at the moment.' })
    return from.level < minLevel ? refuse('level-too-low') : null
  }

  /** `stands`: the answer to what `wantsStanding` asked. */
  refusesStanding(from: PublicPerson, stands: boolean): Refusal | null {
    if (stands || !wantsStanding(this.current, from)) return null
    return refuse(this.current.speakers === 'buyers' ? 'buyers-only' : 'followers-only')
  }

  /** The line as it will be shown. Whoever's line is taken has spoken, whatever the budget makes of it. */
  line(from: PublicPerson, text: string, at: Millis, stands: boolean): string | Refusal {
    const refusal = this.refusesSpeaker(from, at) ?? this.refusesStanding(from, stands)
    if (refusal !== null) return refusal
    const line = checkLine(text)
    if (isRefusal(line) || isStaff(from.role)) return line
    const { links, slowModeS } = this.current
    if (links === 'staff' && hasLink(line)) return refuse('links-refused')
    if (slowModeS === 0) return line
    const waitMs = this.#slow.waitMs(from.id, slowModeS, at)
    if (waitMs > 0) return refuse('slow-mode', { retryAfterMs: waitMs })
    this.#slow.spoke(from.id, at)
    return line
  }
}
