// Gifts on a real database for the tests of this module, with a room that only writes down what it was told.
import {
  type AppId,
  type GiftId,
  isRefusal,
  type OrderedEvent,
  type PublicPerson,
  type RoomFacts,
  type RoomId,
  type UserId,
} from '@hawker/protocol'
import { sql } from 'kysely'
import type { Database } from '#db'
import { createJournal } from '#journal'
import { systemClock, systemTimers } from '#system/clock'
import { openLog } from '#system/log'
import { patiently } from '../testing/patiently.ts'
import { createGifts, type Gifts, type GiftsOptions } from './index.ts'

export const APP = 'shop' as AppId
export const ROOM = 'room-1' as RoomId
export const HOST = 'host-1' as UserId

export const person = (id: string): PublicPerson => ({
  ...{ id: id as UserId, name: id, avatarUrl: null, role: 'viewer', level: 0 },
})

export interface TestGifts {
  readonly gifts: Gifts
  readonly told: { readonly room: RoomId; readonly journalId: string; readonly events: readonly OrderedEvent[] }[]
  send(
    user: string,
    more?: { id?: string; gift?: string; quantity?: number; room?: string },
  ): ReturnType<Gifts['sendGift']>
}

/** One process of the shop on this database: open two for two processes. */
export const openTestGifts = (db: Database, more: Partial<GiftsOptions> = {}): TestGifts => {
  const log = openLog('silent')
  const told: TestGifts['told'] = []
  const gifts = createGifts({
    ...{
      db,
      journal: createJournal({ db }),
      clock: systemClock,
      log,
      payments: 'sandbox',
      openRoomsOf: async () => [],
      findEffect: async () => null,
      markEffects: async (_tx, _app, urls) => urls,
    },
    timers: { after: systemTimers(log).after, every: () => ({ stop: () => {} }) },
    rooms: {
      find: async (_app, id) => ({ id, status: 'live', host: person(HOST) }) as unknown as RoomFacts,
      tell: async (_app, room, journalId, events) => void told.push({ room, journalId, events }),
    },
    ...more,
  })
  return {
    ...{ gifts, told },
    send: (user, { id = crypto.randomUUID(), gift = 'rose', quantity = 1, room = ROOM } = {}) =>
      patiently(() =>
        gifts.sendGift({
          ...{ app: APP, room: room as RoomId, from: person(user), id, giftId: gift as GiftId, quantity },
        }),
      ),
  }
}

/** Wallets with so many coins each, out of the sandbox. */
export const fill = async (db: Database, users: readonly string[], coins: number): Promise<string[]> => {
  const { rows } = await sql<{ id: string }>`
    with made as (
      insert into coin_transfers (app_id, id, kind, user_id, asked, answer, at)
      select ${APP}, gen_random_uuid(), 'top-up', u, ${`top-up ${coins}`}, jsonb_build_object('coins', ${coins}::int8), 0
      from unnest(${users}::text[]) u returning id, user_id),
    wallets as (
      insert into coin_wallets (app_id, id, balance) select ${APP}, 'user:' || user_id, ${coins}::int8 from made),
    entries as (
      insert into coin_entries (app_id, transfer_id, account_id, amount)
      select ${APP}, id, e.account, e.amount from made
        cross join lateral (values ('user:' || user_id, ${coins}::int8), ('sandbox:issue', -${coins}::int8)) e(account, amount))
    select id from made`.execute(db.system)
  return rows.map(({ id }) => id)
}

export const codeOf = (answer: unknown): string => (isRefusal(answer) ? answer.refused : 'ok')
export const tally = (answers: readonly unknown[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const answer of answers) counts[codeOf(answer)] = (counts[codeOf(answer)] ?? 0) + 1
  return counts
}
