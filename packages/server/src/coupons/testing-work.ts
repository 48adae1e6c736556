// What it takes the database to answer somebody, counted: whoever times answers learns no more than this tells him.
import type { KyselyPlugin } from 'kysely'
import type pg from 'pg'
import type { Database } from '#db'

/** Entries of indexes and rows of coupons that a connection looked at, and has not reported yet. */
const LOOKED_AT = `
  select sum(pg_stat_get_xact_tuples_returned(of.id))::int4 as n from (
    select oid as id from pg_class where relname like 'coupon%' and relkind = 'r'
    union all select indexrelid from pg_index where indrelid::regclass::text like 'coupon%') of`

export interface WatchedDatabase extends Database {
  /** Every statement since `forget`, in order. */
  readonly asked: readonly string[]
  /** For each transaction of a lane since then. */
  readonly lookedAt: readonly number[]
  forget(): void
}

/** The same database, which keeps what is asked of it. */
export const watchDatabase = (db: Database): WatchedDatabase => {
  const asked: string[] = []
  const lookedAt: number[] = []
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      asked.push(JSON.stringify(node))
      return node
    },
    transformResult: async ({ result }) => result,
  }
  const watched = (client: pg.Client): pg.Client => {
    const plain = client.query.bind(client) as unknown as (...words: unknown[]) => Promise<pg.QueryResult>
    const looked = async () => (await plain(LOOKED_AT)).rows[0].n as number
    let before: Promise<number> | null = null
    const query = (...words: unknown[]) => {
      const text = typeof words[0] === 'string' ? words[0] : (words[0] as pg.QueryConfig).text
      asked.push(text)
      // Asked ahead of the end of the transaction, on the same line.
      const after = text === 'commit' ? looked() : null
      const answer = plain(...words)
      if (text === 'begin') before = looked()
      if (after) void Promise.all([before, after]).then(([from, to]) => lookedAt.push(to - from!))
      return answer
    }
    return Object.assign(client, { query })
  }
  return {
    ...db,
    ...{ asked, lookedAt },
    of: (app) => db.of(app).withPlugin(plugin),
    connect: async () => watched(await db.connect()),
    forget: () => {
      asked.length = 0
      lookedAt.length = 0
    },
  }
}
