import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { AppId, api, isRefusal, type StaffRole, type UserId } from '@hawker/protocol'
import { sql } from 'kysely'
import { APP, OWNER, openTestAccounts } from './testing.ts'

const { listStaff, addStaff, changeStaff } = api.staff
const PASSWORD = 'violet-tram-at-noon'

let t: Awaited<ReturnType<typeof openTestAccounts>>
let owner: { credential: string }
beforeAll(async () => {
  t = await openTestAccounts()
  owner = { credential: (await signedIn(OWNER.email)).token }
})
afterAll(() => t.close())

const refusedAs = (answer: unknown) => (isRefusal(answer) ? answer.refused : 'not refused')
const signedIn = async (email: string) => {
  const answer = await t.call(api.session.signIn, { body: { email, password: PASSWORD, deliver: 'token' } })
  if (isRefusal(answer)) throw new Error(answer.refused)
  return { token: answer.token!, id: answer.you.person.id as UserId }
}
let made = 0
const member = async (role: StaffRole) => {
  const email = `m${++made}@shop.example`
  const added = await t.accounts.createStaff(APP, { email, name: `M${made}`, role, password: PASSWORD })
  if (isRefusal(added)) throw new Error(added.refused)
  return { ...(await signedIn(email)), email }
}
const change = (by: { token: string }, user: UserId, role: StaffRole | null) =>
  t.call(changeStaff, { credential: by.token, params: { user }, body: { role } })

describe('staff', () => {
  test('are added by the owner, and listed', async () => {
    t.clock.at += 1_000
    const body = { email: 'Assistant@Shop.Example', name: 'May', role: 'assistant', password: PASSWORD }
    const added = await t.call(addStaff, { body, ...owner })
    expect(added).toMatchObject({ email: 'assistant@shop.example', name: 'May', role: 'assistant' })
    expect(refusedAs(await t.call(addStaff, { body, ...owner }))).toBe('conflict')
    const list = await t.call(listStaff, owner)
    expect(list).toMatchObject({ staff: [{ email: OWNER.email }, { email: 'assistant@shop.example' }] })
    expect(JSON.stringify(list)).not.toContain('plain:')
  })

  test('added twice at once under one e-mail are one', async () => {
    const body = { email: 'twice@shop.example', name: 'Two', role: 'host', password: PASSWORD }
    const both = await Promise.all([1, 2, 3].map(() => t.call(addStaff, { body, ...owner })))
    expect(both.map(refusedAs).sort()).toEqual(['conflict', 'conflict', 'not refused'])
    const { rows } = await sql`select from users where name = 'Two'`.execute(t.database.system)
    expect(rows).toHaveLength(1)
  })

  test('cannot have the name of the administrator or a weak password (N8, N3)', async () => {
    const body = { email: 'x@shop.example', name: 'Xu', role: 'host', password: PASSWORD }
    expect(refusedAs(await t.call(addStaff, { body: { ...body, name: 'Administrator' }, ...owner }))).toBe('invalid')
    expect(refusedAs(await t.call(addStaff, { body: { ...body, password: 'aaaaaaaaaaaaa' }, ...owner }))).toBe(
      'invalid',
    )
  })

  test('whose role changes have it at once, and sockets are told (N2, G3)', async () => {
    const host = await member('host')
    const told: unknown[] = []
    t.accounts.onRevoked((app, user, session) => void told.push([app, user, session]))
    expect(await t.accounts.actorOf(host.token)).toMatchObject({ person: { role: 'host' } })
    await change({ token: owner.credential }, host.id, 'analyst')
    expect(await t.accounts.actorOf(host.token)).toMatchObject({ person: { role: 'analyst' } })
    expect(told).toEqual([[APP, host.id, null]])
  })

  test('whose role is taken away are out: session, password and link', async () => {
    const host = await member('host')
    const link = await t.accounts.signInLink(APP, host.id)
    await change({ token: owner.credential }, host.id, null)
    expect(await t.accounts.actorOf(host.token)).toBeNull()
    expect(await t.accounts.person(APP, host.id)).toBeNull()
    const { signIn, signInByLink } = api.session
    expect(refusedAs(await t.call(signIn, { body: { email: host.email, password: PASSWORD } }))).toBe('bad-credentials')
    expect(refusedAs(await t.call(signInByLink, { body: { token: link.token } }))).toBe('ticket-invalid')
  })

  test('cannot grant or take what they lack themselves, whatever the edge let through (N2)', async () => {
    const [host, assistant] = [await member('host'), await member('assistant')]
    expect(refusedAs(await change(host, host.id, 'owner'))).toBe('not-allowed')
    expect(refusedAs(await change(host, assistant.id, null))).toBe('not-allowed')
    expect(refusedAs(await change(assistant, assistant.id, 'host'))).toBe('not-allowed')
    expect(refusedAs(await change(host, host.id, 'analyst'))).toBe('not refused')
  })

  test('leave an owner behind, also when two owners demote each other at once (N2)', async () => {
    const me = (await signedIn(OWNER.email)).id
    expect(refusedAs(await change({ token: owner.credential }, me, 'host'))).toBe('wrong-state')
    expect(refusedAs(await change({ token: owner.credential }, me, null))).toBe('wrong-state')
    for (let i = 0; i < 5; i++) {
      const second = await member('owner')
      const both = await Promise.all([
        change({ token: owner.credential }, second.id, 'analyst'),
        change(second, me, 'analyst'),
      ])
      expect(both.map(refusedAs)).toContain('not refused')
      const left = await owners()
      expect(left).toHaveLength(1)
      if (left[0] === me) continue
      await change(second, me, 'owner')
      await change({ token: owner.credential }, second.id, null)
    }
  })

  test('of another app are unknown here (N1)', async () => {
    const other = AppId.parse('other')
    await t.accounts.createApp({ id: other, name: 'Other' })
    const theirs = await t.accounts.createStaff(other, { email: 'a@b.example', name: 'A', role: 'host' })
    if (isRefusal(theirs)) throw new Error(theirs.refused)
    expect(refusedAs(await change({ token: owner.credential }, theirs.id, 'analyst'))).toBe('not-found')
    expect(await t.accounts.person(APP, theirs.id)).toBeNull()
    expect(await t.accounts.person(other, theirs.id)).toMatchObject({ role: 'host' })
  })

  test('leave a trace in the journal for every change (M5)', async () => {
    const host = await member('host')
    await change({ token: owner.credential }, host.id, 'assistant')
    const { rows } = await sql<{ kind: string }>`
      select kind from journal where payload->>'user' = ${host.id} order by id`.execute(t.database.system)
    expect(rows.map((row) => row.kind)).toEqual(['staff.added', 'staff.changed'])
  })
})

const owners = async (): Promise<UserId[]> => {
  const { rows } = await sql<{ user_id: UserId }>`
    select user_id from staff where app_id = ${APP} and role = 'owner'`.execute(t.database.system)
  return rows.map((row) => row.user_id)
}
