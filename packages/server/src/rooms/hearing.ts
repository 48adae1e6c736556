// What a process hears of a room's log: whether it heard all of it, and what follows for what it knows. Most frames are
// chat and likes, told on as they came: only those that change something here are read.
import type { Frame, LatestValues, MemberModerated, Position, RoomFacts } from '@hawker/protocol'

/** How these stand in a frame; inside a text their quotes would be escaped. */
const LATEST = ',"latest":{'
/**
 * State that newcomers of this second must find in their snapshot. Beside what is opened stand values that are told apart,
 * pieces and coupons left or where a bidding stands: who came by a snapshot from before would hear of the opening, and
 * not of what was told since.
 */
const SHOWN_AT_ONCE = ['comment.pinned', 'shelf.changed', 'launch.opened', 'coupon.dropped', 'auction.opened']
const LEARNT = ['room.changed', 'member.moderated', 'chat.recalled', ...SHOWN_AT_ONCE].map((type) => `"type":"${type}"`)

export interface HearingDeps {
  /** The log is longer than what was read of it before. */
  readonly appended: () => void
  readonly roomChanged: (facts: RoomFacts) => void
  readonly moderated: (event: MemberModerated) => void
  /** The text of something is gone. */
  readonly recalled: () => void
  /** Newcomers see it at once. */
  readonly stateChanged: () => void
  readonly latest: (values: LatestValues) => void
}

export class Hearing {
  readonly #deps: HearingDeps
  /** The place of the next frame. */
  #next: Position | null = null

  constructor(deps: HearingDeps) {
    this.#deps = deps
  }

  /** A frame as all get it, with its epoch, the offset of its first entry and how many it has. False: one before it is missing. */
  hear(frame: string, epoch: string, first: number, ordered: number): boolean {
    const hole = this.#next !== null && (this.#next.epoch !== epoch || this.#next.offset !== first)
    if (ordered > 0 || hole) this.#deps.appended()
    this.#next = { epoch, offset: first + ordered }
    if (frame.includes(LATEST) || (ordered > 0 && LEARNT.some((type) => frame.includes(type)))) this.#learn(frame)
    return !hole
  }

  /** Another process may have said it: what may be said here, and what a newcomer is told, follows from it. */
  #learn(frame: string): void {
    const { ordered, latest } = JSON.parse(frame) as Frame
    for (const event of ordered) {
      if (event.type === 'room.changed') this.#deps.roomChanged(event.room)
      else if (event.type === 'member.moderated') this.#deps.moderated(event)
      else if (event.type === 'chat.recalled') this.#deps.recalled()
      else if (SHOWN_AT_ONCE.includes(event.type)) this.#deps.stateChanged()
    }
    if (latest) this.#deps.latest(latest)
  }
}
