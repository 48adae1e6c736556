// Where to go after signing in: a path of ours, never another site.
const OWN_PATH = /^\/(?![/\\])/

export const safeReturn = (wanted: string | null, otherwise = '/console'): string =>
  wanted !== null && OWN_PATH.test(wanted) && !/[\u0000-\u001f\\]/.test(wanted) ? wanted : otherwise

/** The one-time token of an address: `/signin#token`, or `?link=token`. */
export const linkToken = (address: URL): string | null => {
  const inQuery = address.searchParams.get('link')
  if (inQuery) return inQuery
  const rest = address.hash.replace(/^#(link=)?/, '')
  return address.pathname.startsWith('/signin') && /^[A-Za-z0-9._~-]{16,128}$/.test(rest) ? rest : null
}
