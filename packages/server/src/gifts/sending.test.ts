import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { GiftId, isRefusal } from '@hawker/protocol'
import { sql } from 'kysely'
import { type TestDatabase, testDatabase } from '#db'
import { createJournal } from '#journal'
import { until } from '#kernel/testing/until'
import { APP, fill, openTestGifts, ROOM, type TestGifts, tally } from './testing.ts'

setDefaultTimeout(60_000)

/** Connections that end before a test of that has tested anything. */
const KILLS_LEAST = 5
const KILLS_MOST = 12

let t: TestDatabase
let one: TestGifts
let two: TestGifts

beforeAll(async () => {
  t = await testDatabase()
  one = openTestGifts(t.database)
  two = openTestGifts(t.database)
  await one.gifts.putGift(APP, { id: GiftId.parse('rose'), name: 'Rose', imageUrl: null, coins: 10, size: 'small' })
  await one.gifts.putGift(APP, { id: GiftId.parse('car'), name: 'Car', imageUrl: null, coins: 900, size: 'large' })
})
afterAll(async () => {
  await one.gifts.stop()
  await two.gifts.stop()
  await t.close()
})

const run = async <T>(text: string) => (await sql.raw<T>(text).execute(t.database.system)).rows
const balanceOf = async (user: string) =>
  (await run<{ balance: number }>(`select balance from coin_wallets where id = 'user:${user}'`))[0]!.balance
const holds = async () =>
  expect(await one.gifts.ledgerTruth(APP)).toEqual({ sum: 0, uneven: 0, wrongWallets: 0, unrecorded: 0, holds: true })
const names = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}`)

describe('sends at once', () => {
  test('64 of one wallet over two processes never overdraw it, and count up without a gap (F4)', async () => {
    await fill(t.database, ['both'], 300)
    const answers = await Promise.all(names('s', 64).map((_, i) => (i % 2 ? one : two).send('both')))
    expect(tally(answers)).toEqual({ ok: 30, 'balance-too-low': 34 })
    const paid = answers.filter((answer) => !isRefusal(answer)) as { coins: number; combo: number }[]
    expect(paid.map(({ combo }) => combo).sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1))
    expect(await balanceOf('both')).toBe(0)
    await holds()
  })

  test('64 of a wallet that has enough count up without a gap over two processes: each waits for the other (F4)', async () => {
    await fill(t.database, ['rich'], 640)
    const answers = await Promise.all(names('s', 64).map((_, i) => (i % 2 ? one : two).send('rich')))
    const paid = answers.filter((answer) => !isRefusal(answer)) as { coins: number; combo: number }[]
    expect(paid.map(({ combo }) => combo).sort((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, i) => i + 1))
    expect(paid.map(({ coins }) => coins).sort((a, b) => b - a)).toEqual(
      Array.from({ length: 64 }, (_, i) => 630 - 10 * i),
    )
    await holds()
  })

  test('many wallets in any order over two processes do not wait for each other for ever (F4)', async () => {
    const users = names('many', 200)
    await fill(t.database, users, 100)
    const answers = await Promise.all(
      Array.from({ length: 3_000 }, (_, i) => (i % 2 ? one : two).send(users[(i * 7919) % 200]!)),
    )
    expect(tally(answers)).toEqual({ ok: 2_000, 'balance-too-low': 1_000 })
    for (const user of users) expect(await balanceOf(user)).toBe(0)
    await holds()
  })

  test('of one id over two processes are one gift with one answer; another person is told it is taken (A12)', async () => {
    await fill(t.database, ['same', 'other'], 1_000)
    const ids = names('', 20).map(() => crypto.randomUUID())
    const answers = await Promise.all(
      ids.flatMap((id) => [
        one.send('same', { id }),
        two.send('same', { id: id.toUpperCase() }),
        one.send('same', { id }),
      ]),
    )
    for (let i = 0; i < answers.length; i += 3)
      for (const again of [answers[i + 1], answers[i + 2]]) expect(again).toEqual(answers[i]!)
    expect(tally(answers)).toEqual({ ok: 60 })
    expect(await balanceOf('same')).toBe(800)

    const shared = names('', 20).map(() => crypto.randomUUID())
    const fought = await Promise.all(shared.flatMap((id) => [one.send('same', { id }), two.send('other', { id })]))
    expect(tally(fought)).toEqual({ ok: 20, 'order-id-taken': 20 })
    expect((await balanceOf('same')) + (await balanceOf('other'))).toBe(1_600)
    await holds()
  })

  test('share one journal row for each room, which names them, and are told with it (P1)', async () => {
    await fill(t.database, names('row', 50), 10)
    one.told.length = 0
    const before = one.gifts.desk.batches
    await Promise.all(names('row', 50).map((user, i) => one.send(user, { room: i < 40 ? ROOM : 'room-2' })))
    const batches = one.gifts.desk.batches - before
    expect(batches).toBeLessThanOrEqual(2)
    expect(one.told.length).toBeLessThanOrEqual(2 * batches)
    const ids = one.told.map(({ journalId }) => journalId)
    const rows = await run<{ room: string; gifts: string[][]; tell: { id: string }[] }>(
      `select room_id as room, payload->'gifts' as gifts, tell from journal where id in (${ids.join(',')})`,
    )
    expect(
      rows.flatMap(({ gifts }) => gifts).every(([, user, coins]) => user!.startsWith('row') && Number(coins) === 10),
    ).toBe(true)
    const toldIds = one.told.flatMap(({ events }) => events.map(({ id }) => id)).sort()
    expect(rows.flatMap(({ gifts }) => gifts.map(([id]) => `gift:${id}`)).sort()).toEqual(toldIds)
    expect(rows.flatMap(({ tell }) => tell.map(({ id }) => id)).sort()).toEqual(toldIds)
  })

  test('in a flood are all told now; after a crash the costliest hundred of a batch are told again', async () => {
    const users = names('flood', 400)
    await fill(t.database, users, 900)
    one.told.length = 0
    await Promise.all(users.map((user, i) => one.send(user, { gift: i % 40 === 0 ? 'car' : 'rose' })))
    expect(one.told.flatMap(({ events }) => events)).toHaveLength(400)
    const untold = (await createJournal({ db: t.database }).untold(-60_000)).filter(({ id }) =>
      one.told.some(({ journalId }) => journalId === id),
    )
    expect(untold).toHaveLength(one.told.length)
    for (const { events } of untold) expect(events.length).toBeLessThanOrEqual(100)
    const again = untold.flatMap(({ events }) => events) as { giftId: string }[]
    expect(again.filter(({ giftId }) => giftId === 'car')).toHaveLength(10)
  })
})

describe('a fault', () => {
  test('of one row never fails the 999 others of its batch', async () => {
    const users = names('poison', 300)
    await fill(t.database, users, 10)
    await run(`alter table gifts_sent add constraint planted check (user_id <> 'poison77')`)
    const answers = await Promise.all(users.map((user) => one.send(user)))
    await run('alter table gifts_sent drop constraint planted')
    expect(tally(answers)).toEqual({ ok: 299, failed: 1 })
    expect(await balanceOf('poison77')).toBe(10)
    expect(await balanceOf('poison78')).toBe(0)
    await holds()
  })

  test('promise 11: of the connections in the middle of batches loses no gift and doubles none (F4)', async () => {
    const users = names('killed', 100)
    await fill(t.database, users, 1_000_000)
    let over = false
    let killed = 0
    const answers: unknown[] = []
    const killer = (async () => {
      while (!over && killed < KILLS_MOST) {
        // Between two of them somebody comes through: a batch that is ended each time waits longer each time.
        const before = answers.length
        await until(() => over || killed === 0 || answers.length > before)
        const rows = await run<{ pg_terminate_backend: boolean }>(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and query like '%gift%' and state <> 'idle'
             and pid <> pg_backend_pid() and random() < 0.7`,
        )
        killed += rows.length
      }
    })()
    const sent = new Map<string, string[]>(users.map((user) => [user, []]))
    const sends = users.map(async (user, i) => {
      // However quick the machine is: it goes on until enough connections were ended in the middle of it.
      for (let k = 0; k < 20 || killed < KILLS_LEAST; k++) {
        const id = crypto.randomUUID()
        sent.get(user)!.push(id)
        answers.push(await (i % 2 ? one : two).send(user, { id }))
      }
    })
    await Promise.all(sends).finally(() => {
      over = true
    })
    await killer
    const ids = [...sent.values()].flat()
    expect(tally(answers)).toEqual({ ok: ids.length })
    for (const user of users) expect(await balanceOf(user)).toBe(1_000_000 - 10 * sent.get(user)!.length)
    await holds()
    // Told by who committed them, or left in the journal for the sweeper: each exactly once of the two, none of neither.
    const entries = await run<{ id: string }>(
      `select substr(e->>'id', 6) as id from journal, jsonb_array_elements(tell) e where kind = 'gifts.sent'`,
    )
    const asked = new Set(ids)
    const kept = entries.map(({ id }) => id).filter((id) => asked.has(id))
    expect(kept.sort()).toEqual(ids.sort())
  })

  test('between commit and notice leaves the notice to the sweeper; a rollback leaves none (F5)', async () => {
    await fill(t.database, ['crash'], 100)
    const crashing = openTestGifts(t.database, {
      rooms: {
        find: async (_app, id) => ({ id, status: 'live', host: null }) as never,
        tell: () => new Promise(() => {}),
      },
    })
    const id = crypto.randomUUID()
    expect(await crashing.send('crash', { id })).toEqual({ coins: 90, combo: 1 })
    await crashing.gifts.stop()
    const untold = await createJournal({ db: t.database }).untold(-60_000)
    const events = untold.flatMap((entry) => entry.events)
    expect(events.filter((event) => 'id' in event && event.id === `gift:${id}`)).toHaveLength(1)
    const [{ wrong }] = (await run<{ wrong: number }>(
      `select count(*)::int as wrong from journal, jsonb_array_elements(tell) e where kind = 'gifts.sent'
       and not exists (select from coin_transfers where id = substr(e->>'id', 6)::uuid)`,
    )) as [{ wrong: number }]
    expect(wrong).toBe(0)
  })
})

describe('what was asked in bad faith (F5)', () => {
  test('costs the price the server knows, for a whole number of 1 to 9,999 pieces', async () => {
    await fill(t.database, ['sly'], 100_000)
    for (const quantity of [0, -1, 1.5, 10_000, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY])
      expect(tally([await one.send('sly', { quantity })])).toEqual({ invalid: 1 })
    expect(await one.send('sly', { quantity: 9_999 })).toMatchObject({ coins: 10 })
    expect(tally([await one.send('sly', { gift: 'nothing' })])).toEqual({ 'not-found': 1 })
    await holds()
  })

  test('an entry without its transfer, and a transfer taken from its entries, are refused', async () => {
    const id = crypto.randomUUID()
    await expect(
      run(`insert into coin_entries values ('shop', '${id}', 'user:x', -5), ('shop', '${id}', 'shop:x', 5)`),
    ).rejects.toThrow('belongs to a transfer')
    for (const text of ['delete from coin_transfers', 'update coin_transfers set id = gen_random_uuid()'])
      await expect(run(text)).rejects.toThrow('stays')
    await expect(run('truncate coin_transfers cascade')).rejects.toThrow('stays')
    await holds()
  })
})
