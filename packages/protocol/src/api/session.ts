// Signing in and out, and tickets for the socket.
import { z } from 'zod'
import { AppId, Millis, RoomId } from '../ids.ts'
import { DisplayName, PublicPerson } from '../person.ts'
import { endpoint } from './endpoint.ts'

export const PASSWORD_MIN_CHARACTERS = 12
export const PASSWORD_MAX_CHARACTERS = 256

/** How the session comes back: as an HttpOnly cookie (browsers) or in the body, for `Authorization: Bearer`. */
const Deliver = z.enum(['cookie', 'token']).default('cookie')

export const You = z.strictObject({ app: AppId, person: PublicPerson, email: z.string().nullable(), expiresAt: Millis })
export type You = z.infer<typeof You>
const SignedIn = z.strictObject({ you: You, token: z.string().nullable() })
export type SignedIn = z.infer<typeof SignedIn>

export const signIn = endpoint({
  method: 'POST',
  path: '/api/session',
  summary: 'Sign staff in by e-mail and password',
  tag: 'session',
  permission: 'public',
  body: z.strictObject({
    email: z.string().max(254),
    password: z.string().max(PASSWORD_MAX_CHARACTERS),
    app: AppId.optional(),
    deliver: Deliver,
  }),
  answer: SignedIn,
  refusals: ['bad-credentials', 'too-many'],
})

export const signInByLink = endpoint({
  method: 'POST',
  path: '/api/session/link',
  summary: 'Sign in by a one-time link, as printed at first start',
  tag: 'session',
  permission: 'public',
  body: z.strictObject({ token: z.string().min(16).max(128), deliver: Deliver }),
  answer: SignedIn,
  refusals: ['ticket-invalid'],
})

export const signInByTicket = endpoint({
  method: 'POST',
  path: '/api/session/ticket',
  summary: "Sign a viewer in by a ticket that the merchant's server signed with the app secret",
  tag: 'session',
  permission: 'public',
  body: z.strictObject({ ticket: z.string().min(16).max(4096), deliver: Deliver }),
  answer: SignedIn,
  refusals: ['ticket-invalid'],
})

export const becomeGuest = endpoint({
  method: 'POST',
  path: '/api/session/guest',
  summary: 'Become a guest with a display name, or rename the guest one is',
  tag: 'session',
  permission: 'public',
  body: z.strictObject({ name: DisplayName, app: AppId.optional(), deliver: Deliver }),
  answer: SignedIn,
  refusals: ['not-allowed'],
})

export const whoAmI = endpoint({
  method: 'GET',
  path: '/api/session',
  summary: 'Who is calling; null for nobody',
  tag: 'session',
  permission: 'public',
  answer: z.strictObject({ you: You.nullable() }),
})

export const signOut = endpoint({
  method: 'DELETE',
  path: '/api/session',
  summary: 'End this session, on every open socket too',
  tag: 'session',
  permission: 'person',
  answer: z.strictObject({ ended: z.literal(true) }),
})

export const changePassword = endpoint({
  method: 'PUT',
  path: '/api/session/password',
  summary: "Set one's own password as staff; every other session of this account ends",
  tag: 'session',
  permission: 'person',
  body: z.strictObject({
    /** Null for an account that came by a link and has no password yet. */
    current: z.string().max(PASSWORD_MAX_CHARACTERS).nullable(),
    next: z.string().min(PASSWORD_MIN_CHARACTERS).max(PASSWORD_MAX_CHARACTERS),
  }),
  answer: z.strictObject({ changed: z.literal(true) }),
  refusals: ['bad-credentials', 'too-many', 'not-allowed'],
})

export const socketTicket = endpoint({
  method: 'POST',
  path: '/api/rooms/{room}/ticket',
  summary: 'A ticket for one socket into one room: 60 seconds, once',
  tag: 'session',
  permission: 'person',
  params: z.strictObject({ room: RoomId }),
  body: z.strictObject({}),
  answer: z.strictObject({ ticket: z.string(), expiresAt: Millis }),
  refusals: ['not-found'],
})
