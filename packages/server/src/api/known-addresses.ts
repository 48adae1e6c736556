// A way past the router for addresses that were looked at before. All it leaves out are answers that depend on the
// address alone: whether it is well formed, ours, and whose. What is said of caller and body is asked each time.
import type { Method } from '@hawker/protocol'

export interface KnownAddresses<Handle> {
  /** What handles this address, if it went the long way before and may be remembered. */
  find(method: string, address: string): Handle | undefined
  /** At the end of the long way: `url` is what the address was read as. */
  remember(method: string, address: string, url: URL): void
}

interface Handled<Handle> {
  readonly method: Method
  readonly path: string
  readonly handle: Handle
}

const matcherOf = (path: string): RegExp => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`)

/** `rawPrefixes`: those who look at a request themselves before the router does. */
export const createKnownAddresses = <Handle>(
  handles: readonly Handled<Handle>[],
  rawPrefixes: readonly string[],
  publicHost: string,
): KnownAddresses<Handle> => {
  const open = handles
    .filter(({ path }) => path.includes('{'))
    .map(({ method, path }) => ({ method, matcher: matcherOf(path) }))
  const fixed = new Map(
    handles
      .filter(({ path }) => !path.includes('{') && !rawPrefixes.some((prefix) => path.startsWith(prefix)))
      .filter(({ method, path }) => !open.some((other) => other.method === method && other.matcher.test(path)))
      .map(({ method, path, handle }) => [`${method} ${path}`, handle]),
  )
  const known = new Map<string, Map<string, Handle>>()
  return {
    find: (method, address) => known.get(address)?.get(method),
    remember: (method, address, url) => {
      const handle = fixed.get(`${method} ${url.pathname}`)
      // Written plainly, without a query, under our one public name: so there are no more of them than there are paths.
      if (handle === undefined || url.host !== publicHost || address !== url.origin + url.pathname) return
      known.set(address, (known.get(address) ?? new Map()).set(method, handle))
    },
  }
}
