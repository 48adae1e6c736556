// Who gave most, by name; and taking back what was given. Names are looked up by whoever knows people.
import { type AppId, api, isRefusal, type PublicPerson, type UserId } from '@hawker/protocol'
import { bind, type Route } from '#http'
import type { Gifts } from './index.ts'

export interface BoardRoutesOptions {
  readonly gifts: Pick<Gifts, 'leaders' | 'reverseTransfer'>
  readonly people: (app: AppId, users: readonly UserId[]) => Promise<ReadonlyMap<UserId, PublicPerson>>
}

export const createBoardRoutes = ({ gifts, people }: BoardRoutesOptions): Route[] => [
  bind(api.gifts.listGiftLeaders, async ({ actor, params: { room }, query }) => {
    const app = query.app ?? actor.app
    const leaders = await gifts.leaders(app, room, query.period, query.limit)
    if (isRefusal(leaders)) return leaders
    const known = await people(
      app,
      leaders.map(({ user }) => user),
    )
    // Who is nobody here any more keeps his rank, without being shown.
    const ranked = leaders.map(({ user, coins }, i) => ({ rank: i + 1, person: known.get(user) ?? null, coins }))
    return { leaders: ranked.flatMap(({ person, ...rest }) => (person === null ? [] : [{ ...rest, person }])) }
  }),

  bind(api.gifts.reverseTransfer, async ({ actor, params: { transfer } }) =>
    gifts.reverseTransfer(actor.app, transfer, actor.kind === 'person' ? actor.person.id : actor.kind),
  ),
]
