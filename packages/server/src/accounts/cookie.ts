// The session cookie. `__Host-` ties it to this host and to https; a plain-http PUBLIC_URL cannot have that.
import type { Millis } from '@hawker/protocol'

export interface SessionCookie {
  readonly name: string
  set(token: string, now: Millis, expiresAt: Millis): Record<string, string>
  clear(): Record<string, string>
}

export const sessionCookie = (publicUrl: string): SessionCookie => {
  const secure = publicUrl.startsWith('https:')
  const name = secure ? '__Host-hk' : 'hk'
  const attributes = `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  const header = (value: string, seconds: number) => ({
    'set-cookie': `${name}=${value}; Max-Age=${seconds}; ${attributes}`,
  })
  return {
    name,
    set: (token, now, expiresAt) => header(token, Math.max(0, Math.floor((expiresAt - now) / 1000))),
    clear: () => header('', 0),
  }
}
