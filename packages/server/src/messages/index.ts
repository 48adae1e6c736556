// The door of messages: what the shop tells rooms, and what it and a viewer tell each other.
import { type Actor, api, isRefusal, may, type Refusal, refuse, type UserId } from '@hawker/protocol'
import { bind, type Route } from '#http'
import { postMessage } from './post-message.ts'
import { listThreads, readThread, readUpTo } from './read-threads.ts'
import { sayDirect } from './say-direct.ts'
import type { MessagesDeps } from './shared.ts'
import type { Side } from './store.ts'
import { createBroadcasts, tellRoom } from './tell-rooms.ts'

export type { MessagesDeps } from './shared.ts'

export interface Messages {
  readonly routes: Route[]
  stop(): Promise<void>
}

type Person = Extract<Actor, { kind: 'person' }>

/** His own thread is a viewer's; any is the shop's. Others' look like none at all. */
const sideOf = (actor: Person, user: UserId): Side | Refusal => {
  if (actor.person.id === user) return 'viewer'
  return may(actor, 'room.operate') ? 'shop' : refuse('not-found')
}

export const createMessages = (deps: MessagesDeps): Messages => {
  const { accounts } = deps
  const broadcasts = createBroadcasts(deps)
  const contract = api.messages
  return {
    routes: [
      bind(contract.postMessage, ({ actor, params, body }) => postMessage(deps, actor, params.room, body)),
      bind(contract.tellRoom, ({ actor, params, body }) => tellRoom(deps, actor, params.room, body)),
      bind(contract.broadcast, ({ actor, body }) => broadcasts.send(actor, body)),
      bind(contract.listThreads, ({ actor, query }) => listThreads(deps, actor.app, query)),

      bind(contract.readThread, ({ actor, params: { user }, query }) => {
        if (actor.kind !== 'person') return refuse('not-signed-in')
        const side = sideOf(actor, user)
        return isRefusal(side) ? side : readThread(deps, { app: actor.app, user, side }, query)
      }),

      bind(contract.postDirect, async ({ actor, params: { user }, body }) => {
        if (actor.kind !== 'person') return refuse('not-signed-in')
        const side = sideOf(actor, user)
        if (isRefusal(side)) return side
        const { app, person: from } = actor
        if (side === 'shop' && (await accounts.person(app, user)) === null) return refuse('not-found')
        return sayDirect(deps, { app, from, thread: user, id: body.id.toLowerCase(), text: body.text })
      }),

      bind(contract.readUpTo, ({ actor, params: { user }, body }) => {
        if (actor.kind !== 'person') return refuse('not-signed-in')
        const side = sideOf(actor, user)
        return isRefusal(side) ? side : readUpTo(deps, { app: actor.app, user, side }, body.messageId)
      }),
    ],
    stop: broadcasts.stop,
  }
}
