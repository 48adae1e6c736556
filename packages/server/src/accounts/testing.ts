// Accounts over a real database, with time and hashing in the test's hands.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Actor, AppId, type Endpoint } from '@hawker/protocol'
import { createMemoryNotices } from '#bus'
import { testDatabase } from '#db'
import type { Handled } from '#http'
import { createJournal } from '#journal'
import type { Clock, Timers } from '#kernel/clock'
import { systemChance } from '#system/chance'
import { openLog } from '#system/log'
import type { PasswordHash } from '#system/password-hash'
import { type AccountsOptions, type OpenAccounts, openAccounts } from './index.ts'

export const APP = AppId.parse('shop')
export const SECRET = 'an-app-secret-for-tests-0123456789'
export const OWNER = { email: 'owner@shop.example', password: 'violet-tram-at-noon' }

/** Stands still until told. */
export const testClock = (now = 1_800_000_000_000) =>
  ({
    at: now,
    now() {
      return this.at
    },
    monotonic() {
      return this.at
    },
  }) satisfies Clock & { at: number }

/** Nothing runs by itself; `run` runs what repeats. */
export const testTimers = () => {
  const repeated: (() => void)[] = []
  const timers: Timers = {
    after: () => ({ stop: () => {} }),
    every: (_ms, run) => {
      repeated.push(run)
      return { stop: () => {} }
    },
  }
  return { ...timers, run: () => repeated.forEach((run) => void run()) }
}

/** Counts the work instead of doing it. */
export const countedHash = () => {
  const counted = {
    hashed: 0,
    verified: 0,
    hash: async (password: string) => {
      counted.hashed++
      return `plain:${password}`
    },
    verify: async (password: string, hash: string) => {
      counted.verified++
      return hash === `plain:${password}`
    },
  } satisfies PasswordHash & { hashed: number; verified: number }
  return counted
}

interface Asked {
  readonly params?: unknown
  readonly query?: unknown
  readonly body?: unknown
  readonly credential?: string | null
  readonly address?: string
}

export const openTestAccounts = async (more: Partial<AccountsOptions> = {}) => {
  const { database, url, close } = await testDatabase()
  const dir = await mkdtemp(join(tmpdir(), 'hawker-accounts-'))
  const clock = testClock()
  const hash = countedHash()
  const options: AccountsOptions = {
    db: database,
    journal: createJournal({ db: database }),
    notices: createMemoryNotices(),
    clock,
    chance: systemChance,
    timers: testTimers(),
    log: openLog('silent'),
    publicUrl: 'http://localhost:8080',
    dataDir: dir,
    secretsKey: null,
    hasRoom: async () => true,
    passwordHash: hash,
    ...more,
  }
  const accounts = await openAccounts(options)
  await accounts.bootstrap({ appId: APP, appSecret: SECRET, adminEmail: OWNER.email, adminPassword: OWNER.password })

  /** Calls an endpoint as the api edge does: the credential decides who calls; schemas are applied both ways. */
  const caller =
    (on: OpenAccounts) =>
    async <E extends Endpoint>(endpoint: E, asked: Asked = {}): Promise<Exclude<Handled<E>, { answer: unknown }>> => {
      const { answer } = await exchange(on, endpoint, asked)
      return answer as Exclude<Handled<E>, { answer: unknown }>
    }

  return {
    accounts,
    options,
    clock,
    hash,
    database,
    url,
    call: caller(accounts),
    caller,
    close: async () => {
      accounts.stop()
      await rm(dir, { recursive: true, force: true })
      await close()
    },
  }
}

export const exchange = async (on: OpenAccounts, endpoint: Endpoint, asked: Asked) => {
  const route = on.routes.find((r) => r.endpoint === endpoint)!
  const credential = asked.credential ?? null
  const nobody: Actor = { kind: 'public', app: on.defaultApp }
  const answer = await route.handle({
    actor: (credential === null ? null : await on.actorOf(credential)) ?? nobody,
    params: endpoint.params?.parse(asked.params),
    query: endpoint.query?.parse(asked.query ?? {}),
    body: endpoint.body?.parse(asked.body ?? {}),
    address: asked.address ?? '192.0.2.1',
    credential,
    requestId: 'test',
    signal: new AbortController().signal,
  })
  const whole = answer as { answer?: unknown; headers?: Record<string, string> }
  return whole.headers
    ? { answer: whole.answer, headers: whole.headers }
    : { answer, headers: {} as Record<string, string> }
}
