// The environment, read once and validated. A wrong value ends the start with one sentence that names the variable.
import os from 'node:os'
import path from 'node:path'
import { ID_PATTERN } from '@hawker/protocol'
import { StartError } from '#kernel/start-error'

export interface Bootstrap {
  readonly appId: string | null
  readonly appSecret: string | null
  readonly adminEmail: string | null
  readonly adminPassword: string | null
}

export interface Config {
  readonly port: number
  readonly rtmpPort: number
  /** The address the two ports are bound to. */
  readonly host: string
  /** The address of the RTMP port, where encoders elsewhere must reach it though a proxy stands before the other. */
  readonly rtmpHost: string
  readonly dataDir: string
  /** null: the built-in PostgreSQL. */
  readonly databaseUrl: string | null
  /** Origin of every link, without a final slash. */
  readonly publicUrl: string
  readonly bootstrap: Bootstrap
  /** Outside shops in one's own network may be asked. */
  readonly allowPrivateShops: boolean
  readonly payments: 'sandbox' | 'stripe'
  /** With payments by Stripe. */
  readonly stripe: {
    readonly secretKey: string
    readonly webhookSecret: string
    readonly publishableKey: string
    readonly apiUrl: string | null
  } | null
  /** 32 bytes as text; null: a file in the data folder. */
  readonly secretsKey: string | null
  /** Proxies whose X-Forwarded-For is believed: addresses or networks. */
  readonly trustedProxies: readonly string[]
  readonly logLevel: string
  readonly logRequests: boolean
  /** null: one process alone. */
  readonly redisUrl: string | null
  /** Processes on the one port. */
  readonly workers: number
  /** Where processes reach each other; 0 takes any free port. The worker's number is added to another. */
  readonly internalHost: string
  readonly internalPort: number
  /** What a parent handed to this process; null for a process that nobody of ours started. */
  readonly worker: { readonly index: number } | null
}

type Environment = Readonly<Record<string, string | undefined>>

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']
const APP_SECRET_MIN_CHARACTERS = 16
export const WORKERS_MAX = 64
const ADMIN_PASSWORD_MIN_CHARACTERS = 12
const ADMIN_PASSWORD_MAX_CHARACTERS = 256

const wrong = (name: string, takes: string): StartError => new StartError(`${name} takes ${takes}.`)

/** Unset and empty are the same, as in a compose file that passes a variable through. */
const read = (env: Environment, name: string): string | null => env[name]?.trim() || null

const readPort = (env: Environment, name: string, fallback: number): number => {
  const text = read(env, name)
  if (text === null) return fallback
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw wrong(name, 'a port number from 0 to 65535 (0: any free one)')
  return Number(text)
}

const readUrl = (env: Environment, name: string, protocols: readonly string[], takes: string): URL | null => {
  const text = read(env, name)
  if (text === null) return null
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !protocols.includes(url.protocol) || !url.hostname) throw wrong(name, takes)
  return url
}

const readPublicUrl = (env: Environment, port: number): string => {
  const takes = 'an address without a path, such as https://live.example.com'
  const url = readUrl(env, 'PUBLIC_URL', ['http:', 'https:'], takes)
  if (!url) return `http://localhost:${port}`
  if (url.pathname !== '/' || url.search || url.hash || url.username || url.password) throw wrong('PUBLIC_URL', takes)
  return url.origin
}

const readDatabaseUrl = (env: Environment): string | null => {
  const takes = 'an address such as postgres://user:password@host:5432/database'
  const text = read(env, 'DATABASE_URL')
  // A socket's folder may stand where the host does (percent-encoded), or after `?host=`: the driver reads both.
  if (text !== null && !/^postgres(ql)?:\/\/\S+$/.test(text)) throw wrong('DATABASE_URL', takes)
  return text
}

/** A name, a password (either may be left out), a host, a port and a database: what ioredis takes. */
const readRedisUrl = (env: Environment): string | null => {
  const takes = 'an address such as redis://user:password@host:6379/0, or rediss:// for TLS'
  const url = readUrl(env, 'REDIS_URL', ['redis:', 'rediss:'], takes)
  if (url && (!/^\/?\d{0,3}$/.test(url.pathname) || url.search || url.hash)) throw wrong('REDIS_URL', takes)
  return url && read(env, 'REDIS_URL')
}

const readWorkers = (env: Environment, redisUrl: string | null): number => {
  const text = read(env, 'WORKERS') ?? '1'
  const count = text === 'auto' ? Math.min(WORKERS_MAX, os.availableParallelism()) : Number(text)
  if (text !== 'auto' && (!/^\d{1,2}$/.test(text) || count < 1 || count > WORKERS_MAX))
    throw wrong('WORKERS', `a number of processes from 1 to ${WORKERS_MAX}, or auto for one a core`)
  if (count > 1 && redisUrl === null)
    throw new StartError(
      'WORKERS above 1 takes REDIS_URL too: through Redis processes tell each other what happens in a room.',
    )
  return count
}

const readInternalHost = (env: Environment): string => {
  const host = read(env, 'INTERNAL_HOST') ?? '127.0.0.1'
  if (!/^[0-9a-zA-Z.:-]+$/.test(host) || host === '0.0.0.0' || host === '::')
    throw wrong('INTERNAL_HOST', 'the one address of this machine by which the others reach it, such as 10.0.0.5')
  return host
}

/** Set by the parent of workers, for them alone. */
const readWorker = (env: Environment): Config['worker'] => {
  const text = read(env, 'HAWKER_WORKER')
  if (text === null) return null
  if (!/^\d{1,2}$/.test(text)) throw wrong('HAWKER_WORKER', 'a number that the parent of workers gives: unset it')
  return { index: Number(text) }
}

const readOneOf = <T extends string>(env: Environment, name: string, options: readonly T[], fallback: T): T => {
  const text = read(env, name)
  if (text === null) return fallback
  const found = options.find((option) => option === text)
  if (!found) throw wrong(name, options.length === 1 ? `only ${options[0]} in this version` : options.join(', '))
  return found
}

const readFlag = (env: Environment, name: string): boolean => readOneOf(env, name, ['0', '1'], '0') === '1'

const readBootstrap = (env: Environment): Bootstrap => {
  const appId = read(env, 'BOOTSTRAP_APP_ID')
  const appSecret = read(env, 'BOOTSTRAP_APP_SECRET')
  const adminEmail = read(env, 'BOOTSTRAP_ADMIN_EMAIL')
  const adminPassword = read(env, 'BOOTSTRAP_ADMIN_PASSWORD')
  if (appId !== null && !ID_PATTERN.test(appId)) throw wrong('BOOTSTRAP_APP_ID', '1 to 64 of A-Z a-z 0-9 _ -')
  if (appSecret !== null && appSecret.length < APP_SECRET_MIN_CHARACTERS)
    throw wrong('BOOTSTRAP_APP_SECRET', `at least ${APP_SECRET_MIN_CHARACTERS} characters`)
  if (adminEmail !== null && !/^[^\s@]+@[^\s@]+$/.test(adminEmail))
    throw wrong('BOOTSTRAP_ADMIN_EMAIL', 'an e-mail address')
  if (
    adminPassword !== null &&
    (adminPassword.length < ADMIN_PASSWORD_MIN_CHARACTERS || adminPassword.length > ADMIN_PASSWORD_MAX_CHARACTERS)
  )
    throw wrong(
      'BOOTSTRAP_ADMIN_PASSWORD',
      `${ADMIN_PASSWORD_MIN_CHARACTERS} to ${ADMIN_PASSWORD_MAX_CHARACTERS} characters`,
    )
  if (adminEmail === null && adminPassword !== null)
    throw new StartError('BOOTSTRAP_ADMIN_PASSWORD takes effect with BOOTSTRAP_ADMIN_EMAIL alone: set that too.')
  return { appId, appSecret, adminEmail, adminPassword }
}

const readTrustedProxies = (env: Environment): string[] => {
  const proxies = (read(env, 'TRUSTED_PROXIES') ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
  for (const proxy of proxies)
    if (!/^[0-9a-fA-F.:]+(\/\d{1,3})?$/.test(proxy))
      throw wrong('TRUSTED_PROXIES', 'addresses or networks with commas between them, such as 10.0.0.0/8,::1')
  return proxies
}

const STRIPE_KEYS = {
  STRIPE_SECRET_KEY: { pattern: /^(sk|rk)_(test|live)_\S+$/, takes: 'a secret or restricted key (sk_… or rk_…)' },
  STRIPE_PUBLISHABLE_KEY: { pattern: /^pk_(test|live)_\S+$/, takes: 'a publishable key (pk_…)' },
  STRIPE_WEBHOOK_SECRET: { pattern: /^whsec_\S+$/, takes: 'the signing secret of the webhook endpoint (whsec_…)' },
}

const readStripe = (env: Environment): NonNullable<Config['stripe']> => {
  const key = (name: keyof typeof STRIPE_KEYS): string => {
    const { pattern, takes } = STRIPE_KEYS[name]
    const text = read(env, name)
    if (text === null) throw new StartError(`${name} is needed with PAYMENTS=stripe: ${takes}.`)
    if (!pattern.test(text)) throw wrong(name, takes)
    return text
  }
  const secretKey = key('STRIPE_SECRET_KEY')
  const publishableKey = key('STRIPE_PUBLISHABLE_KEY')
  if (secretKey.includes('_test_') !== publishableKey.includes('_test_'))
    throw new StartError(
      'STRIPE_PUBLISHABLE_KEY is of another mode than STRIPE_SECRET_KEY: both are test, or both live.',
    )
  const webhookSecret = key('STRIPE_WEBHOOK_SECRET')
  const takes = 'an address without a path, such as http://127.0.0.1:12111'
  const url = readUrl(env, 'STRIPE_API_URL', ['http:', 'https:'], takes)
  if (url && (url.pathname !== '/' || url.search || url.hash || url.username || url.password))
    throw wrong('STRIPE_API_URL', takes)
  return { secretKey, publishableKey, webhookSecret, apiUrl: url?.origin ?? null }
}

/** C11: nobody sells for play money by mistake. */
const readPayments = (env: Environment, publicUrl: string): Pick<Config, 'payments' | 'stripe'> => {
  const payments = readOneOf(env, 'PAYMENTS', ['sandbox', 'stripe'], 'sandbox')
  const stripe = payments === 'stripe' ? readStripe(env) : null
  const test = stripe?.secretKey.includes('_test_') ?? true
  if (test && publicUrl.startsWith('https:') && !readFlag(env, 'ALLOW_SANDBOX'))
    throw new StartError(
      `PAYMENTS=${payments} ${stripe ? 'with a test key ' : ''}takes no real money, and PUBLIC_URL is https, as for real buyers: set ALLOW_SANDBOX=1 if that is what you want.`,
    )
  return { payments, stripe }
}

export const readConfig = (env: Environment): Config => {
  const port = readPort(env, 'PORT', 8080)
  const publicUrl = readPublicUrl(env, port)
  const redisUrl = readRedisUrl(env)
  return {
    port,
    rtmpPort: readPort(env, 'RTMP_PORT', 1935),
    host: read(env, 'HOST') ?? '0.0.0.0',
    rtmpHost: read(env, 'RTMP_HOST') ?? read(env, 'HOST') ?? '0.0.0.0',
    dataDir: path.resolve(read(env, 'DATA_DIR') ?? './data'),
    databaseUrl: readDatabaseUrl(env),
    publicUrl,
    bootstrap: readBootstrap(env),
    ...readPayments(env, publicUrl),
    allowPrivateShops: readFlag(env, 'ALLOW_PRIVATE_SHOPS'),
    secretsKey: read(env, 'SECRETS_KEY'),
    trustedProxies: readTrustedProxies(env),
    logLevel: readOneOf(env, 'LOG_LEVEL', LOG_LEVELS, 'info'),
    logRequests: readFlag(env, 'LOG_REQUESTS'),
    redisUrl,
    workers: readWorkers(env, redisUrl),
    internalHost: readInternalHost(env),
    internalPort: readPort(env, 'INTERNAL_PORT', 0),
    worker: readWorker(env),
  }
}

/** What a parent hands to a worker besides its own environment. */
export interface ForWorker {
  readonly index: number
  readonly port: number
  readonly rtmpPort: number
  readonly publicUrl: string
  readonly databaseUrl: string
  readonly appId: string
}

/** Requests under way from one process to the others at once; the runtime's own limit is 256. */
const REQUESTS_BETWEEN_PROCESSES_MAX = 4_096

/** The parent has made app and owner: their secrets go no further. */
export const workerEnvironment = (env: Environment, worker: ForWorker): Record<string, string | undefined> => ({
  BUN_CONFIG_MAX_HTTP_REQUESTS: String(REQUESTS_BETWEEN_PROCESSES_MAX),
  ...env,
  HAWKER_WORKER: String(worker.index),
  PORT: String(worker.port),
  RTMP_PORT: String(worker.rtmpPort),
  PUBLIC_URL: worker.publicUrl,
  DATABASE_URL: worker.databaseUrl,
  BOOTSTRAP_APP_ID: worker.appId,
  BOOTSTRAP_APP_SECRET: undefined,
  BOOTSTRAP_ADMIN_EMAIL: undefined,
  BOOTSTRAP_ADMIN_PASSWORD: undefined,
})
