// Which pages may open a socket here. Cookies never authenticate one, so that a foreign page gains nothing by trying.

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/** Origins equal to the public one: on a developer's machine, the other names of loopback. */
export const allowedOrigins = (publicUrl: string, others: readonly string[] = []): ReadonlySet<string> => {
  const { protocol, hostname, port, origin } = new URL(publicUrl)
  const same = LOOPBACK.includes(hostname)
    ? LOOPBACK.map((name) => `${protocol}//${name}${port === '' ? '' : `:${port}`}`)
    : [origin]
  return new Set([...same, ...others])
}

/** A browser always says where a page came from. What says nothing must not carry a browser's cookies either. */
export const originAllowed = (headers: Headers, allowed: ReadonlySet<string>): boolean => {
  const origin = headers.get('origin')
  return origin === null ? headers.get('cookie') === null : allowed.has(origin)
}
