import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { StartError } from '#kernel/start-error'
import { readConfig } from './config.ts'

test('nothing need be set', () => {
  expect(readConfig({})).toMatchObject({
    port: 8080,
    rtmpPort: 1935,
    dataDir: path.resolve('data'),
    databaseUrl: null,
    publicUrl: 'http://localhost:8080',
    payments: 'sandbox',
    trustedProxies: [],
  })
})

test('an empty value is as good as none', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: ' ', BOOTSTRAP_APP_ID: '' })).toEqual(readConfig({}))
})

test('the RTMP port listens where the other does, unless it is told apart', () => {
  expect(readConfig({ HOST: '127.0.0.1' }).rtmpHost).toBe('127.0.0.1')
  expect(readConfig({ HOST: '127.0.0.1', RTMP_HOST: '0.0.0.0' }).rtmpHost).toBe('0.0.0.0')
})

test('PUBLIC_URL follows the port, and is kept as an origin', () => {
  expect(readConfig({ PORT: '9000' }).publicUrl).toBe('http://localhost:9000')
  expect(readConfig({ PUBLIC_URL: 'http://Live.Example.com:80/' }).publicUrl).toBe('http://live.example.com')
})

const STRIPE = {
  PAYMENTS: 'stripe',
  STRIPE_SECRET_KEY: 'sk_test_hunter2',
  STRIPE_PUBLISHABLE_KEY: 'pk_test_1',
  STRIPE_WEBHOOK_SECRET: 'whsec_hunter2',
}

const WRONG: Record<string, readonly string[]> = {
  PORT: ['http', '-1', '65536', '80.5', '0x50'],
  RTMP_PORT: ['1935/tcp', '99999'],
  DATABASE_URL: ['localhost', 'mysql://h/db', 'postgres://'],
  REDIS_URL: ['localhost', 'http://localhost', 'redis://', 'redis://h/zero', 'redis://h/0?x=1'],
  PUBLIC_URL: ['live.example.com', 'ftp://x', 'https://x/path', 'https://u:p@x', 'https://x?y', 'https://'],
  BOOTSTRAP_APP_ID: ['a b', '../x', 'é', 'x'.repeat(65)],
  BOOTSTRAP_APP_SECRET: ['short'],
  BOOTSTRAP_ADMIN_EMAIL: ['nobody', 'a@b@c', 'a @b'],
  BOOTSTRAP_ADMIN_PASSWORD: ['short', 'x'.repeat(257)],
  WORKERS: ['0', '-1', 'many', '2', '65', '1.5'],
  INTERNAL_HOST: ['0.0.0.0', '::', 'a b'],
  INTERNAL_PORT: ['-1', 'x'],
  HAWKER_WORKER: ['x', '-1'],
  PAYMENTS: ['free', 'Sandbox'],
  STRIPE_SECRET_KEY: ['', 'pk_test_1', 'sk_1'],
  STRIPE_PUBLISHABLE_KEY: ['', 'sk_test_1', 'pk_live_1'],
  STRIPE_WEBHOOK_SECRET: ['', 'secret'],
  STRIPE_API_URL: ['stripe', 'ftp://x', 'http://x/v1'],
  ALLOW_SANDBOX: ['yes'],
  ALLOW_PRIVATE_SHOPS: ['yes'],
  TRUSTED_PROXIES: ['proxy.local', '10.0.0.1;10.0.0.2'],
  LOG_LEVEL: ['verbose'],
  LOG_REQUESTS: ['true'],
}

for (const [name, values] of Object.entries(WRONG))
  test(`a wrong ${name} ends the start with one sentence that names it`, () => {
    for (const value of values) {
      // ALLOW_SANDBOX is looked at only where it matters.
      const env = name === 'ALLOW_SANDBOX' ? { PUBLIC_URL: 'https://x' } : name.startsWith('STRIPE') ? STRIPE : {}
      const start = () => readConfig({ ...env, [name]: value })
      expect(start).toThrow(StartError)
      expect(start).toThrow(new RegExp(`^${name} (takes )?.*\\.$`))
      expect(start).not.toThrow(/hunter2/)
    }
  })

test('C11 the sandbox behind https must be said twice', () => {
  const env = { PUBLIC_URL: 'https://live.example.com' }
  expect(() => readConfig(env)).toThrow(/^PAYMENTS=sandbox .* ALLOW_SANDBOX=1 /)
  expect(readConfig({ ...env, ALLOW_SANDBOX: '1' }).payments).toBe('sandbox')
  expect(() => readConfig({ ...env, ...STRIPE })).toThrow(/^PAYMENTS=stripe with a test key .* ALLOW_SANDBOX=1 /)
  const live = { ...STRIPE, STRIPE_SECRET_KEY: 'rk_live_1', STRIPE_PUBLISHABLE_KEY: 'pk_live_1' }
  expect(readConfig({ ...env, ...live })).toMatchObject({ payments: 'stripe', stripe: { apiUrl: null } })
})

test('payments by Stripe have their three keys; without Stripe nobody looks at them', () => {
  expect(readConfig({ ...STRIPE, STRIPE_API_URL: 'http://127.0.0.1:12111/' }).stripe).toEqual({
    ...{ secretKey: 'sk_test_hunter2', publishableKey: 'pk_test_1', webhookSecret: 'whsec_hunter2' },
    apiUrl: 'http://127.0.0.1:12111',
  })
  expect(readConfig({ STRIPE_SECRET_KEY: 'nonsense' }).stripe).toBeNull()
})

test('an administrator without a password signs in by link first; a password without an address is nobody’s', () => {
  expect(readConfig({ BOOTSTRAP_ADMIN_EMAIL: 'a@b.example' }).bootstrap.adminPassword).toBeNull()
  expect(() => readConfig({ BOOTSTRAP_ADMIN_PASSWORD: 'a long password' })).toThrow('BOOTSTRAP_ADMIN_EMAIL')
})

test('several processes need a Redis, and say so', () => {
  expect(() => readConfig({ WORKERS: '2' })).toThrow(/^WORKERS above 1 takes REDIS_URL too: [^.]+\.$/)
  const config = readConfig({ WORKERS: '2', REDIS_URL: 'redis://:pass@localhost:6380/1' })
  expect([config.workers, config.redisUrl]).toEqual([2, 'redis://:pass@localhost:6380/1'])
  const auto = readConfig({ WORKERS: 'auto', REDIS_URL: 'rediss://redis.internal' })
  expect(auto.workers).toBe(Math.min(64, os.availableParallelism()))
  expect(readConfig({ REDIS_URL: 'redis://localhost' }).workers).toBe(1)
})

test('a worker knows its number', () => {
  expect(readConfig({}).worker).toBeNull()
  expect(readConfig({ HAWKER_WORKER: '1' }).worker).toEqual({ index: 1 })
})

test('no sentence repeats a secret', () => {
  const wrong: Record<string, string> = {
    BOOTSTRAP_APP_SECRET: 'hunter2',
    BOOTSTRAP_ADMIN_PASSWORD: 'hunter2',
    DATABASE_URL: 'hunter2',
    REDIS_URL: 'redis://:hunter2@host/wrong',
  }
  for (const [name, value] of Object.entries(wrong)) {
    let said = ''
    try {
      readConfig({ [name]: value })
    } catch (error) {
      said = (error as Error).message
    }
    expect(said).toStartWith(name)
    expect(said).not.toContain('hunter2')
  }
})

test('docs/operate lists every variable that is read', () => {
  const source = readFileSync(path.join(import.meta.dirname, 'config.ts'), 'utf8')
  const page = readFileSync(path.join(import.meta.dirname, '../../../docs/operate/configuration.md'), 'utf8')
  const names = new Set([...source.matchAll(/env, '([A-Z_]+)'/g)].map((match) => match[1]))
  expect(names.size).toBeGreaterThan(12)
  for (const name of names) expect(page).toContain(`\`${name}\``)
})
