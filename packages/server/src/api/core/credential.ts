// What a caller shows to say who he is: a bearer token, or the session cookie of our own pages.

export interface Credential {
  readonly text: string
  readonly byCookie: boolean
}

const CREDENTIAL_MAX_CHARACTERS = 4_096

const cookieOf = (header: string, name: string): string | null => {
  for (const part of header.split(';')) {
    const equals = part.indexOf('=')
    if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim()
  }
  return null
}

export const credentialOf = (headers: Headers, name: string): Credential | null => {
  const authorization = headers.get('authorization')
  if (authorization !== null) {
    const bearer = /^Bearer ([!-~]+)$/i.exec(authorization)?.[1]
    return bearer && bearer.length <= CREDENTIAL_MAX_CHARACTERS ? { text: bearer, byCookie: false } : null
  }
  const cookies = headers.get('cookie')
  if (cookies === null) return null
  const text = cookieOf(cookies, name)
  return text && text.length <= CREDENTIAL_MAX_CHARACTERS ? { text, byCookie: true } : null
}
