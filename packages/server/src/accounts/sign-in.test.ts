import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { AppId, api, isRefusal } from '@hawker/protocol'
import { sql } from 'kysely'
import { openAccounts } from './index.ts'
import { HASHES_AT_ONCE, HASHES_WAITING_MAX } from './passwords.ts'
import { APP, exchange, OWNER, openTestAccounts, SECRET } from './testing.ts'

const { signIn, signInByLink, whoAmI, becomeGuest, changePassword } = api.session

let t: Awaited<ReturnType<typeof openTestAccounts>>
beforeAll(async () => {
  t = await openTestAccounts()
})
afterAll(() => t.close())
beforeEach(() => {
  t.clock.at += 60 * 60_000
})

const refusedAs = (answer: unknown) => (isRefusal(answer) ? answer.refused : 'not refused')
const password = (body: object, address = '192.0.2.1') =>
  t.call(signIn, { body: { ...OWNER, deliver: 'token', ...body }, address })

describe('signing in by e-mail and password', () => {
  test('gives a session', async () => {
    const answer = await password({ email: 'Owner@Shop.Example ' })
    if (isRefusal(answer)) throw new Error(answer.refused)
    expect(answer.you.person.role).toBe('owner')
    const me = await t.call(whoAmI, { credential: answer.token })
    expect(me).toMatchObject({ you: { app: APP, email: OWNER.email } })
  })

  test('refuses a wrong password, an unknown account, an unknown app and an account without a password in the same words, after the same work (A16)', async () => {
    await t.accounts.createStaff(APP, { email: 'link@shop.example', name: 'Link', role: 'host' })
    const tries = [
      { password: 'wrong-wrong-wrong' },
      { email: 'nobody@shop.example' },
      { app: 'nowhere' },
      { email: 'link@shop.example' },
    ]
    const answers = []
    for (const body of tries) {
      const before = t.hash.verified
      answers.push(await password(body, '192.0.2.2'))
      expect(t.hash.verified).toBe(before + 1)
    }
    for (const answer of answers) expect(answer).toEqual(answers[0]!)
    expect(refusedAs(answers[0])).toBe('bad-credentials')
  })

  test('ends after 5 failures in 15 minutes for an account, known or not, and says when to come back (A11)', async () => {
    for (const email of [OWNER.email, 'nobody@shop.example']) {
      t.clock.at += 60 * 60_000
      const from = t.clock.at
      for (let i = 0; i < 5; i++) {
        expect(refusedAs(await password({ email, password: 'wrong-wrong-wrong' }, `192.0.2.${i}`))).toBe(
          'bad-credentials',
        )
        t.clock.at += 60_000
      }
      const work = t.hash.verified
      const sixth = await password({ email }, '192.0.2.99')
      expect(sixth).toMatchObject({ refused: 'too-many', retryAfterMs: from + 15 * 60_000 - t.clock.at })
      expect(t.hash.verified).toBe(work)
      t.clock.at = from + 15 * 60_000
      expect(refusedAs(await password({ email, password: 'wrong-wrong-wrong' }))).toBe('bad-credentials')
      expect(refusedAs(await password({ email }))).toBe('too-many')
    }
  })

  test('survives a restart: the limit is not forgotten (A11)', async () => {
    for (let i = 0; i < 5; i++) await password({ password: 'wrong-wrong-wrong' })
    const again = await openAccounts(t.options)
    const { answer } = await exchange(again, signIn, { body: OWNER })
    expect(refusedAs(answer)).toBe('too-many')
    again.stop()
  })

  test('ends after 30 failures from an address; others are not hindered (A11)', async () => {
    for (let i = 0; i < 30; i++) await password({ email: `n${i}@x.example` }, '2001:db8::1')
    expect(refusedAs(await password({ email: 'n31@x.example' }, '2001:db8::ffff'))).toBe('too-many')
    expect(refusedAs(await password({}, '2001:db8:0:1::1'))).toBe('not refused')
  })

  test('never lets more than 5 through when they come at once', async () => {
    const body = { email: 'flood@shop.example' }
    const answers = await Promise.all(Array.from({ length: 20 }, () => password(body, '198.51.100.7')))
    expect(answers.filter((answer) => refusedAs(answer) === 'bad-credentials')).toHaveLength(5)
  })

  test('does not count successes, and a success does not forgive the failures before it', async () => {
    for (let i = 0; i < 8; i++) expect(refusedAs(await password({}))).toBe('not refused')
    for (let i = 0; i < 4; i++) await password({ password: 'wrong-wrong-wrong' })
    expect(refusedAs(await password({}))).toBe('not refused')
    await password({ password: 'wrong-wrong-wrong' })
    expect(refusedAs(await password({}))).toBe('too-many')
  })

  test('hashes 4 at once, lets 32 wait, and turns the rest away (N3)', async () => {
    let running = 0
    let most = 0
    const waiting: (() => void)[] = []
    const slow = await openAccounts({
      ...t.options,
      passwordHash: {
        hash: async () => '',
        verify: async () => {
          most = Math.max(most, ++running)
          await new Promise<void>((done) => waiting.push(done))
          running--
          return false
        },
      },
    })
    const many = Array.from({ length: 60 }, (_, i) =>
      exchange(slow, signIn, { body: { ...OWNER, email: `m${i}@x.example` }, address: `203.0.113.${i}` }),
    )
    const refused: unknown[] = []
    for (const one of many) void one.then(({ answer }) => refusedAs(answer) === 'too-many' && refused.push(answer))
    const expected = 60 - HASHES_AT_ONCE - HASHES_WAITING_MAX
    while (refused.length < expected) await new Promise((next) => setImmediate(next))
    let isOver = false
    const all = Promise.all(many).then(() => {
      isOver = true
    })
    // Who waits for his turn has read from the database before, and is not here at once.
    while (!isOver) {
      waiting.shift()?.()
      await new Promise((next) => setImmediate(next))
    }
    await all
    expect(refused).toHaveLength(expected)
    expect(most).toBe(HASHES_AT_ONCE)
    slow.stop()
  })

  test('puts the session into a cookie that scripts cannot read, and under https one that only this host gets (A1)', async () => {
    const plain = await exchange(t.accounts, signIn, { body: OWNER })
    expect(plain.headers['set-cookie']).toMatch(/^hk=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/)
    expect((plain.answer as { token: unknown }).token).toBeNull()
    const secure = await openAccounts({ ...t.options, publicUrl: 'https://live.example' })
    const { headers } = await exchange(secure, signIn, { body: OWNER })
    expect(headers['set-cookie']).toMatch(/^__Host-hk=[\w-]{43}; .*SameSite=Lax; Secure$/)
    secure.stop()
  })

  test('keeps neither password nor session token in the database (N4, N5)', async () => {
    const answer = await password({})
    if (isRefusal(answer)) throw new Error(answer.refused)
    const { rows } = await sql<{ row: string }>`
      select s::text as row from sessions s union all select a::text from apps a`.execute(t.database.system)
    const dump = rows.map((r) => r.row).join('\n')
    expect(dump).not.toContain(answer.token!)
    expect(dump).not.toContain(SECRET)
  })

  test('begins a new session and ends the one the caller came with (N4)', async () => {
    const guest = await t.call(becomeGuest, { body: { name: 'Ann', deliver: 'token' } })
    if (isRefusal(guest)) throw new Error(guest.refused)
    const { answer } = await exchange(t.accounts, signIn, {
      body: { ...OWNER, deliver: 'token' },
      credential: guest.token!,
    })
    expect((answer as { token: string }).token).not.toBe(guest.token)
    expect(await t.accounts.actorOf(guest.token!)).toBeNull()
  })
})

describe('a sign-in link', () => {
  const link = async () => {
    const added = await t.accounts.createStaff(APP, { email: `${t.clock.at}@shop.example`, name: 'New', role: 'host' })
    if (isRefusal(added)) throw new Error(added.refused)
    return t.accounts.signInLink(APP, added.id)
  }

  test('works once (N6)', async () => {
    const { token } = await link()
    const both = await Promise.all([1, 2].map(() => t.call(signInByLink, { body: { token, deliver: 'token' } })))
    expect(both.map(refusedAs).sort()).toEqual(['not refused', 'ticket-invalid'])
    expect(refusedAs(await t.call(signInByLink, { body: { token } }))).toBe('ticket-invalid')
  })

  test('ends after 15 minutes (N6)', async () => {
    const { token, expiresAt } = await link()
    expect(expiresAt).toBe(t.clock.at + 15 * 60_000)
    t.clock.at = expiresAt
    expect(refusedAs(await t.call(signInByLink, { body: { token } }))).toBe('ticket-invalid')
  })

  test('leads to a password of one’s own, which ends every other session', async () => {
    const { token } = await link()
    const signedIn = await t.call(signInByLink, { body: { token, deliver: 'token' } })
    if (isRefusal(signedIn)) throw new Error(signedIn.refused)
    const me = { credential: signedIn.token! }
    const next = 'glass-otter-by-seven'
    expect(refusedAs(await t.call(changePassword, { body: { current: null, next: 'password1234' }, ...me }))).toBe(
      'invalid',
    )
    expect(await t.call(changePassword, { body: { current: null, next }, ...me })).toEqual({ changed: true })
    const other = await t.call(signIn, { body: { email: signedIn.you.email!, password: next, deliver: 'token' } })
    if (isRefusal(other)) throw new Error(other.refused)
    expect(
      refusedAs(await t.call(changePassword, { body: { current: null, next: 'again-something-new' }, ...me })),
    ).toBe('bad-credentials')
    await t.call(changePassword, { body: { current: next, next: 'again-something-new' }, ...me })
    expect(await t.accounts.actorOf(other.token!)).toBeNull()
    expect(await t.accounts.actorOf(signedIn.token!)).not.toBeNull()
  })
})

describe('an app of another tenant', () => {
  test('has people and passwords of its own, also under the same e-mail (N1)', async () => {
    const other = AppId.parse('other')
    await t.accounts.createApp({ id: other, name: 'Other' })
    await t.accounts.createStaff(other, { ...OWNER, name: 'Owner', role: 'owner', password: 'another-one-entirely' })
    expect(refusedAs(await password({ app: other }))).toBe('bad-credentials')
    expect(refusedAs(await password({ app: other, password: 'another-one-entirely' }))).toBe('not refused')
  })
})
