import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type AppId, api, isRefusal, RoomId, type UserId } from '@hawker/protocol'
import { sql } from 'kysely'
import { until } from '#kernel/testing/until'
import { openAccounts } from './index.ts'
import { BELIEVED_MS, createSessions } from './sessions.ts'
import { APP, exchange, OWNER, openTestAccounts } from './testing.ts'

const { signIn, signOut, becomeGuest, whoAmI, socketTicket } = api.session
const HOUR_MS = 3_600_000

let t: Awaited<ReturnType<typeof openTestAccounts>>
beforeAll(async () => {
  t = await openTestAccounts()
})
afterAll(() => t.close())

const must = <T>(answer: T): Exclude<T, { refused: unknown }> => {
  if (isRefusal(answer)) throw new Error(`refused: ${answer.refused}`)
  return answer as Exclude<T, { refused: unknown }>
}
const refusedAs = (answer: unknown) => (isRefusal(answer) ? answer.refused : 'not refused')
const owner = async () => must(await t.call(signIn, { body: { ...OWNER, deliver: 'token' } })).token!
const guest = async (name = 'Ann') => must(await t.call(becomeGuest, { body: { name, deliver: 'token' } }))

describe('signing out', () => {
  test('acts at once, tells who listens, and kills tickets that wait (N4)', async () => {
    const told: [AppId, UserId, string | null][] = []
    t.accounts.onRevoked((...revoked) => void told.push(revoked))
    const token = await owner()
    const actor = await t.accounts.actorOf(token)
    if (actor?.kind !== 'person') throw new Error('nobody')
    const { ticket } = must(await t.call(socketTicket, { credential: token, params: { room: 'room-1' } }))
    const { headers } = await exchange(t.accounts, signOut, { credential: token })
    expect(headers['set-cookie']).toStartWith('hk=; Max-Age=0')
    expect(await t.accounts.actorOf(token)).toBeNull()
    expect(t.accounts.redeemTicket(ticket)).toBeNull()
    expect(told).toEqual([[APP, actor.person.id, actor.sessionId]])
    expect(await t.accounts.stillStands(APP, actor.person.id, actor.sessionId)).toBeNull()
  })

  test('reaches another process over the bus (G3)', async () => {
    const other = await openAccounts(t.options)
    const token = await owner()
    expect(await other.actorOf(token)).not.toBeNull()
    const heard = new Promise((resolve) => other.onRevoked((...revoked) => resolve(revoked)))
    await t.call(signOut, { credential: token })
    expect(await heard).toMatchObject([APP, expect.any(String), expect.any(String)])
    expect(await other.actorOf(token)).toBeNull()
    other.stop()
  })

  test('a fault of one listener does not keep the news from the others', async () => {
    const heard: string[] = []
    t.accounts.onRevoked(() => {
      throw new Error('planted')
    })
    t.accounts.onRevoked(() => void heard.push('yes'))
    await t.call(signOut, { credential: await owner() })
    expect(heard).toEqual(['yes'])
  })
})

describe('a session', () => {
  test('is read from the database at most every few seconds', async () => {
    const token = await owner()
    expect(await t.accounts.actorOf(token)).not.toBeNull()
    await sql`delete from sessions`.execute(t.database.system)
    expect(await t.accounts.actorOf(token)).not.toBeNull()
    t.clock.at += BELIEVED_MS
    expect(await t.accounts.actorOf(token)).toBeNull()
  })

  test('that was being read while it ended is not believed afterwards', async () => {
    const { db, clock, chance, log } = t.options
    const sessions = createSessions(db, clock, chance, log)
    const token = await owner()
    const actor = await t.accounts.actorOf(token)
    if (actor?.kind !== 'person') throw new Error('nobody')
    const { id } = actor.person
    const reading = sessions.find(token)
    sessions.forget(APP, id)
    await reading
    await sql`delete from sessions`.execute(t.database.system)
    expect(await sessions.find(token)).toBeNull()
  })

  test('of staff ends when nobody used it for 12 hours, and use prolongs it, up to 7 days (N4)', async () => {
    const [idle, used] = [await owner(), await owner()]
    const from = t.clock.at
    t.clock.at += 11 * HOUR_MS
    expect(await t.accounts.actorOf(used)).not.toBeNull()
    // That it was used is written after the answer.
    const written = () => sql`select from sessions where seen_at = ${t.clock.at}`.execute(t.database.system)
    await until(async () => (await written()).rows.length > 0)
    t.clock.at += 1 * HOUR_MS
    expect(await t.accounts.actorOf(idle)).toBeNull()
    expect(await t.accounts.actorOf(used)).not.toBeNull()
    await sql`update sessions set seen_at = ${from + 7 * 24 * HOUR_MS - 1}`.execute(t.database.system)
    t.clock.at = from + 7 * 24 * HOUR_MS
    expect(await t.accounts.actorOf(used)).toBeNull()
  })

  test('that is over is cleaned up', async () => {
    await owner()
    t.clock.at += 40 * 24 * HOUR_MS
    const count = async () =>
      Number((await sql<{ n: number }>`select count(*)::int as n from sessions`.execute(t.database.system)).rows[0]!.n)
    expect(await count()).toBeGreaterThan(0)
    ;(t.options.timers as unknown as { run(): void }).run()
    await until(async () => (await count()) === 0, 'no session is left')
  })

  test.each(['', 'x', 'x'.repeat(43), 'x'.repeat(10_000), "' or 1=1 --", '\u0000'.repeat(43), '..', 'a.b.c'])(
    'is not behind %p',
    async (credential) => expect(await t.accounts.actorOf(credential)).toBeNull(),
  )
})

describe('a guest', () => {
  test('chooses a name, and another later, and stays the same guest', async () => {
    const first = await guest('Ann')
    expect(first.you.person).toMatchObject({ name: 'Ann', role: 'guest' })
    const again = must(
      await t.call(becomeGuest, { body: { name: 'Anna', deliver: 'token' }, credential: first.token! }),
    )
    expect(again.you.person).toMatchObject({ id: first.you.person.id, name: 'Anna' })
    expect(again.token).toBe(first.token)
    const me = must(await t.call(whoAmI, { credential: first.token! }))
    expect(me.you?.person.name).toBe('Anna')
  })

  test('cannot be called administrator, nor can staff become one (N8)', async () => {
    expect(refusedAs(await t.call(becomeGuest, { body: { name: 'Administrator' } }))).toBe('invalid')
    expect(refusedAs(await t.call(becomeGuest, { body: { name: 'Ann' }, credential: await owner() }))).toBe(
      'not-allowed',
    )
    expect(refusedAs(await t.call(becomeGuest, { body: { name: 'Ann', app: 'nowhere' } }))).toBe('not-allowed')
  })
})

describe('nobody', () => {
  test('is null to whoAmI', async () => {
    expect(must(await t.call(whoAmI))).toEqual({ you: null })
    expect(must(await t.call(whoAmI, { credential: 'x'.repeat(43) }))).toEqual({ you: null })
  })
})

describe('a ticket for the socket', () => {
  test('is given for rooms of one’s own app only', async () => {
    const asked: [AppId, RoomId][] = []
    const picky = await openAccounts({
      ...t.options,
      hasRoom: async (...wanted) => {
        asked.push(wanted)
        return false
      },
    })
    const { token } = await guest()
    const answer = await exchange(picky, socketTicket, { credential: token!, params: { room: 'theirs' } })
    expect(refusedAs(answer.answer)).toBe('not-found')
    expect(asked).toEqual([[APP, RoomId.parse('theirs')]])
    picky.stop()
  })
})
