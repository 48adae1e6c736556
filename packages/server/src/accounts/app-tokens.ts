// Tokens that a merchant's server signs with its app secret: viewers' tickets, and its own calls.
import { AppId, DisplayName, UserId } from '@hawker/protocol'
import { decodeJwt, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import type { Clock } from '#kernel/clock'
import type { Apps } from './apps.ts'
import { isReserved } from './core/names.ts'

export const TOKEN_MAX_CHARACTERS = 4_096
export const TOKEN_MAX_LIFE_S = 15 * 60
/** How far ahead of ours a signer's clock may be. */
const SKEW_S = 60
const AVATAR_MAX_CHARACTERS = 500

export const TICKET_TYPE = 'hawker-ticket+jwt'
export const SERVER_TYPE = 'hawker-server+jwt'

export interface ViewerTicket {
  readonly app: AppId
  readonly user: UserId
  readonly name: string
  readonly avatarUrl: string | null
}

export interface AppTokens {
  viewer(token: string): Promise<ViewerTicket | null>
  server(token: string): Promise<{ app: AppId; expiresAt: number } | null>
  /** What a merchant's server does, for seeds and tests. */
  signViewer(ticket: ViewerTicket): Promise<string>
}

// Only pictures of our own are shown: an address elsewhere would tell its owner who watches.
const ownPicture = (value: unknown): string | null =>
  typeof value === 'string' && value.length <= AVATAR_MAX_CHARACTERS && /^\/(?![/\\])[^\s\\]*$/.test(value)
    ? value
    : null

export const createAppTokens = (apps: Apps, clock: Clock): AppTokens => {
  // The audience names the app whose secret must fit; nothing else of an unverified token is believed.
  const verify = async (token: string, typ: string): Promise<{ app: AppId; claims: JWTPayload } | null> => {
    if (token.length > TOKEN_MAX_CHARACTERS) return null
    try {
      const app = AppId.parse(decodeJwt(token).aud)
      const secret = apps.secretOf(app)
      if (secret === null) return null
      const { payload } = await jwtVerify(token, secret, {
        algorithms: ['HS256'],
        typ,
        audience: app,
        requiredClaims: ['exp'],
        currentDate: new Date(clock.now()),
      })
      return payload.exp! - clock.now() / 1000 <= TOKEN_MAX_LIFE_S + SKEW_S ? { app, claims: payload } : null
    } catch {
      return null
    }
  }

  return {
    viewer: async (token) => {
      const verified = await verify(token, TICKET_TYPE)
      const user = UserId.safeParse(verified?.claims.sub)
      const name = DisplayName.safeParse(verified?.claims.name)
      if (!verified || !user.success || !name.success || isReserved(user.data) || isReserved(name.data)) return null
      return { app: verified.app, user: user.data, name: name.data, avatarUrl: ownPicture(verified.claims.avatar) }
    },
    server: async (token) => {
      const verified = await verify(token, SERVER_TYPE)
      return verified && { app: verified.app, expiresAt: verified.claims.exp! * 1000 }
    },
    signViewer: ({ app, user, name, avatarUrl }) => {
      const secret = apps.secretOf(app)
      if (secret === null) throw new Error(`there is no app ${app}`)
      return new SignJWT({ name, ...(avatarUrl === null ? {} : { avatar: avatarUrl }) })
        .setProtectedHeader({ alg: 'HS256', typ: TICKET_TYPE })
        .setAudience(app)
        .setSubject(user)
        .setExpirationTime(Math.floor(clock.now() / 1000) + TOKEN_MAX_LIFE_S)
        .sign(secret)
    },
  }
}
