// A disk that is full for the built-in PostgreSQL of a server under test, and has room again when the test says so. What
// PostgreSQL asks of the system fails as it does there (ENOSPC), by a library that is loaded before the system's own.
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const SOURCE = join(import.meta.dir, 'full-disk.c')

export interface FullDisk {
  /** For the server's environment. */
  readonly env: Record<string, string>
  /** `grow`: no file becomes longer, its log aside. `write`: nothing is written at all. */
  fill(how: 'grow' | 'write'): void
  free(): void
  [Symbol.dispose](): void
}

const compile = (library: string): void => {
  const compiler = ['cc', 'gcc', 'clang'].find((name) => Bun.which(name) !== null)
  if (!compiler) throw new Error('a full disk is made by a library in C: on Debian, apt-get install gcc libc6-dev')
  execFileSync(compiler, ['-shared', '-fPIC', '-O1', '-o', library, SOURCE, '-ldl'], { stdio: 'pipe' })
}

export const openFullDisk = (): FullDisk => {
  const dir = mkdtempSync(join(tmpdir(), 'hawker-full-disk-'))
  // The user that root lends to the database must get through.
  chmodSync(dir, 0o755)
  const library = join(dir, 'full-disk.so')
  const flag = join(dir, 'full')
  compile(library)
  return {
    env: { LD_PRELOAD: library, FULL_DISK: flag },
    fill: (how) => writeFileSync(flag, how, { mode: 0o644 }),
    free: () => rmSync(flag, { force: true }),
    [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }),
  }
}
