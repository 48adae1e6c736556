// The table `leases`. Nobody else writes its name.
import { sql, type Transaction } from 'kysely'
import type { Database } from '#db'
import type { Holder } from './door.ts'

export interface Ask {
  readonly name: string
  readonly ttlMs: number
  readonly force: boolean
}

export const leaseStore = (db: Database, holder: string) => ({
  /** Takes and prolongs what it may, in one statement; answers the tokens of what is ours now. */
  ask: async (asks: readonly Ask[], address: string | null): Promise<ReadonlyMap<string, number>> => {
    const { rows } = await sql<{ name: string; token: number }>`
      insert into leases as l (name, holder, token, until, address)
      select w.name, ${holder}, 1, clock_timestamp() + make_interval(secs => w.ttl_ms / 1000), ${address}
      from unnest(${asks.map((a) => a.name)}::text[], ${asks.map((a) => a.ttlMs)}::float8[]) w (name, ttl_ms)
      order by w.name
      on conflict (app_id, name) do update set
        holder = excluded.holder, until = excluded.until, address = excluded.address,
        token = l.token + case when l.holder = excluded.holder and l.until > clock_timestamp() then 0 else 1 end
      where l.holder = excluded.holder or l.until <= clock_timestamp()
        or l.name = any(${asks.filter((a) => a.force).map((a) => a.name)}::text[])
      returning name, token`.execute(db.system)
    return new Map(rows.map(({ name, token }) => [name, token]))
  },

  /** The row stays, so that its token goes on growing. */
  release: async (names: readonly string[]): Promise<void> => {
    await sql`
      update leases set until = clock_timestamp()
      where name = any(${names}::text[]) and holder = ${holder} and until > clock_timestamp()`.execute(db.system)
  },

  holders: async (names: readonly string[]): Promise<ReadonlyMap<string, Holder>> => {
    const { rows } = await sql<Holder & { name: string }>`
      select name, holder, token, address from leases
      where app_id = '*' and name = any(${names}::text[]) and until > clock_timestamp()`.execute(db.system)
    return new Map(rows.map(({ name, ...found }) => [name, found]))
  },

  /** Whether this token is still the newest; if so it is until the transaction ends. */
  stillNewest: async (tx: Transaction<unknown>, name: string, token: number): Promise<boolean> => {
    const { rows } = await sql`
      select 1 from leases where app_id = '*' and name = ${name} and token = ${token} for share`.execute(tx)
    return rows.length > 0
  },
})
