// Where one is on this page: `/shop/products/celadon-cup?view=…` → section, what of it, and the query. Pure.
export interface Place {
  readonly section: string | null
  /** An id, as it follows the section. */
  readonly item: string | null
  readonly query: URLSearchParams
}

const decoded = (part: string | undefined): string | null => {
  if (!part) return null
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** `href`: path and query, without the origin. */
export const placeOf = (href: string): Place => {
  const [path = '', query = ''] = href.split('#')[0]!.split('?')
  const [, , section, item] = path.split('/')
  return { section: decoded(section), item: decoded(item), query: new URLSearchParams(query) }
}

/** The way there; what is empty in the query is left out. */
export const hrefOf = (section: string, item: string | null = null, query: Record<string, string> = {}): string => {
  const kept = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ''))
  const path = `/shop/${encodeURIComponent(section)}${item === null ? '' : `/${encodeURIComponent(item)}`}`
  return kept.size === 0 ? path : `${path}?${kept}`
}
