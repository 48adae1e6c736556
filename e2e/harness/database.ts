// The built-in PostgreSQL of a running server, from outside: its processes, to kill them, and its rows, to count them.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'

const pidFileOf = (dataDir: string): string => {
  const [found] = [...new Bun.Glob('**/postmaster.pid').scanSync({ cwd: dataDir, absolute: true, dot: true })]
  if (!found) throw new Error(`no PostgreSQL runs under ${dataDir}`)
  return found
}

/** The first line of the file that PostgreSQL keeps while it runs. */
export const postmasterOf = (dataDir: string): number => Number(readFileSync(pidFileOf(dataDir), 'utf8').split('\n')[0])

/** Processes that serve connections: those that wait for the next statement, or those within one. */
export const backendsOf = (postmaster: number): { pid: number; idle: boolean }[] => {
  const found: { pid: number; idle: boolean }[] = []
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const parent = Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1])
      if (parent !== postmaster) continue
      const title = readFileSync(`/proc/${name}/cmdline`, 'utf8')
      if (title.startsWith('postgres: hawker')) found.push({ pid: Number(name), idle: /idle\0*$/.test(title.trim()) })
    } catch {
      // Gone meanwhile.
    }
  }
  return found
}

/** A connection of the superuser, who is bound by no policy of rows. */
export const connectToDatabase = async (dataDir: string): Promise<pg.Client> => {
  const pidFile = pidFileOf(dataDir)
  const lines = readFileSync(pidFile, 'utf8').split('\n')
  const [password = ''] = readFileSync(path.join(path.dirname(pidFile), '../secret'), 'utf8').split('\n')
  const client = new pg.Client({
    ...{ host: lines[4] ?? '', port: Number(lines[3]), user: 'postgres', password, database: 'hawker' },
    connectionTimeoutMillis: 2_000,
  })
  client.on('error', () => {})
  await client.connect()
  return client
}
