import { expect, test } from 'bun:test'
import { createFans } from './fans.ts'

test('boards, levels and badges are asked for in the app the caller named', async () => {
  const asked: unknown[] = []
  const call = (async (name: string, ask: object) => void asked.push([name, ask])) as never
  const fans = createFans({ call, app: 'shop' })
  await fans.leaders('tea')
  await fans.leaders('tea', 'month', 5)
  await fans.level()
  await fans.rules()
  await fans.badges(['ann', 'bob'])
  await createFans({ call, app: undefined }).rules()
  expect(asked).toEqual([
    ['gifts.listGiftLeaders', { params: { room: 'tea' }, query: { app: 'shop', period: 'show', limit: undefined } }],
    ['gifts.listGiftLeaders', { params: { room: 'tea' }, query: { app: 'shop', period: 'month', limit: 5 } }],
    ['levels.readOwnStanding', {}],
    ['levels.readRules', { query: { app: 'shop' } }],
    ['levels.listBadges', { query: { app: 'shop', users: 'ann,bob' } }],
    ['levels.readRules', { query: {} }],
  ])
})
