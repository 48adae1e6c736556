// Connections. Statements with parameters are named by their text, so that PostgreSQL parses each once a connection.
import pg from 'pg'
import type { Log } from '#system/log'

export const STATEMENT_TIMEOUT_MS = 5_000
const IDLE_IN_TRANSACTION_MS = 30_000
const CONNECT_TIMEOUT_MS = 10_000
/** Names kept by each connection's server side; later texts go unnamed. */
const NAMED_STATEMENTS_MAX = 500

const names = new Map<string, string>()

const nameOf = (text: string): string | undefined => {
  const known = names.get(text)
  if (known || names.size >= NAMED_STATEMENTS_MAX) return known
  const name = `s${names.size}`
  names.set(text, name)
  return name
}

const OID_INT8 = 20

/** int8 as a number where that is exact, as text where it is not. */
const parseInt8 = (text: string): number | string => {
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : text
}

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === OID_INT8 && format !== 'binary' ? parseInt8 : pg.types.getTypeParser(oid, format as 'text'),
}

type Query = (...args: unknown[]) => unknown

class NamingClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config)
    // A connection that breaks while nobody uses it must not end the process.
    this.on('error', () => {})
    const plain: Query = this.query.bind(this)
    const named: Query = (query, values, done) => {
      if (typeof query === 'string' && Array.isArray(values) && values.length > 0) {
        const name = nameOf(query)
        return name ? plain({ name, text: query, values }, done) : plain(query, values, done)
      }
      return plain(query, values, done)
    }
    this.query = named as typeof this.query
  }
}

export interface PoolOptions {
  readonly connection: pg.PoolConfig
  readonly max: number
  readonly log: Log
}

const COMMON: pg.ClientConfig = {
  types,
  application_name: 'hawker',
  connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  statement_timeout: STATEMENT_TIMEOUT_MS,
  idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
  keepAlive: true,
}

/** A connection outside the pools, for who keeps one for good. */
export const openClient = async (connection: pg.ClientConfig): Promise<pg.Client> => {
  const client = new NamingClient({ ...connection, ...COMMON })
  await client.connect()
  return client
}

export const openPool = ({ connection, max, log }: PoolOptions): pg.Pool => {
  const pool = new pg.Pool({ ...connection, ...COMMON, max, Client: NamingClient } as pg.PoolConfig)
  pool.on('error', (error) => log.warn({ err: error.message }, 'a database connection broke while idle'))
  return pool
}
