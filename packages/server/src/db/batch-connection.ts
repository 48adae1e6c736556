// A connection for batches that commit together: begin, its statements and commit leave as one write, so that what they
// lock stays locked for the server's time alone. Reconnects when asked again.
import type pg from 'pg'
import type { Database } from './door.ts'
import { Undecided, whatNow } from './what-now.ts'

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

export type BatchRows = readonly (readonly unknown[])[]

export interface BatchConnection {
  /** Runs the statements in one transaction, and answers the rows of each. Throws what `whatNow` can tell apart. */
  run(app: string, statements: readonly BatchStatement[]): Promise<BatchRows>
  /**
   * The same in two writes, for what is decided here: `next` makes the second out of the rows of the first, while what
   * that locked stays locked. Answers the rows of the second.
   */
  decide(
    app: string,
    first: readonly BatchStatement[],
    next: (found: BatchRows) => BatchStatement[],
  ): Promise<BatchRows>
  close(): void
}

const decided = (next: (found: BatchRows) => BatchStatement[], found: BatchRows): BatchStatement[] => {
  try {
    return next(found)
  } catch (error) {
    throw new Undecided('a batch could not be decided', { cause: error })
  }
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

  const send = async (on: pg.Client, statements: readonly (BatchStatement | string)[]): Promise<BatchRows> => {
    const sent = statements.map((statement) =>
      typeof statement === 'string'
        ? on.query({ text: statement, ...deadline })
        : on.query({ ...statement, values: [...statement.values], ...deadline }),
    )
    // The first failure is the reason; those behind it only say that the transaction was given up.
    return (await Promise.allSettled(sent)).map((result) => {
      if (result.status === 'rejected') throw result.reason
      return result.value.rows
    })
  }

  const begun = async (
    app: string,
    work: (on: pg.Client, begin: (BatchStatement | string)[]) => Promise<BatchRows>,
  ): Promise<BatchRows> => {
    const on = client ?? (await connect())
    const see = { name: '', text: `select set_config('hawker.app', $1, false)`, values: [app] }
    try {
      const rows = await work(on, setTo === app ? ['begin'] : [see, 'begin'])
      setTo = app
      return rows
    } catch (error) {
      // Not known any more: the setting may be of the transaction that was given up.
      setTo = null
      if (whatNow(error) === 'ask-again') drop()
      throw error
    }
  }

  return {
    run: (app, statements) =>
      begun(app, async (on, begin) => (await send(on, [...begin, ...statements, 'commit'])).slice(begin.length, -1)),
    decide: (app, first, next) =>
      begun(app, async (on, begin) => {
        try {
          const found = (await send(on, [...begin, ...first])).slice(begin.length)
          return (await send(on, [...decided(next, found), 'commit'])).slice(0, -1)
        } catch (error) {
          // A failed commit has ended it already; anywhere else the connection would stay in a broken transaction.
          if (whatNow(error) !== 'ask-again') await send(on, ['rollback'])
          throw error
        }
      }),
    close: drop,
  }
}
