// The program: read the configuration, open the house, wait for a signal, close it.
import { type Config, readConfig } from '#config'
import { StartError } from '#kernel/start-error'
import { type Log, openLog } from '#system/log'
import { EXIT_START_ERROR, type WorkerReady } from './supervisor/messages.ts'
import { type Opened, welcome } from './welcome.ts'

/** After this an end that hangs is an end all the same. */
const GIVE_UP_MS = 15_000
/** A parent kills its workers after that time, and ends the database behind them. */
const GIVE_UP_AS_PARENT_MS = 28_000

interface House extends Opened {
  /** Where others do the opening: when they have. */
  readonly open?: Promise<void>
  stop(): Promise<void>
}

const isParent = (config: Config): boolean => config.workers > 1 && config.worker === null

const openHouse = async (config: Config, log: Log, end: (code: number) => Promise<void>): Promise<House> => {
  if (!isParent(config)) {
    const { openApp } = await import('./app.ts')
    return await openApp(config, { log })
  }
  const { supervise } = await import('./supervisor/index.ts')
  const house = await supervise(config, process.env, log)
  void house.givenUp.then(() => end(1))
  return house
}

const start = async (config: Config): Promise<void> => {
  const plain = openLog(config.logLevel)
  const log = config.worker ? plain.child({ worker: config.worker.index }) : plain
  let house: House | null = null
  let ending = false

  const end = async (code: number): Promise<void> => {
    if (ending) return
    ending = true
    const giveUp = setTimeout(() => process.exit(code || 1), isParent(config) ? GIVE_UP_AS_PARENT_MS : GIVE_UP_MS)
    await house?.stop()
    clearTimeout(giveUp)
    process.exit(code)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      // Ctrl-C reaches a worker from the terminal and from its parent.
      if (ending && signal === 'SIGINT' && config.worker === null) process.exit(130)
      log.info({ signal }, 'closing')
      void end(0)
    })
  // O7: what nobody caught is a bug of ours in an unknown state; say so, let others go, and be started again.
  for (const kind of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(kind, (error) => {
      log.fatal({ err: error, kind }, 'nobody caught this')
      void end(1)
    })
  if (config.worker)
    process.on('disconnect', () => {
      log.warn('the parent is gone: closing')
      void end(1)
    })

  house = await openHouse(config, log, end)
  await house.open
  if (ending) await house.stop()
  else if (config.worker) process.send?.({ ready: true } satisfies WorkerReady)
  else process.stdout.write(welcome(house))
}

let config: Config | null = null
try {
  config = readConfig(process.env)
  await start(config)
} catch (error) {
  if (!(error instanceof StartError)) throw error
  console.error(error.message)
  process.exit(config?.worker ? EXIT_START_ERROR : 1)
}
