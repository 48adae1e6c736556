// `npm run demo`: the server, a seeded shop, a show on real input through the RTMP door, and visitors. Ctrl-C ends it all.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runBots } from './demo/bots.ts'
import { publishLoop } from './demo/publisher.ts'
import { caller, seedShop } from './demo/seed.ts'
import { SHOP, STAFF } from './demo/shop.ts'

const START_TIMEOUT_MS = 60_000
const root = fileURLToPath(new URL('..', import.meta.url))
const dataDir = process.env.DATA_DIR ?? join(root, 'data', 'demo')
const port = process.env.PORT ?? '8080'
const origin = process.env.PUBLIC_URL ?? `http://localhost:${port}`
const local = `http://localhost:${port}`
const owner = 'owner@kiln.example'

/** One password for everybody who works in the demo shop, made at the first start and kept beside its data. */
const demoPassword = (): string => {
  const file = join(dataDir, 'demo-password')
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  mkdirSync(dataDir, { recursive: true })
  const password = `kiln-${randomBytes(9).toString('base64url')}`
  writeFileSync(file, `${password}\n`, { mode: 0o600 })
  return password
}

const password = demoPassword()
const server = spawn(process.execPath, ['packages/server/src/main.ts'], {
  cwd: root,
  env: {
    ...process.env,
    DATA_DIR: dataDir,
    PORT: port,
    PUBLIC_URL: origin,
    BOOTSTRAP_APP_ID: SHOP.app,
    BOOTSTRAP_ADMIN_EMAIL: owner,
    BOOTSTRAP_ADMIN_PASSWORD: password,
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
  },
  stdio: ['ignore', 'inherit', 'inherit'],
})
const over = new AbortController()
const ended = new Promise<number>((done) => server.once('exit', (code) => done(code ?? 1)))
void ended.then((code) => {
  over.abort()
  process.exitCode = code
})
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    over.abort()
    server.kill('SIGTERM')
  })

const signIn = async (): Promise<string> => {
  const credentials = { email: owner, password, deliver: 'token' }
  return (await caller(local, null)<{ token: string }>('POST', '/api/session', credentials)).token
}

/** A signed address is good for 24 hours and checked when a publisher connects: asked anew each time. */
const pushUrl = async (room: string): Promise<string> => {
  const call = caller(local, await signIn())
  const path = `/api/rooms/${room}/push-address`
  return (await call<{ url: string }>('POST', path, { reason: 'demo' })).url
}

const started = async (): Promise<boolean> => {
  const deadline = Date.now() + START_TIMEOUT_MS
  while (!over.signal.aborted && Date.now() < deadline) {
    if ((await fetch(`${local}/healthz`).catch(() => null))?.ok) return true
    await Bun.sleep(50)
  }
  return false
}

if (await started()) {
  try {
    const room = await seedShop(caller(local, await signIn()), password, Date.now())
    void publishLoop({ url: () => pushUrl(room), clip: join(root, 'scripts/demo/show.flv'), signal: over.signal })
    const people = STAFF.map(({ name, role, email }) => `  ${role.padEnd(10)}${name.padEnd(5)}${email}`).join('\n')
    console.log(`
Kiln & Leaf is on air. Everything below runs on this machine; the payments are tests.

  watch     ${origin}/r/${room}
  lobby     ${origin}/
  studio    ${origin}/studio/${room}     as the host
  console   ${origin}/console/${room}    as the assistant
  shop      ${origin}/shop                   as the owner
  API       ${origin}/api/docs

${people}
  owner          ${owner}
  password for all three: ${password}

Ctrl-C ends the show. The shop stays in ${dataDir}.
`)
    void runBots({ origin: local, room, password, signal: over.signal })
  } catch (error) {
    console.error(`The demo could not be set up: ${error instanceof Error ? error.message : error}`)
    server.kill('SIGTERM')
  }
} else if (!over.signal.aborted) {
  console.error('The server did not start in time.')
  server.kill('SIGTERM')
}
await ended
