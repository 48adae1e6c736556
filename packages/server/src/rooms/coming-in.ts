// What somebody gets who comes in or comes back: a snapshot, or exactly what he missed.
import type { LatestValues, Position } from '@hawker/protocol'
import type { RoomKey, RoomLog } from '#bus'
import type { Clock } from '#kernel/clock'
import { CatchUp, type Missed } from './catch-up.ts'
import type { Entered } from './door.ts'
import { type Numbers, SharedSnapshot } from './shared-snapshot.ts'
import type { BuiltSnapshot } from './snapshot.ts'

export type Place = Pick<Entered, 'snapshotJson' | 'missedJson' | 'position'>

export interface ComingInDeps {
  readonly log: RoomLog
  readonly clock: Clock
  readonly build: () => Promise<BuiltSnapshot | null>
  readonly numbers: () => Numbers
  /** Latest values are not replayed: who comes back gets them with everybody's next frame. */
  readonly repeat: (values: LatestValues) => void
}

export class ComingIn {
  readonly #deps: ComingInDeps
  readonly #catchUp: CatchUp
  readonly #snapshot: SharedSnapshot
  /** Messages taken back so far: what was read before the last one may show its words. */
  #recalls = 0

  constructor(key: RoomKey, deps: ComingInDeps) {
    this.#deps = deps
    this.#catchUp = new CatchUp(deps.log, key)
    this.#snapshot = new SharedSnapshot(deps.build, deps.numbers, deps.clock)
  }

  /** Something was appended: what was read before is short of it. */
  appended(): void {
    this.#catchUp.forget()
  }

  /** Something that is seen at once, and seldom changes: newcomers of this second see it in their snapshot as well. */
  stateChanged(): void {
    this.#snapshot.forget()
  }

  /** The text of something is gone: nothing that was read before is shown again. */
  recalled(): void {
    this.#recalls += 1
    this.#catchUp.forget()
    this.#snapshot.forget()
  }

  heard(latest: LatestValues): void {
    this.#snapshot.heard(latest)
  }

  /** Null: the room is gone. */
  async place(after: Position | null): Promise<Place | null> {
    return (after && (await this.#continue(after))) ?? this.#begin()
  }

  /** JSON text of a `missed` or `resync` message. */
  async resume(after: Position): Promise<string> {
    const missed = await this.#missed(after)
    if (missed) {
      await this.repeatLatest()
      return `{"type":"missed","position":${JSON.stringify(missed.position)},"entries":${missed.json}}`
    }
    const snapshot = await this.#coveredSnapshot()
    if (snapshot === null) throw new Error('the room is gone')
    return `{"type":"resync","snapshot":${this.#snapshot.text(snapshot)}}`
  }

  async repeatLatest(): Promise<void> {
    const snapshot = await this.#snapshot.get()
    if (snapshot !== null) this.#deps.repeat(this.#snapshot.latest(snapshot))
  }

  async #continue(after: Position): Promise<Place | null> {
    const missed = await this.#missed(after)
    if (missed === null) return null
    await this.repeatLatest()
    return { snapshotJson: null, missedJson: missed.json, position: missed.position }
  }

  async #begin(): Promise<Place | null> {
    const snapshot = await this.#coveredSnapshot()
    if (snapshot === null) return null
    const missed = await this.#missed(snapshot.position)
    const position = missed?.position ?? snapshot.position
    const missedJson = missed && missed.count > 0 ? missed.json : null
    return { snapshotJson: this.#snapshot.text(snapshot), missedJson, position }
  }

  /** Read again while something is being taken back: what was read meanwhile may hold its words. */
  async #missed(after: Position): Promise<Missed | null> {
    for (;;) {
      const recalls = this.#recalls
      const missed = await this.#catchUp.since(after, this.#deps.clock.now())
      if (recalls === this.#recalls) return missed
    }
  }

  /** A shared one if history still runs on from it, else a new one. */
  async #coveredSnapshot(): Promise<BuiltSnapshot | null> {
    for (;;) {
      const recalls = this.#recalls
      const shared = await this.#shared()
      if (recalls === this.#recalls) return shared
    }
  }

  async #shared(): Promise<BuiltSnapshot | null> {
    const shared = await this.#snapshot.get()
    if (shared === null || (await this.#missed(shared.position)) !== null) return shared
    this.#snapshot.forget()
    return this.#snapshot.get()
  }
}
