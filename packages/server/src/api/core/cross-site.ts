// A1: whether a request that changes something may come from where it comes from.

export interface Provenance {
  readonly method: string
  readonly origin: string | null
  readonly fetchSite: string | null
  readonly byCookie: boolean
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * A browser sends its cookie along with any page's request, so a caller by cookie must prove to be on our own page.
 * Others carry their credential by hand; they are refused only when a browser says that a foreign page speaks.
 */
export const comesFromOurPage = (from: Provenance, publicOrigin: string): boolean => {
  if (SAFE.has(from.method)) return true
  if (from.fetchSite === 'same-origin') return true
  if (from.origin !== null) return from.origin === publicOrigin
  if (from.byCookie) return false
  return from.fetchSite === null || from.fetchSite === 'none'
}
