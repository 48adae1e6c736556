// Several processes on one port. This one, their parent, keeps the built-in database and them, and serves nothing itself.
import net from 'node:net'
import path from 'node:path'
import { type Bootstrapped, openAccounts } from '#accounts'
import { createMemoryNotices } from '#bus'
import { type Config, workerEnvironment } from '#config'
import { CONNECTIONS_A_PROCESS, openDatabase, startBuiltIn } from '#db'
import { createJournal } from '#journal'
import { StartError } from '#kernel/start-error'
import { systemChance } from '#system/chance'
import { systemClock, systemTimers } from '#system/clock'
import type { Log } from '#system/log'
import { startWorker, type Worker } from './worker.ts'

/** A worker's own end takes 10 s at most, and gives up after 15. */
const WORKER_END_MS = 15_000
/** Workers of a parent that was killed let go of the ports as soon as they notice. */
const PORT_WAIT_MS = 3_000
const PORT_LOOK_EVERY_MS = 100

export interface Supervised {
  readonly config: Config
  readonly bootstrapped: Bootstrapped
  /** When every worker has opened, or one was given up. */
  readonly open: Promise<void>
  /** Resolves when a worker was given up. */
  readonly givenUp: Promise<void>
  stop(): Promise<void>
}

/** The port's number; 0 becomes a free one. Workers share the port, so nobody else would notice that it is taken. */
const bind = (port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = net.createServer()
    probe.once('error', reject)
    probe.listen({ port, host, exclusive: true }, () => {
      const bound = probe.address() as net.AddressInfo
      probe.close(() => resolve(bound.port))
    })
  })

const freePort = async (name: string, port: number, host: string): Promise<number> => {
  for (const deadline = performance.now() + PORT_WAIT_MS; ; await Bun.sleep(PORT_LOOK_EVERY_MS))
    try {
      return await bind(port, host)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EACCES')
        throw new StartError(`${name} ${port} may not be opened by this user: set ${name} to one above 1023.`)
      if (code !== 'EADDRINUSE') throw error
      if (performance.now() > deadline)
        throw new StartError(`${name} ${port} is in use by another program: end that, or set ${name} to another.`)
    }
}

/** Tables, the app and its owner: made once, before anybody serves. */
const prepare = async (config: Config, databaseUrl: string, log: Log): Promise<Bootstrapped> => {
  const { dataDir, secretsKey, publicUrl } = config
  const machine = { clock: systemClock, timers: systemTimers(log), chance: systemChance, log }
  const db = await openDatabase({ url: databaseUrl, dataDir, log, connectionsMax: 2 })
  try {
    const notices = createMemoryNotices()
    const accounts = await openAccounts({
      ...{ ...machine, db, journal: createJournal({ db }), notices, publicUrl, dataDir, secretsKey },
      hasRoom: async () => false,
    })
    try {
      return await accounts.bootstrap(config.bootstrap)
    } finally {
      accounts.stop()
    }
  } finally {
    await db.close()
  }
}

export const supervise = async (
  wanted: Config,
  env: Readonly<Record<string, string | undefined>>,
  log: Log,
): Promise<Supervised> => {
  const port = await freePort('PORT', wanted.port, wanted.host)
  const rtmpPort = await freePort('RTMP_PORT', wanted.rtmpPort, wanted.rtmpHost)
  const publicUrl = wanted.port === 0 ? wanted.publicUrl.replace(/:0$/, `:${port}`) : wanted.publicUrl
  const config = { ...wanted, port, rtmpPort, publicUrl }
  const { databaseUrl, dataDir, workers: processes } = config
  const builtIn =
    databaseUrl === null
      ? await startBuiltIn({ dataDir, processes, connectionsEach: CONNECTIONS_A_PROCESS, log })
      : null
  try {
    const url = builtIn?.url ?? databaseUrl!
    const bootstrapped = await prepare(config, url, log)
    const opened = Promise.withResolvers<void>()
    const gaveUp = Promise.withResolvers<void>()
    const ready = new Set<number>()
    const workers: Worker[] = Array.from({ length: processes }, (_, index) =>
      startWorker({
        index,
        entry: path.join(import.meta.dirname, '../main.ts'),
        env: workerEnvironment(env, { index, port, rtmpPort, publicUrl, databaseUrl: url, appId: bootstrapped.app }),
        log,
        onReady: () => {
          ready.add(index)
          if (ready.size === processes) opened.resolve()
        },
        onGivenUp: () => {
          gaveUp.resolve()
          opened.resolve()
        },
      }),
    )
    let stopping: Promise<void> | null = null
    const stop = async () => {
      await Promise.all(workers.map((worker) => worker.end(WORKER_END_MS)))
      await builtIn?.stop()
    }
    return {
      config,
      bootstrapped,
      open: opened.promise,
      givenUp: gaveUp.promise,
      stop: () => {
        stopping ??= stop()
        return stopping
      },
    }
  } catch (error) {
    await builtIn?.stop()
    throw error
  }
}
