// The door of accounts: apps and their keys, people, staff and roles, sessions and tickets.
import type { AppId, Refusal, RoomId, UserId } from '@hawker/protocol'
import { sql } from 'kysely'
import type { Notices } from '#bus'
import type { Database } from '#db'
import type { Route } from '#http'
import type { Journal } from '#journal'
import type { Chance } from '#kernel/chance'
import type { Clock, Timers } from '#kernel/clock'
import { randomId } from '#kernel/ids'
import { sha256 } from '#system/keyed-hash'
import type { Log } from '#system/log'
import { argon2id, type PasswordHash } from '#system/password-hash'
import { createAppTokens } from './app-tokens.ts'
import { openApps } from './apps.ts'
import { type Bootstrapped, type BootstrapValues, bootstrap } from './bootstrap.ts'
import { sessionCookie } from './cookie.ts'
import type { Accounts } from './door.ts'
import { createLevelNews, setLevels } from './levels.ts'
import { createPasswords } from './passwords.ts'
import { createPeople, type NewUser } from './people.ts'
import { createRevocations } from './revocations.ts'
import { sessionRoutes, staffRoutes } from './routes.ts'
import { openSecrets, type Secrets } from './secrets.ts'
import { createSessions } from './sessions.ts'
import { createSignIn } from './sign-in.ts'
import { createSignInLimit } from './sign-in-limit.ts'
import { createSignInLinks } from './sign-in-links.ts'
import { createSocketTickets, type TicketUses } from './socket-tickets.ts'
import { createStaff, type NewStaff } from './staff.ts'

export type { ViewerTicket } from './app-tokens.ts'
export type { Bootstrapped, BootstrapValues } from './bootstrap.ts'
export type * from './door.ts'
export type { NewUser } from './people.ts'
export type { Secrets } from './secrets.ts'
export { TICKET_LIFE_MS, type TicketUses } from './socket-tickets.ts'
export type { NewStaff } from './staff.ts'

const CLEAN_UP_EVERY_MS = 10 * 60_000
/** How long an app that another process made may be unknown here. */
const APPS_READ_EVERY_MS = 15_000
const SERVER_BELIEVED_MS = 5_000
const SERVER_BELIEVED_MAX = 1_000
/** Held while the first app and owner are made; any number that no other lock of ours has. */
const BOOTSTRAP_LOCK = 4_862_735_020

export interface AccountsOptions {
  readonly db: Database
  readonly journal: Journal
  readonly notices: Notices
  readonly clock: Clock
  readonly chance: Chance
  readonly timers: Timers
  readonly log: Log
  readonly publicUrl: string
  readonly dataDir: string
  /** `SECRETS_KEY`; null: a file in `dataDir`. */
  readonly secretsKey: string | null
  /** Rooms stand beside accounts, not below: the app hands in the one question a ticket asks of them. */
  readonly hasRoom: (app: AppId, room: RoomId) => Promise<boolean>
  readonly passwordHash?: PasswordHash
  /** Where there are other processes: tells which of them redeems a socket ticket first. */
  readonly ticketUses?: TicketUses | null
}

export interface OpenAccounts extends Accounts {
  readonly routes: Route[]
  /** Seals other modules' secrets at rest. */
  readonly secrets: Secrets
  /** Before the first request. Throws a StartError when a value cannot be used. */
  bootstrap(values: BootstrapValues): Promise<Bootstrapped>
  /** In place of `bootstrap`, where another process has done it: the app that requests belong to when they name none. */
  serve(app: string | null): void
  createApp(wanted: { id: AppId; name: string; secret?: string }): Promise<{ id: AppId; secret: string } | Refusal>
  createUser(app: AppId, user: NewUser): ReturnType<ReturnType<typeof createPeople>['put']>
  createStaff(app: AppId, staff: NewStaff): ReturnType<ReturnType<typeof createStaff>['add']>
  /** A one-time sign-in link's token for somebody of the staff, good for 15 minutes. */
  signInLink(app: AppId, user: UserId): Promise<{ token: string; expiresAt: number }>
  /** What a merchant's server does with the app's secret: for seeds and bots. */
  signViewerTicket: ReturnType<typeof createAppTokens>['signViewer']
  stop(): void
}

export const openAccounts = async (options: AccountsOptions): Promise<OpenAccounts> => {
  const { db, journal, notices, clock, chance, timers, log, publicUrl, hasRoom } = options
  const hasNoApp = async () => (await sql`select 1 from apps limit 1`.execute(db.system)).rows.length === 0
  const secrets = await openSecrets(options.secretsKey, options.dataDir, hasNoApp)
  const apps = await openApps(db, secrets, clock, chance)
  const passwords = createPasswords(options.passwordHash ?? argon2id)
  const people = createPeople(db, clock, chance)
  const staff = createStaff({ db, journal, clock, chance, passwords })
  const sessions = createSessions(db, clock, chance, log)
  const tickets = createSocketTickets(secrets.derive('socket-ticket:v1'), clock, chance, options.ticketUses)
  const tokens = createAppTokens(apps, clock)
  const links = createSignInLinks(db, clock, chance)
  const limit = createSignInLimit(db, clock)
  const revocations = createRevocations(notices, randomId(chance), log)
  const signIn = createSignIn({ apps, people, staff, passwords, limit, links, tokens, sessions, revocations, chance })
  const levels = createLevelNews(notices, log)
  revocations.listen((app, user) => sessions.forget(app, user))
  levels.listen((app, changed) => {
    for (const user of changed.keys()) sessions.forget(app, user)
  })
  revocations.listen(tickets.revoke)

  let bootstrapped: AppId | null = null
  const defaultApp = (): AppId => {
    const app = bootstrapped ?? apps.oldest()
    if (app === null) throw new Error('there is no app: bootstrap comes first')
    return app
  }

  const believedServers = new Map<string, { app: AppId; until: number }>()
  const serverBehind = async (token: string): Promise<AppId | null> => {
    const hash = sha256(token)
    const known = believedServers.get(hash)
    if (known && clock.now() < known.until) return known.app
    believedServers.delete(hash)
    const verified = await tokens.server(token)
    if (verified === null) return null
    if (believedServers.size >= SERVER_BELIEVED_MAX) believedServers.clear()
    believedServers.set(hash, {
      app: verified.app,
      until: Math.min(verified.expiresAt, clock.now() + SERVER_BELIEVED_MS),
    })
    return verified.app
  }

  const guarded = (what: string, work: () => Promise<unknown>) => () =>
    void work().catch((error) => log.warn({ err: error }, `${what} failed`))
  const repeated = [
    timers.every(
      CLEAN_UP_EVERY_MS,
      guarded('cleaning up sessions', () => Promise.all([sessions.cleanUp(), links.cleanUp(), limit.cleanUp()])),
    ),
    timers.every(APPS_READ_EVERY_MS, guarded('reading the apps', apps.reload)),
  ]

  const cookie = sessionCookie(publicUrl)
  const forRoutes = { signIn, sessions, staff, tickets, revocations, cookie, clock, defaultApp, hasRoom }

  return {
    get defaultApp() {
      return defaultApp()
    },
    cookieName: cookie.name,
    hasApp: apps.has,
    // A session token has no dots, a signed token has two.
    actorOf: async (credential) => {
      if (!credential.includes('.')) return (await sessions.find(credential))?.actor ?? null
      const app = await serverBehind(credential)
      return app === null ? null : { kind: 'server', app }
    },
    redeemTicket: tickets.redeem,
    onRevoked: revocations.listen,
    stillStands: sessions.person,
    person: people.find,
    people: people.findAll,
    hasCustomers: people.hasViewers,
    setLevels,
    levelsChanged: levels.tell,
    onLevels: levels.listen,
    routes: [...sessionRoutes(forRoutes), ...staffRoutes(forRoutes)],
    secrets,
    // One process at a time, so that several at their first start agree on one app and one owner.
    bootstrap: (values) =>
      db.system.transaction().execute(async (tx) => {
        await sql`select pg_advisory_xact_lock(${sql.lit(BOOTSTRAP_LOCK)})`.execute(tx)
        await apps.reload()
        const done = await bootstrap(values, { apps, staff, links, chance })
        bootstrapped = done.app
        return done
      }),
    serve: (app) => {
      bootstrapped = app as AppId | null
    },
    createApp: apps.create,
    createUser: people.put,
    createStaff: (app, member) => staff.add(app, member, null),
    signInLink: links.make,
    signViewerTicket: tokens.signViewer,
    stop: () => {
      for (const timer of repeated) timer.stop()
      revocations.stop()
      levels.stop()
    },
  }
}
