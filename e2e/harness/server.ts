// A real server as a process of its own, on free ports and a throw-away data folder, as a merchant would start it.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ownPort } from '../../packages/server/src/kernel/testing/own-port.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const START_TIMEOUT_MS = 120_000
const STOP_TIMEOUT_MS = 20_000

export const ADMIN = { email: 'owner@shop.example', password: 'a-long-enough-password' }
export const APP = { id: 'shop', secret: 'an-app-secret-of-thirty-two-letters' }

export interface RunningServer {
  readonly pid: number
  readonly origin: string
  readonly rtmpPort: number
  readonly dataDir: string
  /** Everything the process has written so far. */
  output(): string
  /** SIGKILL, as a power cut would; `restart` starts it again on the same ports and data. */
  kill(): Promise<void>
  restart(): Promise<void>
  /** SIGTERM, then waits. */
  stop(): Promise<number>
  [Symbol.asyncDispose](): Promise<void>
}

/** The processes that listen for viewers: their parent's other child is the database. */
export const workersOf = ({ pid }: Pick<RunningServer, 'pid'>): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter(Boolean)
    .map(Number)
    .filter((child) => {
      try {
        return readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('main.ts')
      } catch {
        return false
      }
    })

const exited = (child: ChildProcess): Promise<number> =>
  new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) done(child.exitCode ?? 1)
    else child.once('exit', (code) => done(code ?? 1))
  })

/** Starts the server; `env` adds to or overrides the bootstrap variables. */
export const startServer = async (env: Record<string, string> = {}): Promise<RunningServer> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'hawker-e2e-'))
  const port = await ownPort()
  const rtmpPort = await ownPort()
  const origin = `http://localhost:${port}`
  let written = ''
  let child: ChildProcess

  const start = async () => {
    child = spawn(process.execPath, ['packages/server/src/main.ts'], {
      cwd: root,
      env: {
        PATH: process.env.PATH ?? '',
        HOME: process.env.HOME ?? '',
        PORT: String(port),
        RTMP_PORT: String(rtmpPort),
        DATA_DIR: dataDir,
        PUBLIC_URL: origin,
        BOOTSTRAP_APP_ID: APP.id,
        BOOTSTRAP_APP_SECRET: APP.secret,
        BOOTSTRAP_ADMIN_EMAIL: ADMIN.email,
        BOOTSTRAP_ADMIN_PASSWORD: ADMIN.password,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const take = (chunk: Buffer) => {
      written = (written + chunk.toString()).slice(-2_000_000)
    }
    child.stdout?.on('data', take)
    child.stderr?.on('data', take)
    const deadline = Date.now() + START_TIMEOUT_MS
    for (;;) {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${written.slice(-4000)}`)
      const answer = await fetch(`${origin}/healthz`).catch(() => null)
      if (answer?.ok) return
      if (Date.now() > deadline) throw new Error(`the server did not start:\n${written.slice(-4000)}`)
      await Bun.sleep(50)
    }
  }

  const kill = async () => {
    child.kill('SIGKILL')
    await exited(child)
  }
  const stop = async () => {
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
    const code = await exited(child)
    clearTimeout(timer)
    return code
  }

  await start()
  return {
    get pid() {
      return child.pid ?? 0
    },
    origin,
    rtmpPort,
    dataDir,
    output: () => written,
    kill,
    restart: start,
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
