// Who gave most, by name; and taking back what was given. Names are looked up by whoever knows people.
import { type AppId, api, isRefusal, type PublicPerson, type RoomId, type UserId } from '@hawker/protocol'
import { bind, type Route } from '#http'
import type { Gifts } from './door.ts'
import { LEADERS_MAX, type Leader, type Period } from './leaders.ts'

export interface BoardRoutesOptions {
  readonly gifts: Pick<Gifts, 'leaders' | 'ownTotal' | 'reverseTransfer'>
  readonly people: (app: AppId, users: readonly UserId[]) => Promise<ReadonlyMap<UserId, PublicPerson>>
}

export const createBoardRoutes = ({ gifts, people }: BoardRoutesOptions): Route[] => {
  const ownPlace = async (leaders: readonly Leader[], app: AppId, room: RoomId, period: Period, me: UserId) => {
    const place = leaders.findIndex(({ user }) => user === me)
    const coins = leaders[place]?.coins ?? (await gifts.ownTotal(app, room, period, me))
    return coins > 0 ? { rank: place === -1 ? null : place + 1, coins } : null
  }
  return [
    bind(api.gifts.listGiftLeaders, async ({ actor, params: { room }, query: { app: asked, period, limit } }) => {
      const app = asked ?? actor.app
      const leaders = await gifts.leaders(app, room, period, LEADERS_MAX)
      if (isRefusal(leaders)) return leaders
      const shown = leaders.slice(0, limit)
      const known = await people(
        app,
        shown.map(({ user }) => user),
      )
      // Who is nobody here any more keeps his rank, without being shown.
      const ranked = shown.map(({ user, coins }, i) => ({ rank: i + 1, person: known.get(user) ?? null, coins }))
      const me = actor.kind === 'person' && actor.app === app ? actor.person.id : null
      return {
        leaders: ranked.flatMap(({ person, ...rest }) => (person === null ? [] : [{ ...rest, person }])),
        you: me === null ? null : await ownPlace(leaders, app, room, period, me),
      }
    }),

    bind(api.gifts.reverseTransfer, async ({ actor, params: { transfer } }) =>
      gifts.reverseTransfer(actor.app, transfer, actor.kind === 'person' ? actor.person.id : actor.kind),
    ),
  ]
}
