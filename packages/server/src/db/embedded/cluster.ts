// The cluster on disk: made beside and renamed, so that a kill in the first start leaves nothing half made.
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { StartError } from '#kernel/start-error'
import type { Runner } from './runner.ts'

export const MAJOR_VERSION = '18'
const SECRET_BYTES = 24

/** Passwords of PostgreSQL's superuser and of our own role; on disk only, mode 0600. */
export interface Secrets {
  readonly superuser: string
  readonly hawker: string
}

const secretPath = (cluster: string) => path.join(cluster, 'secret')

export const readSecrets = (cluster: string): Secrets => {
  const [superuser = '', hawker = ''] = fs.readFileSync(secretPath(cluster), 'utf8').split('\n')
  return { superuser, hawker }
}

const writePrivate = (file: string, text: string, runner: Runner) => {
  fs.writeFileSync(file, text, { mode: 0o600 })
  if (runner.uid !== undefined) fs.chownSync(file, runner.uid, runner.gid)
}

const makeBeside = async (home: string, run: string, runner: Runner): Promise<string> => {
  const half = path.join(run, `init-${process.pid}`)
  fs.rmSync(half, { recursive: true, force: true })
  fs.mkdirSync(half, { mode: 0o700 })
  if (runner.uid !== undefined) fs.chownSync(half, runner.uid, runner.gid)
  const superuser = randomBytes(SECRET_BYTES).toString('base64url')
  writePrivate(secretPath(half), `${superuser}\n${randomBytes(SECRET_BYTES).toString('base64url')}\n`, runner)
  const passwordFile = path.join(half, 'initial-password')
  writePrivate(passwordFile, `${superuser}\n`, runner)
  await promisify(execFile)(
    path.join(home, 'bin/initdb'),
    ['-D', path.join(half, 'data'), '-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`].concat([
      '-E',
      'UTF8',
      '--locale=C',
      '--no-instructions',
    ]),
    { ...runner, cwd: run },
  )
  fs.rmSync(passwordFile)
  return half
}

/** Another process may be in its first start too: whoever renames first has made the cluster. */
export const ensureCluster = async (home: string, run: string, runner: Runner): Promise<string> => {
  const cluster = path.join(run, 'cluster')
  if (!fs.existsSync(cluster)) {
    const half = await makeBeside(home, run, runner)
    try {
      fs.renameSync(half, cluster)
    } catch (error) {
      fs.rmSync(half, { recursive: true, force: true })
      if (!fs.existsSync(cluster)) throw error
    }
  }
  sweepHalfMade(run)
  const version = fs.readFileSync(path.join(cluster, 'data/PG_VERSION'), 'utf8').trim()
  if (version !== MAJOR_VERSION)
    throw new StartError(
      `DATA_DIR holds a database of PostgreSQL ${version}, and this Hawker brings ${MAJOR_VERSION}: see docs/operate/configuration.md, "Moving to another PostgreSQL".`,
    )
  return cluster
}

/** Leftovers of a killed first start. Those of a process that lives are its own. */
const sweepHalfMade = (run: string) => {
  for (const name of fs.readdirSync(run)) {
    const pid = Number(/^init-(\d+)$/.exec(name)?.[1])
    if (!pid || pid === process.pid) continue
    try {
      process.kill(pid, 0)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH')
        fs.rmSync(path.join(run, name), { recursive: true, force: true })
    }
  }
}
