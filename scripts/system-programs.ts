// What the tests need from the system. Looked for first; on Debian as root what is missing is installed; elsewhere
// the one command that does it is said, and the run fails. Nothing is skipped silently.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'

interface Program {
  readonly name: string
  readonly debianPackage: string
}

export const SYSTEM_PROGRAMS: readonly Program[] = [
  { name: 'chromium', debianPackage: 'chromium' },
  { name: 'ffmpeg', debianPackage: 'ffmpeg' },
  { name: 'ffprobe', debianPackage: 'ffmpeg' },
  { name: 'redis-server', debianPackage: 'redis-server' },
  { name: 'postgres', debianPackage: 'postgresql' },
  { name: 'cc', debianPackage: 'gcc' },
  { name: "the C library's headers", debianPackage: 'libc6-dev' },
]

/** Where Debian keeps PostgreSQL's programs: by version, and out of the path. */
const DEBIANS_POSTGRES = '/usr/lib/postgresql'

const isThere = ({ name, debianPackage }: Program): boolean =>
  Bun.which(name) !== null ||
  (name === 'cc' && ['gcc', 'clang'].some((other) => Bun.which(other) !== null)) ||
  (debianPackage === 'libc6-dev' && (process.platform !== 'linux' || existsSync('/usr/include/stdio.h'))) ||
  (name === 'postgres' &&
    existsSync(DEBIANS_POSTGRES) &&
    readdirSync(DEBIANS_POSTGRES).some((version) => existsSync(`${DEBIANS_POSTGRES}/${version}/bin/postgres`)))

const missing = () => SYSTEM_PROGRAMS.filter((program) => !isThere(program))

/** Makes sure every program is there, or ends the process with one sentence. */
export const ensureSystemPrograms = (): void => {
  const absent = missing()
  if (absent.length === 0) return
  const packages = [...new Set(absent.map((p) => p.debianPackage))]
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) {
    console.error(`The tests need ${absent.map((p) => p.name).join(', ')}. On Debian: sudo ${command}`)
    process.exit(1)
  }
  console.log(`installing ${packages.join(', ')} …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env })
  const { status } = spawnSync('sh', ['-c', `${command} -qq >/dev/null`], { stdio: 'inherit', env })
  if (status !== 0 || missing().length > 0) {
    console.error(`Could not install ${packages.join(', ')}. Try by hand: ${command}`)
    process.exit(1)
  }
}
