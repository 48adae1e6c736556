// Turns what a starting PostgreSQL or the file system says into one sentence that says what to do.
import { StartError } from '#kernel/start-error'

export const explain = (error: unknown, dataDir: string): StartError => {
  if (error instanceof StartError) return error
  const text =
    error instanceof Error ? `${error.message} ${(error as { stderr?: Buffer }).stderr ?? ''}` : String(error)
  if (/ENOSPC|EDQUOT|No space left|Disk quota/i.test(text))
    return new StartError(`The disk under DATA_DIR (${dataDir}) is full: free some space and start again.`)
  if (/EROFS|Read-only file system/i.test(text))
    return new StartError(
      `DATA_DIR (${dataDir}) is on a read-only file system: set DATA_DIR to a folder that can be written.`,
    )
  if (/EACCES|EPERM|Permission denied|wrong ownership|Operation not permitted/i.test(text))
    return new StartError(
      `DATA_DIR (${dataDir}) cannot be written by this user: give it to this user, or set DATA_DIR to another folder.`,
    )
  if (/ENOTDIR|EEXIST|Not a directory/.test(text))
    return new StartError(`DATA_DIR (${dataDir}) is not a folder: set DATA_DIR to one that can be written.`)
  if (/could not look up effective user/i.test(text))
    return new StartError(
      'The user that runs this has no name on this system (no passwd entry), which PostgreSQL needs: add one, or set DATABASE_URL.',
    )
  if (/could not create shared memory|semget|Cannot allocate memory/i.test(text))
    return new StartError(
      'PostgreSQL got no shared memory from the system: give it at least 256 MB, or set DATABASE_URL.',
    )
  const line = text.split('\n').findLast((part) => /FATAL|PANIC|error/i.test(part)) ?? text
  return new StartError(`The built-in PostgreSQL did not start: ${line.trim().slice(0, 300)}`)
}
