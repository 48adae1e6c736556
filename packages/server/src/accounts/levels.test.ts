import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type AppId, api, isRefusal, type UserId } from '@hawker/protocol'
import { openAccounts } from './index.ts'
import { APP, openTestAccounts } from './testing.ts'

let t: Awaited<ReturnType<typeof openTestAccounts>>
beforeAll(async () => {
  t = await openTestAccounts()
})
afterAll(() => t.close())

const set = (app: AppId, levels: ReadonlyMap<UserId, number>) =>
  t.database.system.transaction().execute((tx) => t.accounts.setLevels(tx, app, levels))

test('a level that rose is on the person at once, on every process', async () => {
  const other = await openAccounts(t.options)
  const guest = await t.call(api.session.becomeGuest, { body: { name: 'Ann', deliver: 'token' } })
  if (isRefusal(guest)) throw new Error(guest.refused)
  const levelOn = async (on: typeof other) => {
    const actor = await on.actorOf(guest.token!)
    return actor?.kind === 'person' ? actor.person.level : null
  }
  expect([await levelOn(t.accounts), await levelOn(other)]).toEqual([0, 0])
  const actor = await other.actorOf(guest.token!)
  const id = actor?.kind === 'person' ? actor.person.id : ('nobody' as UserId)
  const heard = new Promise((resolve) => other.onLevels((app, levels) => resolve([app, ...levels])))
  const levels = new Map([
    [id, 7],
    ['no-such-user' as UserId, 3],
  ])
  await set(APP, levels)
  t.accounts.levelsChanged(APP, levels)
  expect(await heard).toEqual([APP, [id, 7], ['no-such-user', 3]])
  expect([await levelOn(t.accounts), await levelOn(other)]).toEqual([7, 7])
  await set('rival' as AppId, new Map([[id, 9]]))
  expect((await t.accounts.person(APP, id))?.level).toBe(7)
  other.stop()
})
