import { expect, test } from 'bun:test'
import { type Actor, type AppId, api, type PublicPerson, type Refusal, refuse, type UserId } from '@hawker/protocol'
import { createBoardRoutes } from './board-routes.ts'
import type { Leader } from './leaders.ts'

const app = 'shop' as AppId
const person = (id: string): PublicPerson => ({
  ...{ id: id as UserId, name: id.toUpperCase(), avatarUrl: null, role: 'viewer', level: 3 },
})
const asked: unknown[][] = []
const routesFor = (leaders: readonly Leader[] | Refusal) =>
  createBoardRoutes({
    gifts: {
      leaders: async (...ask) => {
        asked.push(ask)
        return leaders
      },
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
  })
  expect(asked.pop()).toEqual([app, 'tea', 'show', 20])
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
