// The endpoints of live: contract → what it does.
import { type AppId, api, type RoomId, refuse } from '@hawker/protocol'
import { bind, type Route } from '#http'
import type { Rooms } from '#rooms'
import type { pushAddresses } from './push-address.ts'

interface RouteDeps {
  readonly rooms: Pick<Rooms, 'find'>
  readonly addresses: ReturnType<typeof pushAddresses>
  readonly healthOf: (app: AppId, room: RoomId) => Promise<api.live.StreamHealth>
}

export const liveRoutes = ({ rooms, addresses, healthOf }: RouteDeps): Route[] => [
  bind(api.live.readPushAddress, ({ actor, params, body }) =>
    addresses.read(actor.app, params.room, actor, body.reason ?? null),
  ),
  bind(api.live.regeneratePushAddress, ({ actor, params }) => addresses.regenerate(actor.app, params.room, actor)),
  bind(api.live.readStreamHealth, async ({ actor, params }) => {
    if (!(await rooms.find(actor.app, params.room))) return refuse('not-found')
    return healthOf(actor.app, params.room)
  }),
]
