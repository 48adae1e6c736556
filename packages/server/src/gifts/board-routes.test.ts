import { expect, test } from 'bun:test'
import { type Actor, type AppId, api, type PublicPerson, type Refusal, refuse, type UserId } from '@hawker/protocol'
import { createBoardRoutes } from './board-routes.ts'
import type { Leader } from './leaders.ts'

const app = 'shop' as AppId
const person = (id: string): PublicPerson => ({
  ...{ id: id as UserId, name: id.toUpperCase(), avatarUrl: null, role: 'viewer', level: 3 },
})
const asked: unknown[][] = []
const routesFor = (leaders: readonly Leader[] | Refusal, own = 0) =>
  createBoardRoutes({
    gifts: {
      leaders: async (...ask) => {
        asked.push(ask)
        return leaders
      },
      ownTotal: async () => own,
      reverseTransfer: async (...ask) => {
        asked.push(ask)
        return { coins: 0, debt: 5 }
      },
    },
    people: async (_app, ids) => new Map(ids.filter((id) => id !== 'gone').map((id) => [id, person(id)])),
  })
const call = (routes: ReturnType<typeof routesFor>, endpoint: unknown, actor: Actor, params: object, query: object) =>
  routes.find((one) => one.endpoint === endpoint)!.handle({ actor, params, query } as never)

test('a board names people with their level, and whoever is gone keeps his rank without a name', async () => {
  const leaders = ['ann', 'gone', 'bob'].map((user, i) => ({ user: user as UserId, coins: 30 - i }))
  const board = await call(
    routesFor(leaders),
    api.gifts.listGiftLeaders,
    { kind: 'public', app },
    { room: 'tea' },
    { period: 'show', limit: 20 },
  )
  expect(api.gifts.listGiftLeaders.answer.parse(board)).toEqual({
    leaders: [
      { rank: 1, person: person('ann'), coins: 30 },
      { rank: 3, person: person('bob'), coins: 28 },
    ],
    you: null,
  })
  expect(asked.pop()).toEqual([app, 'tea', 'show', 100])
})

test('whoever gave is told his place, also below what is shown and below the first hundred', async () => {
  const leaders = ['ann', 'bob', 'cat'].map((user, i) => ({ user: user as UserId, coins: 30 - i }))
  const place = async (who: string, own = 0, in_ = app) => {
    const actor: Actor = { kind: 'person', app: in_, person: person(who), sessionId: 's' }
    const query = { app, period: 'show', limit: 1 }
    const board = await call(routesFor(leaders, own), api.gifts.listGiftLeaders, actor, { room: 'tea' }, query)
    const { leaders: shown, you } = api.gifts.listGiftLeaders.answer.parse(board)
    expect(shown).toHaveLength(1)
    return you
  }
  expect(await place('cat')).toEqual({ rank: 3, coins: 28 })
  expect(await place('dan', 5)).toEqual({ rank: null, coins: 5 })
  expect(await place('eve')).toBeNull()
  // N1 the same id in another app is somebody else.
  expect(await place('cat', 0, 'other' as AppId)).toBeNull()
})

test('a room that is not there has no board', async () => {
  const refused = refuse('not-found')
  const answer = await call(
    routesFor(refused),
    api.gifts.listGiftLeaders,
    { kind: 'public', app },
    { room: 'no' },
    { period: 'month', limit: 5 },
  )
  expect(answer).toBe(refused)
})

test('a reversal says who asked for it', async () => {
  const actor: Actor = { kind: 'person', app, person: { ...person('olga'), role: 'owner' }, sessionId: 's' }
  expect(await call(routesFor([]), api.gifts.reverseTransfer, actor, { transfer: 't' }, {})).toEqual({
    coins: 0,
    debt: 5,
  })
  expect(asked.pop()).toEqual([app, 't', 'olga'])
})
