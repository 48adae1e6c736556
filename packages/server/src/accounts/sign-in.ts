// The ways in. Each ends in a new session, and ends the one the caller came with.
import { type Actor, type AppId, isRefusal, type PublicPerson, type Refusal, refuse } from '@hawker/protocol'
import type { Chance } from '#kernel/chance'
import type { AppTokens } from './app-tokens.ts'
import type { Apps } from './apps.ts'
import { foldEmail } from './core/names.ts'
import type { Passwords } from './passwords.ts'
import { newUserId, type People } from './people.ts'
import type { Revocations } from './revocations.ts'
import type { Session, Sessions } from './sessions.ts'
import type { SignInLimit } from './sign-in-limit.ts'
import type { SignInLinks } from './sign-in-links.ts'
import type { Staff } from './staff.ts'
import type { Kind } from './tables.ts'

export interface Begun {
  readonly token: string
  readonly session: Session
}

export interface Caller {
  readonly actor: Actor
  readonly address: string
  readonly credential: string | null
}

export interface SignIn {
  byPassword(app: AppId, email: string, password: string, caller: Caller): Promise<Begun | Refusal>
  byLink(token: string, caller: Caller): Promise<Begun | Refusal>
  byTicket(ticket: string, caller: Caller): Promise<Begun | Refusal>
  asGuest(app: AppId, name: string, caller: Caller): Promise<Begun | Refusal>
  changePassword(caller: Caller, current: string | null, next: string): Promise<Refusal | null>
  out(caller: Caller): Promise<void>
}

interface Deps {
  readonly apps: Apps
  readonly people: People
  readonly staff: Staff
  readonly passwords: Passwords
  readonly limit: SignInLimit
  readonly links: SignInLinks
  readonly tokens: AppTokens
  readonly sessions: Sessions
  readonly revocations: Revocations
  readonly chance: Chance
}

export const createSignIn = (deps: Deps): SignIn => {
  const { apps, people, staff, passwords, limit, links, tokens, sessions, revocations, chance } = deps

  const out = async ({ actor }: Caller) => {
    if (actor.kind !== 'person') return
    await sessions.end(actor.app, actor.sessionId)
    revocations.revoke(actor.app, actor.person.id, actor.sessionId)
  }

  const begin = async (app: AppId, person: PublicPerson, kind: Kind, caller: Caller): Promise<Begun> => {
    const begun = await sessions.begin(app, person, kind)
    await out(caller)
    return begun
  }

  return {
    // An unknown account costs a hash and counts as a try like any other, and hears the same words.
    byPassword: async (app, email, password, caller) => {
      const giveBack = await limit.count(app, foldEmail(email), caller.address)
      if (isRefusal(giveBack)) return giveBack
      const account = apps.has(app) ? await staff.byEmail(app, email) : null
      const matches = await passwords.verify(password, account?.passwordHash ?? null)
      if (isRefusal(matches)) {
        await giveBack()
        return matches
      }
      if (!matches || account === null) return refuse('bad-credentials')
      await giveBack()
      return begin(app, account.person, 'staff', caller)
    },

    byLink: async (token, caller) => {
      const used = await links.use(token)
      const account = used && (await staff.byId(used.app, used.user))
      return used && account ? begin(used.app, account.person, 'staff', caller) : refuse('ticket-invalid')
    },

    byTicket: async (ticket, caller) => {
      const told = await tokens.viewer(ticket)
      if (told === null) return refuse('ticket-invalid')
      // The app's secret speaks for viewers; it does not open staff accounts or guests' sessions.
      const person = await people.put(told.app, { ...told, id: told.user, kind: 'viewer' })
      if (isRefusal(person)) return refuse('ticket-invalid')
      sessions.forget(told.app, person.id)
      return begin(told.app, person, 'viewer', caller)
    },

    asGuest: async (app, name, caller) => {
      const { actor, credential } = caller
      if (actor.kind === 'server' || !apps.has(app)) return refuse('not-allowed')
      if (actor.kind === 'person' && actor.app === app) {
        if (actor.person.role !== 'guest' || credential === null) return refuse('not-allowed')
        const renamed = await people.put(app, { id: actor.person.id, kind: 'guest', name })
        if (isRefusal(renamed)) return renamed
        sessions.forget(app, renamed.id)
        const session = await sessions.find(credential)
        return session ? { token: credential, session } : refuse('not-allowed')
      }
      const person = await people.put(app, { id: newUserId('guest', chance), kind: 'guest', name })
      return isRefusal(person) ? person : begin(app, person, 'guest', caller)
    },

    changePassword: async (caller, current, next) => {
      const { actor, address } = caller
      if (actor.kind !== 'person') return refuse('not-allowed')
      const account = await staff.byId(actor.app, actor.person.id)
      if (!account) return refuse('not-allowed')
      if (account.passwordHash !== null) {
        const giveBack = await limit.count(actor.app, account.email, address)
        if (isRefusal(giveBack)) return giveBack
        const matches = await passwords.verify(current ?? '', account.passwordHash)
        if (isRefusal(matches)) {
          await giveBack()
          return matches
        }
        if (!matches) return refuse('bad-credentials')
        await giveBack()
      }
      const refusal = await staff.setPassword(actor.app, actor.person.id, next)
      if (refusal) return refusal
      // Whoever knew the old password is out, on sockets too; this session stays.
      for (const sessionId of await sessions.endAll(actor.app, actor.person.id, actor.sessionId))
        revocations.revoke(actor.app, actor.person.id, sessionId)
      return null
    },

    out,
  }
}
