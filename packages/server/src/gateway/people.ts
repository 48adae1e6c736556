// Who has which sockets here: for his own messages, for the end of a session, and for limits over all his pages.
import type { AppId, UserId } from '@hawker/protocol'
import { type Bucket, FULL } from './bucket.ts'
import type { Connection } from './connection.ts'
import { REREAD_EVERY_S } from './limits.ts'

export interface Visitor extends Bucket {
  readonly app: AppId
  readonly user: UserId
  /** Second of the minute in which he is read again. */
  readonly slot: number
  /** Newest socket; the others follow by `nextOfUser`. */
  newest: Connection | null
  sockets: number
}

export class People {
  readonly #byUser = new Map<string, Visitor>()
  #nextSlot = 0

  get count(): number {
    return this.#byUser.size
  }

  visitors(): Iterable<Visitor> {
    return this.#byUser.values()
  }

  find(app: AppId, user: UserId): Visitor | undefined {
    return this.#byUser.get(`${app}/${user}`)
  }

  add(connection: Connection, app: AppId, user: UserId, nowMs: number): Visitor {
    const known = this.find(app, user)
    const visitor = known ?? {
      app,
      user,
      slot: this.#nextSlot++ % REREAD_EVERY_S,
      newest: null,
      sockets: 0,
      tokens: FULL,
      filledAt: nowMs,
    }
    if (!known) this.#byUser.set(`${app}/${user}`, visitor)
    connection.nextOfUser = visitor.newest
    visitor.newest = connection
    visitor.sockets++
    return visitor
  }

  remove(connection: Connection): void {
    const { actor } = connection
    if (actor.kind !== 'person') return
    const visitor = this.find(actor.app, actor.person.id)
    if (!visitor) return
    let before: Connection | null = null
    for (let c = visitor.newest; c !== null; before = c, c = c.nextOfUser) {
      if (c !== connection) continue
      if (before === null) visitor.newest = c.nextOfUser
      else before.nextOfUser = c.nextOfUser
      visitor.sockets--
      break
    }
    connection.nextOfUser = null
    if (visitor.sockets === 0) this.#byUser.delete(`${actor.app}/${actor.person.id}`)
  }
}

/** A visitor's sockets as they are now, so that closing one does not disturb the walk. */
export const socketsOf = (visitor: Visitor | undefined): Connection[] => {
  const sockets: Connection[] = []
  for (let c = visitor?.newest ?? null; c !== null; c = c.nextOfUser) sockets.push(c)
  return sockets
}
