// REST endpoints of moderation: contract → verb.
import { api, isRefusal, type Refusal, refuse } from '@hawker/protocol'
import { bind, type Handled, type Route } from '#http'
import type { Clock } from '#kernel/clock'
import type { Rooms } from '#rooms'
import { nameOf } from './act.ts'
import type { createAppMutes } from './app-mute.ts'
import { mayRecall } from './core/recall.ts'
import { type createListing, sanctionOf } from './listing.ts'
import type { Permit } from './permit.ts'
import type { createSanctions, Sanctioned } from './sanction.ts'

export interface RouteDeps {
  readonly rooms: Pick<Rooms, 'find' | 'findMessage' | 'recall' | 'pin'>
  readonly clock: Clock
  readonly permit: Permit
  readonly sanctions: ReturnType<typeof createSanctions>
  readonly appMutes: ReturnType<typeof createAppMutes>
  readonly listing: ReturnType<typeof createListing>
}

const answered = (done: Sanctioned | Refusal): Handled<typeof api.moderation.mute> =>
  isRefusal(done) ? done : sanctionOf(done)
const lifted = (done: boolean | Refusal) => (isRefusal(done) ? done : { lifted: done })

export const moderationRoutes = ({ rooms, clock, permit, sanctions, appMutes, listing }: RouteDeps): Route[] => {
  const { moderation } = api
  return [
    bind(moderation.listMutes, async ({ actor, params: { room }, query }) => {
      const refused = await permit.room(actor, room)
      return refused ?? listing.sanctions(actor.app, room, 'mute', query)
    }),
    bind(moderation.mute, async ({ actor, params: { room, user }, body }) =>
      answered(await sanctions.put(actor, room, user, 'mute', body)),
    ),
    bind(moderation.unmute, async ({ actor, params: { room, user } }) =>
      lifted(await sanctions.lift(actor, room, user, 'mute')),
    ),

    bind(moderation.listAppMutes, ({ actor, query }) => listing.sanctions(actor.app, '*', 'mute', query)),
    bind(moderation.muteInApp, async ({ actor, params: { user }, body }) =>
      answered(await appMutes.put(actor, user, body)),
    ),
    bind(moderation.unmuteInApp, async ({ actor, params: { user } }) => lifted(await appMutes.lift(actor, user))),

    bind(moderation.listBans, async ({ actor, params: { room }, query }) => {
      const refused = await permit.room(actor, room)
      return refused ?? listing.sanctions(actor.app, room, 'ban', query)
    }),
    bind(moderation.ban, async ({ actor, params: { room, user }, body }) =>
      answered(await sanctions.put(actor, room, user, 'ban', body)),
    ),
    bind(moderation.unban, async ({ actor, params: { room, user } }) =>
      lifted(await sanctions.lift(actor, room, user, 'ban')),
    ),
    bind(moderation.kick, async ({ actor, params: { room }, body: { user, reason } }) => {
      const done = await sanctions.kick(actor, room, user, reason)
      return isRefusal(done) ? done : { kicked: done }
    }),

    bind(moderation.recall, async ({ actor, params: { room, message } }) => {
      const facts = await rooms.find(actor.app, room)
      const said = facts && (await rooms.findMessage(actor.app, room, message))
      if (!facts || !said) return refuse('not-found')
      const refused = mayRecall(actor, facts.host?.id ?? null, said, clock.now())
      if (refused) return refused
      const done = await rooms.recall(actor.app, room, message, nameOf(actor))
      return isRefusal(done) ? done : { recalled: done }
    }),
    bind(moderation.pin, async ({ actor, params: { room }, body: { messageId } }) => {
      const refused = await permit.room(actor, room)
      if (refused) return refused
      const said = await rooms.findMessage(actor.app, room, messageId)
      if (said?.type !== 'chat.said') return refuse('not-found')
      const { id, from, text, at } = said
      const done = await rooms.pin(actor.app, room, { id, from, text, at }, nameOf(actor))
      return isRefusal(done) ? done : { pinned: done }
    }),
    bind(moderation.unpin, async ({ actor, params: { room } }) => {
      const refused = await permit.room(actor, room)
      if (refused) return refused
      const done = await rooms.pin(actor.app, room, null, nameOf(actor))
      return isRefusal(done) ? done : { pinned: false as const }
    }),

    bind(moderation.listActs, async ({ actor, params: { room }, query }) => {
      const refused = await permit.room(actor, room)
      return refused ?? listing.acts(actor.app, room, query)
    }),
  ]
}
