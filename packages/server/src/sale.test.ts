// The same sale over both kinds of PostgreSQL: the built-in one, and one that somebody else runs and DATABASE_URL names.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { CONNECTIONS_A_PROCESS, startBuiltIn } from '#db'
import { openLog } from '#system/log'
import { startDebianPostgres } from './db/testing-debian.ts'
import { saleContract } from './sale.contract.ts'

saleContract('the built-in PostgreSQL', async () => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'hawker-built-in-'))
  // The user that root lends to the database must get through.
  chmodSync(dataDir, 0o755)
  const { url, stop } = await startBuiltIn({
    ...{ dataDir, processes: 2, connectionsEach: CONNECTIONS_A_PROCESS, log: openLog('silent') },
  })
  return {
    url,
    stop: async () => {
      await stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
})

saleContract("Debian's PostgreSQL", startDebianPostgres)
