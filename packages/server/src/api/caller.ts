// Who is calling, decided once for each request, and how often he may.
import { type Actor, type AppId, api, type Endpoint, may, type Refusal, refuse } from '@hawker/protocol'
import type { Accounts } from '#accounts'
import type { Clock } from '#kernel/clock'
import { bucketOf } from './client-address.ts'
import type { Credential } from './core/credential.ts'
import { createTokenBuckets, type Rate } from './core/token-buckets.ts'

/** A11. Nobody in particular is counted by address, which a whole office may share. */
export const RATES = {
  public: { perSecond: 100, burst: 300 },
  person: { perSecond: 50, burst: 100 },
  server: { perSecond: 200, burst: 400 },
} as const satisfies Rates

export type Rates = Readonly<Record<Actor['kind'], Rate>>

export interface Callers {
  actorOf(credential: Credential | null, appAsked: string | null): Promise<Actor | Refusal>
  permit(actor: Actor, endpoint: Endpoint): Refusal | null
  withinRate(actor: Actor, endpoint: Endpoint, address: string): Refusal | null
}

const keyOf = (actor: Actor, address: string): string => {
  if (actor.kind === 'public') return `a ${bucketOf(address)}`
  return actor.kind === 'server' ? `s ${actor.app}` : `u ${actor.app} ${actor.person.id}`
}

export const createCallers = (
  accounts: Pick<Accounts, 'actorOf' | 'defaultApp' | 'hasApp'>,
  clock: Clock,
  rates: Rates = RATES,
): Callers => {
  const buckets = createTokenBuckets()
  return {
    actorOf: async (credential, appAsked) => {
      const known = credential === null ? null : await accounts.actorOf(credential.text)
      if (known !== null) return known
      if (appAsked === null) return { kind: 'public', app: accounts.defaultApp }
      return accounts.hasApp(appAsked as AppId) ? { kind: 'public', app: appAsked as AppId } : refuse('not-found')
    },
    permit: (actor, endpoint) => {
      if (!may(actor, endpoint.permission)) return refuse(actor.kind === 'public' ? 'not-signed-in' : 'not-allowed')
      if (!endpoint.stepUp || actor.kind !== 'person') return null
      return clock.now() - (actor.signedInAt ?? 0) <= api.STEP_UP_MS ? null : refuse('sign-in-again')
    },
    withinRate: (actor, endpoint, address) => {
      const now = clock.now()
      const key = keyOf(actor, address)
      let waitMs = buckets.take(key, rates[actor.kind], now)
      if (waitMs === 0 && endpoint.perMinute !== undefined) {
        // Guests are free to make, so what costs is counted by address for them.
        const guest = actor.kind === 'person' && actor.person.role === 'guest'
        const who = guest ? `a ${bucketOf(address)}` : key
        const rate = { perSecond: endpoint.perMinute / 60, burst: endpoint.perMinute }
        waitMs = buckets.take(`${endpoint.method} ${endpoint.path} ${who}`, rate, now)
      }
      return waitMs === 0 ? null : refuse('too-many', { retryAfterMs: waitMs })
    },
  }
}
