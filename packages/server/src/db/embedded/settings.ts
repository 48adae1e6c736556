// How the built-in PostgreSQL differs from how it comes. What is committed depends on none of it: fsync and full pages
// stay on.
import os from 'node:os'

const MB = 1024 * 1024
/** Of the machine's memory; PostgreSQL takes it as it needs it, and `wal_buffers` follows it. */
const BUFFERS_SHARE = 8
/** As PostgreSQL comes. */
const BUFFERS_MIN_MB = 128
/** A crowd's sessions, orders and their indexes: beyond it nothing gets quicker. */
const BUFFERS_MAX_MB = 512

/** What this process may use: the machine's, or less in a container. */
const memoryBytes = (): number => Math.min(os.totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY)

/**
 * A batch that finds no free page writes one of another's first, and one that fills the log's buffers writes them: both
 * wait for the disk before they commit.
 */
export const buffersFor = (memory: number): string => {
  const share = Math.floor(memory / BUFFERS_SHARE / MB)
  return `${Math.max(BUFFERS_MIN_MB, Math.min(BUFFERS_MAX_MB, share))}MB`
}

/**
 * A new file of the log filled with zeros first stops every commit for 30–80 ms, once in 25,000 orders. Old files are
 * kept to be used again, as many as a sale takes.
 */
export const ownSettings = (): Readonly<Record<string, string>> => ({
  wal_init_zero: 'off',
  min_wal_size: '256MB',
  shared_buffers: buffersFor(memoryBytes()),
})
