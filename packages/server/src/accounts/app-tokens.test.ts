import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { generateKeyPairSync } from 'node:crypto'
import { type Actor, AppId, api, isRefusal, UserId } from '@hawker/protocol'
import { exportSPKI, type JWTHeaderParameters, SignJWT, UnsecuredJWT } from 'jose'
import { SERVER_TYPE, TICKET_TYPE } from './app-tokens.ts'
import { APP, OWNER, openTestAccounts, SECRET } from './testing.ts'

const { signIn, signInByTicket } = api.session
const OTHER = AppId.parse('other')
const OTHER_SECRET = 'another-secret-for-tests-0123456789'

let t: Awaited<ReturnType<typeof openTestAccounts>>
beforeAll(async () => {
  t = await openTestAccounts()
  await t.accounts.createApp({ id: OTHER, name: 'Other', secret: OTHER_SECRET })
})
afterAll(() => t.close())

const now = () => Math.floor(t.clock.now() / 1000)
const bytes = (text: string) => new TextEncoder().encode(text)

interface Wanted {
  typ?: string | undefined
  secret?: string
  aud?: string | string[] | undefined
  exp?: number | undefined
  sub?: unknown
  name?: unknown
  more?: object
}
const sign = ({ typ, secret = SECRET, ...claims }: Wanted) => {
  const { more, ...rest } = { aud: APP as string, exp: now() + 600, sub: 'buyer-7', name: 'Lin', ...claims }
  return new SignJWT({ ...rest, ...more } as never)
    .setProtectedHeader({ alg: 'HS256', ...(typ === undefined ? {} : { typ }) } as JWTHeaderParameters)
    .sign(bytes(secret))
}

const ticket = async (token: string) => {
  const answer = await t.call(signInByTicket, { body: { ticket: token, deliver: 'token' } })
  return isRefusal(answer) ? answer.refused : answer
}

describe("a viewer's ticket", () => {
  test('signed with the app secret becomes a session', async () => {
    const answer = await ticket(await sign({ typ: TICKET_TYPE, more: { avatar: '/media/lin.png' } }))
    expect(answer).toMatchObject({
      you: { app: APP, person: { id: 'buyer-7', name: 'Lin', avatarUrl: '/media/lin.png', role: 'viewer' } },
    })
    if (typeof answer === 'string') throw new Error(answer)
    expect(await t.accounts.actorOf(answer.token!)).toMatchObject({ kind: 'person', app: APP })
  })

  test('renames whom it names', async () => {
    const first = await ticket(await sign({ typ: TICKET_TYPE, sub: 'renamed', name: 'Before' }))
    await ticket(await sign({ typ: TICKET_TYPE, sub: 'renamed', name: 'After' }))
    if (typeof first === 'string') throw new Error(first)
    expect(await t.accounts.actorOf(first.token!)).toMatchObject({ person: { name: 'After' } })
  })

  test('with a picture from elsewhere comes without it: nobody learns who watches (X10)', async () => {
    for (const avatar of ['https://evil.example/x.png', '//evil.example/x', '/\\evil', 'javascript:1', 7]) {
      const answer = await ticket(await sign({ typ: TICKET_TYPE, sub: 'pictured', more: { avatar } }))
      expect(answer).toMatchObject({ you: { person: { avatarUrl: null } } })
    }
  })

  test('is checked in every part (A14)', async () => {
    const refused: Record<string, Wanted> = {
      'signed by another app': { secret: OTHER_SECRET },
      'for another app': { aud: OTHER },
      'for two apps': { aud: [APP, OTHER] },
      'for no app': { aud: undefined },
      'for an unknown app': { aud: 'nowhere' },
      'for an app called __proto__': { aud: '__proto__' },
      expired: { exp: now() },
      'without an end': { exp: undefined },
      'good for an hour': { exp: now() + 3600 },
      'with an end that is no number': { exp: '9999999999' as never },
      'not good yet': { more: { nbf: now() + 300 } },
      'for nobody': { sub: undefined },
      'for an id that is none': { sub: 'a b' },
      'for the administrator': { sub: 'administrator' },
      'under the name of the administrator': { name: 'Administrator' },
      'without a name': { name: undefined },
      'with a name that turns the line around': { name: 'a\u202eb' },
    }
    for (const [what, wanted] of Object.entries(refused))
      expect([what, await ticket(await sign({ typ: TICKET_TYPE, ...wanted }))]).toEqual([what, 'ticket-invalid'])
  })

  test('does not open the account of staff or the session of a guest (N8)', async () => {
    const staff = await t.accounts.createStaff(APP, { email: 'h@shop.example', name: 'Host', role: 'host' })
    const guest = await t.accounts.createUser(APP, { id: UserId.parse('g-1'), kind: 'guest', name: 'Guest' })
    if (isRefusal(staff) || isRefusal(guest)) throw new Error('not made')
    expect(await ticket(await sign({ typ: TICKET_TYPE, sub: staff.id }))).toBe('ticket-invalid')
    expect(await ticket(await sign({ typ: TICKET_TYPE, sub: guest.id }))).toBe('ticket-invalid')
    expect(await t.accounts.person(APP, staff.id)).toMatchObject({ name: 'Host', role: 'host' })
  })
})

describe('the token matrix: each kind of token opens its own door and no other (A14)', () => {
  type Door = 'bearer' | 'ticket' | 'socket'
  const doors: Record<Door, (token: string) => Promise<string>> = {
    bearer: async (token) => {
      const actor: Actor | null = await t.accounts.actorOf(token)
      return actor === null ? '-' : actor.kind
    },
    ticket: async (token) => {
      if (token.length < 16) return '-'
      const answer = await ticket(token)
      return typeof answer === 'string' ? '-' : 'viewer'
    },
    socket: async (token) => (t.accounts.redeemTicket(token) === null ? '-' : 'socket'),
  }
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const session = async () => {
    const answer = await t.call(signIn, { body: { ...OWNER, deliver: 'token' } })
    if (isRefusal(answer)) throw new Error(answer.refused)
    return answer.token!
  }
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = () => ({ aud: APP as string, exp: now() + 600, sub: 'buyer-7', name: 'Lin' })

  const tokens: Record<string, [() => Promise<string>, Partial<Record<Door, string>>]> = {
    session: [session, { bearer: 'person' }],
    'viewer ticket': [() => sign({ typ: TICKET_TYPE }), { ticket: 'viewer' }],
    'server token': [() => sign({ typ: SERVER_TYPE }), { bearer: 'server' }],
    'socket ticket': [
      async () => {
        const credential = await session()
        const route = api.session.socketTicket
        const answer = await t.call(route, { credential, params: { room: 'room-1' } })
        return isRefusal(answer) ? '' : answer.ticket
      },
      { socket: 'socket' },
    ],
    'plain JWT without a purpose': [() => sign({}), {}],
    'JWT of typ JWT': [() => sign({ typ: 'JWT' }), {}],
    'server token of another app': [() => sign({ typ: SERVER_TYPE, secret: OTHER_SECRET }), {}],
    'expired server token': [() => sign({ typ: SERVER_TYPE, exp: now() - 1 }), {}],
    'server token for an hour': [() => sign({ typ: SERVER_TYPE, exp: now() + 3600 }), {}],
    'server token without a signature (none)': [async () => new UnsecuredJWT(claims()).encode(), {}],
    'none with a purpose': [async () => `${part({ alg: 'none', typ: SERVER_TYPE })}.${part(claims())}.`, {}],
    'HS512 in place of HS256': [
      async () => {
        const text = `${part({ alg: 'HS512', typ: SERVER_TYPE })}.${part(claims())}`
        return `${text}.${new Bun.CryptoHasher('sha512', SECRET).update(text).digest('base64url')}`
      },
      {},
    ],
    'RS256 with a key of the caller': [
      () => new SignJWT(claims()).setProtectedHeader({ alg: 'RS256', typ: SERVER_TYPE }).sign(rsa.privateKey),
      {},
    ],
    'HS256 signed with a public key': [
      async () =>
        new SignJWT(claims())
          .setProtectedHeader({ alg: 'HS256', typ: SERVER_TYPE })
          .sign(bytes(await exportSPKI(rsa.publicKey as never))),
      {},
    ],
    'key smuggled in the header': [
      () =>
        new SignJWT(claims())
          .setProtectedHeader({ alg: 'HS256', typ: SERVER_TYPE, jwk: { kty: 'oct', k: part('k') } } as never)
          .sign(bytes('a-key-that-the-caller-made-up-himself')),
      {},
    ],
    'unknown critical header': [
      async () => {
        const [, body] = (await sign({ typ: SERVER_TYPE })).split('.')
        const head = part({ alg: 'HS256', typ: SERVER_TYPE, crit: ['x'], x: 1 })
        const mac = new Bun.CryptoHasher('sha256', SECRET).update(`${head}.${body}`).digest('base64url')
        return `${head}.${body}.${mac}`
      },
      {},
    ],
    rubbish: [async () => 'x.y.z', {}],
    'a very long text': [async () => `${'x'.repeat(5_000)}.y.z`, {}],
  }

  for (const [name, [make, opens]] of Object.entries(tokens))
    for (const door of Object.keys(doors) as Door[])
      test(`${name} at ${door}: ${opens[door] ?? 'refused'}`, async () => {
        const token = await make()
        if (door === 'ticket' && token.length > 4_096) return
        expect(await doors[door](token)).toBe(opens[door] ?? '-')
      })

  test('a server token is believed no longer than it lives', async () => {
    const token = await sign({ typ: SERVER_TYPE, exp: now() + 2 })
    expect(await t.accounts.actorOf(token)).toEqual({ kind: 'server', app: APP })
    t.clock.at += 2_000
    expect(await t.accounts.actorOf(token)).toBeNull()
  })
})

describe('two tenants with the same user id', () => {
  test('are two people (N1, N8)', async () => {
    const [one, two] = [
      await ticket(await sign({ typ: TICKET_TYPE, sub: 'same', name: 'One' })),
      await ticket(await sign({ typ: TICKET_TYPE, sub: 'same', name: 'Two', aud: OTHER, secret: OTHER_SECRET })),
    ]
    if (typeof one === 'string' || typeof two === 'string') throw new Error('refused')
    expect(await t.accounts.actorOf(one.token!)).toMatchObject({ app: APP, person: { name: 'One' } })
    expect(await t.accounts.actorOf(two.token!)).toMatchObject({ app: OTHER, person: { name: 'Two' } })
    const same = UserId.parse('same')
    const [actor] = [await t.accounts.actorOf(two.token!)]
    if (actor?.kind !== 'person') throw new Error('nobody')
    expect(await t.accounts.stillStands(APP, same, actor.sessionId)).toBeNull()
    expect(await t.accounts.stillStands(OTHER, same, actor.sessionId)).toMatchObject({ name: 'Two' })
    await t.call(api.session.signOut, { credential: two.token! })
    expect(await t.accounts.actorOf(one.token!)).not.toBeNull()
  })
})
