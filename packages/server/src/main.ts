// The program: read the configuration, open the house, wait for a signal, close it.
import { readConfig } from '#config'
import { StartError } from '#kernel/start-error'
import { openLog } from '#system/log'
import { type App, openApp } from './app.ts'

/** After this an end that hangs is an end all the same. */
const GIVE_UP_MS = 15_000

const welcome = ({ config, bootstrapped }: App): string => {
  const { publicUrl, rtmpPort } = config
  const { link, generatedSecret } = bootstrapped
  const lines = [
    `viewer   ${publicUrl}/`,
    `studio   ${publicUrl}/studio`,
    `console  ${publicUrl}/console`,
    `ingest   rtmp://${new URL(publicUrl).hostname}:${rtmpPort}/live`,
    `api      ${publicUrl}/api/docs`,
  ]
  if (link) lines.push('', `Sign in once, within 15 minutes: ${publicUrl}/signin#${link.token}`)
  if (generatedSecret) lines.push('', `The secret of app ${bootstrapped.app}, shown once: ${generatedSecret}`)
  return `\n${lines.map((line) => (line ? `  ${line}` : '')).join('\n')}\n\n`
}

const start = async (): Promise<void> => {
  const config = readConfig(process.env)
  const log = openLog(config.logLevel)
  let app: App | null = null
  let ending = false

  const end = async (code: number): Promise<void> => {
    if (ending) return
    ending = true
    const giveUp = setTimeout(() => process.exit(code || 1), GIVE_UP_MS)
    await app?.stop()
    clearTimeout(giveUp)
    process.exit(code)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      if (ending && signal === 'SIGINT') process.exit(130)
      log.info({ signal }, 'closing')
      void end(0)
    })
  // O7: what nobody caught is a bug of ours in an unknown state; say so, let others go, and be started again.
  for (const kind of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(kind, (error) => {
      log.fatal({ err: error, kind }, 'nobody caught this')
      void end(1)
    })

  app = await openApp(config, { log })
  if (ending) await app.stop()
  else process.stdout.write(welcome(app))
}

try {
  await start()
} catch (error) {
  if (!(error instanceof StartError)) throw error
  console.error(error.message)
  process.exit(1)
}
