// The endpoints of accounts: sessions, tickets, staff.
import { type AppId, api, isRefusal, isStaff, type Refusal, type RoomId, refuse } from '@hawker/protocol'
import { bind, type Route, type WithHeaders, withHeaders } from '#http'
import type { Clock } from '#kernel/clock'
import type { SessionCookie } from './cookie.ts'
import type { Revocations } from './revocations.ts'
import type { Session, Sessions } from './sessions.ts'
import type { Begun, SignIn } from './sign-in.ts'
import type { SocketTickets } from './socket-tickets.ts'
import type { Staff } from './staff.ts'

interface Deps {
  readonly signIn: SignIn
  readonly sessions: Sessions
  readonly staff: Staff
  readonly tickets: SocketTickets
  readonly revocations: Revocations
  readonly cookie: SessionCookie
  readonly clock: Clock
  readonly defaultApp: () => AppId
  readonly hasRoom: (app: AppId, room: RoomId) => Promise<boolean>
}

export const sessionRoutes = (deps: Deps): Route[] => {
  const { signIn, sessions, staff, tickets, cookie, clock, defaultApp, hasRoom } = deps

  const you = async (session: Session): Promise<api.session.You> => {
    const { app, person } = session.actor
    const email = isStaff(person.role) ? ((await staff.byId(app, person.id))?.email ?? null) : null
    return { app, person, email, expiresAt: session.expiresAt }
  }

  const answer = async (
    begun: Begun | Refusal,
    deliver: 'cookie' | 'token',
  ): Promise<api.session.SignedIn | WithHeaders<api.session.SignedIn> | Refusal> => {
    if (isRefusal(begun)) return begun
    const told = await you(begun.session)
    if (deliver === 'token') return { you: told, token: begun.token }
    return withHeaders({ you: told, token: null }, cookie.set(begun.token, clock.now(), told.expiresAt))
  }

  return [
    bind(api.session.signIn, async (call) => {
      const { email, password, app = defaultApp(), deliver } = call.body
      return answer(await signIn.byPassword(app, email, password, call), deliver)
    }),
    bind(api.session.signInByLink, async (call) =>
      answer(await signIn.byLink(call.body.token, call), call.body.deliver),
    ),
    bind(api.session.signInByTicket, async (call) =>
      answer(await signIn.byTicket(call.body.ticket, call), call.body.deliver),
    ),
    bind(api.session.becomeGuest, async (call) => {
      const { name, app = call.actor.app, deliver } = call.body
      return answer(await signIn.asGuest(app, name, call), deliver)
    }),
    bind(api.session.whoAmI, async ({ actor, credential }) => {
      const session = actor.kind === 'person' && credential !== null ? await sessions.find(credential) : null
      return { you: session ? await you(session) : null }
    }),
    bind(api.session.changePassword, async (call) => {
      const refusal = await signIn.changePassword(call, call.body.current, call.body.next)
      return refusal ?? { changed: true as const }
    }),
    bind(api.session.signOut, async (call) => {
      await signIn.out(call)
      return withHeaders({ ended: true as const }, cookie.clear())
    }),
    bind(api.session.socketTicket, async ({ actor, params }) => {
      if (actor.kind !== 'person') return refuse('not-signed-in')
      if (!(await hasRoom(actor.app, params.room))) return refuse('not-found')
      return tickets.issue(actor.app, params.room, actor.person, actor.sessionId)
    }),
  ]
}

export const staffRoutes = ({ staff, sessions, revocations }: Deps): Route[] => [
  bind(api.staff.listStaff, async ({ actor }) => ({ staff: await staff.list(actor.app) })),
  bind(api.staff.addStaff, async ({ actor, body }) => {
    if (actor.kind !== 'person') return refuse('not-allowed')
    return staff.add(actor.app, body, actor.person.id)
  }),
  bind(api.staff.changeStaff, async ({ actor, params: { user }, body: { role } }) => {
    if (actor.kind !== 'person') return refuse('not-allowed')
    const refusal = await staff.changeRole(actor.app, user, role, actor.person.id)
    if (refusal) return refusal
    if (role === null) await sessions.endAll(actor.app, user)
    revocations.revoke(actor.app, user, null)
    return { id: user, role }
  }),
]
