// A connection for batches that commit together: begin, its statements and commit leave as one write, so that what they
// lock stays locked for the server's time alone. Reconnects when asked again.
import type pg from 'pg'
import type { Database } from './door.ts'
import { whatNow } from './what-now.ts'

/** A server that says nothing for so long is gone: the connection is cut, and the same ids are asked again. */
export const BATCH_SILENCE_MAX_MS = 7_000

/**
 * Set once on each such connection. For statements whose tables are laid out so that one index fits each look-up,
 * whatever the planner knows of their size: one plan serves all batches, and planning costs nothing.
 */
const SETTINGS = 'set plan_cache_mode = force_generic_plan; set enable_seqscan = off; set jit = off'

export interface BatchStatement {
  /** Prepared under this name, once a connection. */
  readonly name: string
  readonly text: string
  readonly values: readonly unknown[]
}

export interface BatchConnection {
  /** Runs the statements in one transaction, and answers the rows of each. Throws what `whatNow` can tell apart. */
  run(app: string, statements: readonly BatchStatement[]): Promise<readonly (readonly unknown[])[]>
  close(): void
}

export const openBatchConnection = (db: Pick<Database, 'connect'>): BatchConnection => {
  const deadline = { query_timeout: BATCH_SILENCE_MAX_MS }
  let client: pg.Client | null = null
  let setTo: string | null = null

  const drop = () => {
    client?.end().catch(() => {})
    client = null
    setTo = null
  }

  const connect = async (): Promise<pg.Client> => {
    const fresh = await db.connect()
    try {
      await fresh.query(SETTINGS)
    } catch (error) {
      await fresh.end().catch(() => {})
      throw error
    }
    ;(fresh as unknown as { pipeline: boolean }).pipeline = true
    client = fresh
    return fresh
  }

  return {
    run: async (app, statements) => {
      const on = client ?? (await connect())
      const sent: Promise<pg.QueryResult>[] = []
      if (setTo !== app) sent.push(on.query({ text: `select set_config('hawker.app', $1, false)`, values: [app] }))
      sent.push(on.query('begin'))
      const asked = statements.map((statement) =>
        on.query({ ...statement, values: [...statement.values], ...deadline }),
      )
      sent.push(...asked, on.query({ text: 'commit', ...deadline }))
      // The first failure is the reason; those behind it only say that the transaction was given up.
      for (const result of await Promise.allSettled(sent))
        if (result.status === 'rejected') {
          // Not known any more: the setting may be of the transaction that was given up.
          setTo = null
          if (whatNow(result.reason) === 'ask-again') drop()
          throw result.reason
        }
      setTo = app
      return (await Promise.all(asked)).map(({ rows }) => rows)
    },
    close: drop,
  }
}
