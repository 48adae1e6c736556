// The table of addresses; nobody else writes its name. The owner is part of every look-up: a stranger's id finds nothing.
import { ADDRESSES_MAX, type Address, type AddressId, type AppId, type UserId } from '@hawker/protocol'
import { type Kysely, sql } from 'kysely'

type Db = Kysely<unknown>

export interface Kept {
  readonly id: AddressId
  readonly address: Address
}

/** One change of a book at a time, so that its length holds under parallel calls. */
export const lockBook = (tx: Db, app: AppId, user: UserId) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`addresses ${app} ${user}`}, 0))`.execute(tx)

/** The one used last first. */
export const readBook = async (db: Db, app: AppId, user: UserId): Promise<Kept[]> => {
  const { rows } = await sql<Kept>`
    select id, address from addresses where app_id = ${app} and user_id = ${user}
    order by used_at desc, id desc limit ${ADDRESSES_MAX}`.execute(db)
  return rows
}

export const readAddress = async (db: Db, app: AppId, user: UserId, id: AddressId): Promise<Address | null> => {
  const { rows } = await sql<Pick<Kept, 'address'>>`
    select address from addresses where app_id = ${app} and user_id = ${user} and id = ${id}`.execute(db)
  return rows[0]?.address ?? null
}

/** What was written again as it stood keeps its place in the book. */
export const writeAddress = (tx: Db, app: AppId, user: UserId, { id, address }: Kept) =>
  sql`
    insert into addresses (app_id, user_id, id, address, used_at)
    values (${app}, ${user}, ${id}, ${JSON.stringify(address)}::jsonb, clock_timestamp())
    on conflict (app_id, user_id, id) do update set address = excluded.address, used_at = excluded.used_at
      where addresses.address <> excluded.address`.execute(tx)

export const deleteAddress = async (tx: Db, app: AppId, user: UserId, id: AddressId): Promise<boolean> => {
  const gone = await sql`
    delete from addresses where app_id = ${app} and user_id = ${user} and id = ${id}`.execute(tx)
  return gone.numAffectedRows === 1n
}

export const touchAddress = (db: Db, app: AppId, user: UserId, id: AddressId) =>
  sql`
    update addresses set used_at = clock_timestamp()
    where app_id = ${app} and user_id = ${user} and id = ${id}`.execute(db)
