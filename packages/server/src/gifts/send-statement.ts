// The SQL of a batch of gifts. First write: lock the wallets in id order, then look — a statement that begins after the
// locks are held sees all that others committed about these people. Second write: everything, in one statement.
import { type BatchRows, type BatchStatement, numberArray, textArray } from '#db'
import { tallyOf } from './core/boards.ts'
import type { Combos } from './core/combo.ts'
import { askedOf, type GiftAsk, type Judged, type Known, type Made, type SenderWallet } from './core/judge.ts'

const LOCK_WALLETS = `
select substr(id, 6) as "user", balance, debt, combos from coin_wallets
where app_id = $1 and id = any($2::text[]) order by id for no key update`
const FIND_MADE = `select id, user_id as by, asked, answer from coin_transfers where app_id = $1 and id = any($2::uuid[])`
const FIND_GIFTS = `
select id, name, image_url as "imageUrl", coins, size, effect from gifts where app_id = $1 and id = any($2::text[])`

const unique = (values: readonly string[]): string[] => [...new Set(values)]

export const findQueries = (batch: readonly GiftAsk[]): BatchStatement[] => {
  const { app } = batch[0]!
  const wallets = unique(batch.map(({ from }) => `user:${from.id}`))
  return [
    { name: 'gift_lock', text: LOCK_WALLETS, values: [app, textArray(wallets)] },
    { name: 'gift_made', text: FIND_MADE, values: [app, textArray(unique(batch.map(({ id }) => id)))] },
    { name: 'gift_kinds', text: FIND_GIFTS, values: [app, textArray(unique(batch.map(({ giftId }) => giftId)))] },
  ]
}

const by = <T>(rows: BatchRows[number] | undefined, key: string): Map<string, T> =>
  new Map((rows ?? []).map((row) => [(row as Record<string, string>)[key]!, row as T]))

export const knownOf = ([wallets, made, gifts]: BatchRows): Known => ({
  wallets: by<SenderWallet>(wallets, 'user'),
  made: by<Made>(made, 'id'),
  gifts: by(gifts, 'id'),
})

const sendStatement = (journalInsert: (select: string) => string) => `
with sent as materialized (
  select * from unnest($2::uuid[], $3::text[], $4::text[], $5::int8[], $6::int8[], $7::text[], $8::text[], $9::int4[],
    $10::int8[], $11::int8[], $12::text[])
    as s(id, user_id, asked, coins, left_over, room_id, gift_id, quantity, combo, at, host_id)),
transfers as (
  insert into coin_transfers (app_id, id, kind, user_id, asked, answer, at)
  select $1, id, 'gift', user_id, asked, jsonb_build_object('coins', left_over, 'combo', combo), at from sent),
entries as (
  insert into coin_entries (app_id, transfer_id, account_id, amount)
  select $1, id, e.account, e.amount
  from sent cross join lateral (values ('user:' || user_id, -coins), ('shop:' || $1, coins)) e(account, amount)),
recorded as (
  insert into gifts_sent (app_id, id, room_id, user_id, gift_id, quantity, combo, coins, at, host_id)
  select $1, id, room_id, user_id, gift_id, quantity, combo, coins, at, nullif(host_id, '') from sent),
wallets as (
  update coin_wallets w set balance = w.balance - p.coins, combos = p.combos
  from unnest($13::text[], $14::int8[], $15::jsonb[]) p(id, coins, combos)
  where w.app_id = $1 and w.id = p.id and w.id = any($13::text[])),
tallied as (
  insert into gift_tallies (app_id, boards, users, coins) values ($1, $16, $17, $18)),
told as (
  ${journalInsert(`select $1, j.room, 'gifts.sent', null, j.payload, j.tell
    from unnest($19::text[], $20::jsonb[], $21::jsonb[]) j(room, payload, tell)`)})
select id, room_id from told`

/** What one room is told of a batch. */
export interface RoomNews {
  readonly room: string
  readonly payload: string
  readonly tell: string
}

export const createSendQuery = (journalInsert: (select: string) => string) => {
  const text = sendStatement(journalInsert)
  return (app: string, { sent, wallets }: Judged, news: readonly RoomNews[]): BatchStatement => {
    // In the order of their ids: two processes that were sent the same ids wait for each other, and never in a ring.
    const rows = [...sent].sort((a, b) => (a.ask.id < b.ask.id ? -1 : 1))
    const spent = new Map<string, number>()
    for (const { ask, coins } of sent) spent.set(ask.from.id, (spent.get(ask.from.id) ?? 0) + coins)
    const payers = [...wallets]
    const tally = tallyOf(
      sent.map(({ ask: { room, host, from, at }, coins }) => ({ room, host, user: from.id, coins, at })),
    )
    const texts = (of: (row: (typeof rows)[number]) => string) => textArray(rows.map(of))
    const numbers = (of: (row: (typeof rows)[number]) => number) => numberArray(rows.map(of))
    const values = [
      app,
      texts(({ ask }) => ask.id),
      texts(({ ask }) => ask.from.id),
      texts(({ ask }) => askedOf(ask)),
      numbers(({ coins }) => coins),
      numbers(({ answer }) => answer.coins),
      texts(({ ask }) => ask.room),
      texts(({ ask }) => ask.giftId),
      numbers(({ ask }) => ask.quantity),
      numbers(({ answer }) => answer.combo),
      numbers(({ ask }) => ask.at),
      texts(({ ask }) => ask.host ?? ''),
      textArray(payers.map(([user]) => `user:${user}`)),
      numberArray(payers.map(([user]) => spent.get(user) ?? 0)),
      textArray(payers.map(([, { combos }]) => JSON.stringify(combos satisfies Combos))),
      textArray(tally.boards),
      textArray(tally.users),
      numberArray(tally.coins),
      textArray(news.map(({ room }) => room)),
      textArray(news.map(({ payload }) => payload)),
      textArray(news.map(({ tell }) => tell)),
    ]
    return { name: 'gift_send', text, values }
  }
}
