// Signing in and out. In a browser the session is an HttpOnly cookie; elsewhere a token that the client keeps for itself.
import type { Refusal } from '@hawker/protocol'
import { isRefusal } from '@hawker/protocol/refusal'
import type { Answer, Call } from './http.ts'

export type You = NonNullable<Answer<'session.whoAmI'>['you']>

export interface SessionOptions {
  readonly call: Call
  readonly app?: string
  readonly keep: 'cookie' | 'token'
  readonly keepToken: (token: string | null) => void
}

/**
 * Who is calling.
 * @example
 * const you = await hawker.session.becomeGuest('Ann')
 */
export const createSession = ({ call, app, keep, keepToken }: SessionOptions) => {
  const inApp = app === undefined ? {} : { app }
  const signedIn = (answer: Answer<'session.signIn'> | Refusal): You | Refusal => {
    if (isRefusal(answer)) return answer
    if (answer.token !== null) keepToken(answer.token)
    return answer.you
  }
  return {
    /** Who the server takes us for; null for nobody. */
    whoAmI: async (): Promise<You | null | Refusal> => {
      const answer = await call('session.whoAmI', {})
      return isRefusal(answer) ? answer : answer.you
    },
    /** Becomes a guest with a name, or takes another name. */
    becomeGuest: async (name: string) =>
      signedIn(await call('session.becomeGuest', { body: { name, deliver: keep, ...inApp } })),
    /** Signs staff in. */
    signIn: async (email: string, password: string) =>
      signedIn(await call('session.signIn', { body: { email, password, deliver: keep, ...inApp } })),
    /** Signs in by the one-time link of the first start. */
    signInByLink: async (token: string) =>
      signedIn(await call('session.signInByLink', { body: { token, deliver: keep } })),
    /** Signs a viewer in by a ticket of the merchant's server. */
    signInByTicket: async (ticket: string) =>
      signedIn(await call('session.signInByTicket', { body: { ticket, deliver: keep } })),
    /** Staff: sets one's own password; every other session of the account ends. */
    changePassword: (current: string | null, next: string) =>
      call('session.changePassword', { body: { current, next } }),
    /** Ends the session, on open sockets too. */
    signOut: async (): Promise<Refusal | null> => {
      const answer = await call('session.signOut', {})
      if (isRefusal(answer)) return answer
      keepToken(null)
      return null
    },
    /** A ticket for one socket into a room; null for somebody without a session, who may watch. */
    socketTicket: async (room: string): Promise<string | null | Refusal> => {
      const answer = await call('session.socketTicket', { params: { room }, body: {} })
      if (!isRefusal(answer)) return answer.ticket
      return answer.refused === 'not-signed-in' || answer.refused === 'not-allowed' ? null : answer
    },
  }
}

export type Session = ReturnType<typeof createSession>
