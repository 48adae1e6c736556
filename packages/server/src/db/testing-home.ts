// Where tests keep what they throw away. Each database is some 300 files and each server of a test makes one with fsync:
// on a disk that is half of what they wait for.
import fs from 'node:fs'
import os from 'node:os'

/** Where Linux keeps files in memory. */
const MEMORY = '/dev/shm'
const MOUNTED = /^\S+ \/dev\/shm tmpfs (\S+)/m
/** Half of the machine's memory is usual: less of it is a small machine, or a container's token 64 MB. */
const MEMORY_MIN_BYTES = 4 * 1024 ** 3

/** In memory where there is plenty of it and programs may lie there; on disk elsewhere, and for who sets TMPDIR. */
export const testHome = (): string => {
  if (process.env.TMPDIR !== undefined) return os.tmpdir()
  try {
    const options = fs.readFileSync('/proc/mounts', 'utf8').match(MOUNTED)?.[1]?.split(',') ?? []
    const { blocks, bsize } = fs.statfsSync(MEMORY)
    const isFit = options.includes('rw') && !options.includes('noexec') && blocks * bsize >= MEMORY_MIN_BYTES
    return isFit ? MEMORY : os.tmpdir()
  } catch {
    return os.tmpdir()
  }
}
