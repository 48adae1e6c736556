// The second wall between tenants: a connection knows which app it works for, and row-level security reads that.
import type pg from 'pg'

const SET_APP = `select set_config('hawker.app', $1, false)`

/** The app a connection was last set to. */
const appOf = new WeakMap<pg.PoolClient, string>()

/** A connection that sees this app's rows only ('*': all). Setting it costs a round trip, and only when it changes. */
export const connectAs = async (pool: pg.Pool, app: string): Promise<pg.PoolClient> => {
  const client = await pool.connect()
  if (appOf.get(client) === app) return client
  try {
    await client.query(SET_APP, [app])
    appOf.set(client, app)
    return client
  } catch (error) {
    client.release(true)
    throw error
  }
}
