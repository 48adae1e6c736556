// A9: the address that counts for limits. A header is believed only from a proxy that was named, and compared as bytes.
import { BlockList, isIP, isIPv4 } from 'node:net'

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

const plain = (address: string): string => MAPPED.exec(address)?.[1] ?? address

const family = (address: string): 'ipv4' | 'ipv6' => (isIPv4(address) ? 'ipv4' : 'ipv6')

export const createAddressReader = (trustedProxies: readonly string[]) => {
  const trusted = new BlockList()
  for (const proxy of trustedProxies) {
    const [address = '', bits] = proxy.split('/')
    if (isIP(address) === 0) continue
    if (bits === undefined) trusted.addAddress(address, family(address))
    else trusted.addSubnet(address, Number(bits), family(address))
  }
  const isTrusted = (address: string) => isIP(address) !== 0 && trusted.check(address, family(address))

  /** The peer, or behind trusted proxies the rightmost address that is none of them. */
  return (peer: string, forwardedFor: string | null): string => {
    let address = plain(peer)
    if (trustedProxies.length === 0 || forwardedFor === null) return address
    for (const hop of forwardedFor.split(',').reverse()) {
      if (!isTrusted(address)) break
      const named = plain(hop.trim())
      if (isIP(named) === 0) break
      address = named
    }
    return address
  }
}

/** One household: an IPv6 customer has a /64 at least. */
export const bucketOf = (address: string): string => {
  if (isIP(address) !== 6) return address
  const [head = '', rest] = address.split('::')
  const left = head.split(':').filter(Boolean)
  const right = (rest ?? '').split(':').filter(Boolean)
  const groups =
    rest === undefined ? left : [...left, ...Array(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}

export const isLoopback = (address: string): boolean => address === '::1' || /^127\./.test(address)
