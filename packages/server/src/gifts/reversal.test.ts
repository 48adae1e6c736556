import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { type AppId, GiftId, type RoomFacts, type RoomId } from '@hawker/protocol'
import fc from 'fast-check'
import { sql } from 'kysely'
import { type TestDatabase, testDatabase } from '#db'
import { APP, codeOf, fill, HOST, openTestGifts, person, ROOM, type TestGifts, tally } from './testing.ts'

setDefaultTimeout(60_000)

let t: TestDatabase
let shop: TestGifts
let host: string | null = HOST
const clock = { at: Date.UTC(2026, 10, 23), now: () => clock.at, monotonic: () => clock.at }

beforeAll(async () => {
  t = await testDatabase()
  shop = openTestGifts(t.database, {
    clock,
    rooms: {
      find: async (_app, id) =>
        id === 'nowhere' ? null : ({ id, status: 'live', host: host && person(host) } as unknown as RoomFacts),
      tell: async () => {},
    },
  })
  await shop.gifts.putGift(APP, { id: GiftId.parse('rose'), name: 'Rose', imageUrl: null, coins: 10, size: 'small' })
})
afterAll(async () => {
  await shop.gifts.stop()
  await t.close()
})

const holds = async () => expect(await shop.gifts.ledgerTruth(APP)).toMatchObject({ holds: true })
const reverse = (id: string, app = APP) => shop.gifts.reverseTransfer(app, id, 'owner-1')
const send = async (user: string, quantity: number, room: string = ROOM) => {
  const id = crypto.randomUUID()
  return { id, answer: await shop.send(user, { id, quantity, room }) }
}
const leaders = async (room: string, period: 'show' | 'month', limit = 10) => {
  await shop.gifts.tally()
  clock.at += 1_000
  return shop.gifts.leaders(APP, room as RoomId, period, limit)
}

describe('a transfer that is taken back (F6)', () => {
  test('gives a gift its coins back, once, whoever asks how often', async () => {
    await fill(t.database, ['ann'], 100)
    const { id } = await send('ann', 3)
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => reverse(i % 2 ? id : id.toUpperCase())))
    for (const answer of answers) expect(answer).toEqual({ coins: 100, debt: 0 })
    const { rows } = await sql<{ kind: string; by: string }>`
      select kind, by from journal where kind like '%.reversed'`.execute(t.database.system)
    expect(rows).toEqual([{ kind: 'gift.reversed', by: 'owner-1' }])
    await holds()
  })

  test('makes a debt of what was spent: no wallet goes below zero, nothing is spent until it is paid', async () => {
    const [topUp] = await fill(t.database, ['bob'], 100)
    await send('bob', 7)
    expect(await reverse(topUp!)).toEqual({ coins: 0, debt: 70 })
    expect(codeOf((await send('bob', 1)).answer)).toBe('balance-too-low')
    await holds()
    const walletOf = (user: string) => {
      const route = shop.gifts.routes.find(({ endpoint }) => endpoint.path === '/api/wallet')!
      const actor = { kind: 'person', app: APP, person: person(user), sessionId: 's' }
      return route.handle({ actor, params: {}, query: {}, body: {} } as never) as Promise<unknown>
    }
    const topUpBob = (coins: number) => {
      const route = shop.gifts.routes.find(({ endpoint }) => endpoint.path === '/api/wallet/top-ups')!
      const actor = { kind: 'person', app: APP, person: person('bob'), sessionId: 's' }
      return route.handle({ actor, params: {}, query: {}, body: { id: crypto.randomUUID(), coins } } as never)
    }
    expect((await topUpBob(50)) as unknown).toEqual({ coins: 0, debt: 20 })
    expect(await walletOf('bob')).toEqual({ coins: 0, debt: 20, topUps: true })
    expect(codeOf((await send('bob', 1)).answer)).toBe('balance-too-low')
    expect((await topUpBob(50)) as unknown).toEqual({ coins: 30, debt: 0 })
    expect((await send('bob', 3)).answer).toMatchObject({ coins: 0 })
    await holds()
  })

  test('stays taken back, and is nobody else’s', async () => {
    const [topUp] = await fill(t.database, ['cat'], 100)
    expect(codeOf(await reverse(topUp!, 'other' as AppId))).toBe('not-found')
    expect(codeOf(await reverse(crypto.randomUUID()))).toBe('not-found')
    await reverse(topUp!)
    const { rows } = await sql<{ id: string }>`
      select id from coin_transfers where reverses = ${topUp}`.execute(t.database.system)
    expect(codeOf(await reverse(rows[0]!.id))).toBe('not-allowed')
    await holds()
  })

  test('keeps the ledger whole beside gifts that are sent in the same moment', async () => {
    const users = Array.from({ length: 20 }, (_, i) => `race${i}`)
    const topUps = await fill(t.database, users, 100)
    const sent = users.flatMap((user) => Array.from({ length: 6 }, () => send(user, 2)))
    const back = topUps.map((id) => reverse(id))
    expect(tally(await Promise.all(back))).toEqual({ ok: 20 })
    const gifts = await Promise.all(sent)
    await holds()
    await Promise.all(gifts.filter(({ answer }) => codeOf(answer) === 'ok').map(({ id }) => reverse(id)))
    await holds()
    const { rows } = await sql<{ left: number }>`
      select coalesce(sum(balance + debt), 0)::int8 as left from coin_wallets where id like 'user:race%'`.execute(
      t.database.system,
    )
    expect(rows[0]!.left).toBe(0)
  })

  test('does what a plain account book does, whatever is bought, sent and taken back', async () => {
    const step = fc.record({ what: fc.constantFrom('fill', 'send', 'back'), n: fc.nat({ max: 1_000 }) })
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async (steps) => {
        const user = `model${run++}`
        const [first] = await fill(t.database, [user], 50)
        // Balance less debt, in one number.
        let net = 50
        const made: { id: string; effect: number; back: boolean }[] = [{ id: first!, effect: 50, back: false }]
        for (const { what, n } of steps) {
          if (what === 'back') {
            const one = made[n % made.length]!
            if (!one.back) net -= one.effect
            const seen = await reverse(one.id)
            if (!one.back) expect(seen).toEqual({ coins: Math.max(0, net), debt: Math.max(0, -net) })
            one.back = true
          } else {
            const quantity = 1 + (n % 4)
            const { id, answer } = await send(user, quantity)
            expect(codeOf(answer)).toBe(net >= 10 * quantity ? 'ok' : 'balance-too-low')
            if (codeOf(answer) !== 'ok') continue
            net -= 10 * quantity
            made.push({ id, effect: -10 * quantity, back: false })
          }
        }
      }),
      { numRuns: 12 },
    )
    await holds()
  })
})

describe('a board', () => {
  test('shows who gave most in this show, and to this host this month; a gift taken back does not count', async () => {
    await fill(t.database, ['x', 'y', 'z'], 1_000)
    await send('x', 3, 'show-a')
    await send('y', 5, 'show-a')
    const { id } = await send('z', 9, 'show-a')
    await send('x', 4, 'show-b')
    expect(await leaders('show-a', 'show')).toEqual([
      { user: 'z', coins: 90 },
      { user: 'y', coins: 50 },
      { user: 'x', coins: 30 },
    ] as never)
    expect(await leaders('show-a', 'show', 1)).toEqual([{ user: 'z', coins: 90 }] as never)
    await reverse(id)
    expect(
      ((await leaders('show-b', 'month', 500)) as unknown as { user: string }[]).filter(({ user }) =>
        'xyz'.includes(user),
      ),
    ).toEqual([
      { user: 'x', coins: 70 },
      { user: 'y', coins: 50 },
    ] as never)
    expect(await leaders('show-a', 'show')).toHaveLength(2)
  })

  test('begins anew with the month, and is empty where there is no host; an unknown room has none', async () => {
    clock.at = Date.UTC(2026, 11, 1)
    expect(await leaders('show-a', 'month')).toEqual([])
    await send('x', 1, 'show-a')
    expect(await leaders('show-a', 'month')).toEqual([{ user: 'x', coins: 10 }] as never)
    expect(await leaders('show-a', 'show')).toContainEqual({ user: 'x', coins: 40 } as never)
    host = null
    clock.at += 1_000
    expect(await leaders('show-c', 'month')).toEqual([])
    expect(codeOf(await leaders('nowhere', 'show'))).toBe('not-found')
    host = HOST
  })

  test('adds every gift once, however many processes add at the same time', async () => {
    const users = Array.from({ length: 30 }, (_, i) => `t${i}`)
    await fill(t.database, users, 1_000)
    const other = openTestGifts(t.database)
    for (let round = 0; round < 5; round++) {
      const sends = users.map((user, i) => (i % 2 ? shop : other).send(user, { quantity: 2, room: 'busy' }))
      await Promise.all([...sends, shop.gifts.tally(), other.gifts.tally()])
    }
    expect(((await leaders('busy', 'show', 100)) as unknown as { coins: number }[]).map(({ coins }) => coins)).toEqual(
      users.map(() => 100),
    )
    await other.gifts.stop()
  })
})
