// W1. Asks servers that a user named, without letting him reach what only this machine can reach.
import { lookup } from 'node:dns/promises'
import http from 'node:http'
import https from 'node:https'
import { BlockList, isIP } from 'node:net'

const NOT_GLOBAL = new BlockList()
for (const [net, bits] of [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
  ] as const),
  ...([
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
  ] as const),
  ...([
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ] as const),
] as const)
  NOT_GLOBAL.addSubnet(net, bits, 'ipv4')
// Teredo and the other protocol addresses, documentation, 6to4.
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  NOT_GLOBAL.addSubnet(net, bits, 'ipv6')
/** All that is global today. Outside lie loopback, ULA, link-local, multicast, and every way to write IPv4 within IPv6. */
const GLOBAL_V6 = new BlockList()
GLOBAL_V6.addSubnet('2000::', 3, 'ipv6')

/** Whether an address belongs to the open internet, to nobody's own network. */
export const isGlobal = (address: string): boolean => {
  if (address.includes('%')) return false
  const family = isIP(address)
  if (family === 4) return !NOT_GLOBAL.check(address, 'ipv4')
  return family === 6 && GLOBAL_V6.check(address, 'ipv6') && !NOT_GLOBAL.check(address, 'ipv6')
}

export type Resolve = (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>

export interface OutsideOptions {
  /** For shops in one's own network, and for tests: private addresses and any port. */
  readonly allowPrivate: boolean
  readonly resolve?: Resolve
}

export interface Ask {
  readonly headers?: Readonly<Record<string, string>>
  readonly maxBytes: number
  /** For all of it: name, connection, answer. */
  readonly withinMs: number
}

/** Why nothing came: for the one who named the address, so it says no more than he knows. */
export class OutsideError extends Error {}

export interface Heard {
  readonly status: number
  readonly type: string
  readonly bytes: Uint8Array
}

export type Outside = (url: string, ask: Ask) => Promise<Heard>

const NOT_REACHED = 'This address could not be reached.'
const NOT_ALLOWED = 'This address is not on the open internet.'

const addressOf = async (
  url: URL,
  { allowPrivate, resolve = (host) => lookup(host, { all: true }) }: OutsideOptions,
) => {
  if (url.username || url.password) throw new OutsideError('An address with a name or password in it is not taken.')
  if (!allowPrivate && url.port !== '') throw new OutsideError('Only the ports 80 and 443 are asked.')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const all = isIP(host) ? [{ address: host, family: isIP(host) }] : await resolve(host).catch(() => [])
  if (all.length === 0) throw new OutsideError(NOT_REACHED)
  if (!allowPrivate && !all.every(({ address }) => isGlobal(address))) throw new OutsideError(NOT_ALLOWED)
  return all[0]!
}

/** The name is looked up once, every address of it is checked, and the connection goes to the one that was. */
const get = (url: URL, at: { address: string; family: number }, { headers, maxBytes }: Ask, signal: AbortSignal) =>
  new Promise<Heard>((resolve, reject) => {
    const { request } = url.protocol === 'https:' ? https : http
    const sent = request(url, {
      headers: { accept: '*/*', ...headers, 'accept-encoding': 'identity' },
      agent: false,
      signal,
      lookup: (_host, options, found) =>
        options.all
          ? found(null, [at])
          : (found as (e: null, a: string, f: number) => void)(null, at.address, at.family),
    })
    const fail = (why: string) => {
      reject(new OutsideError(why))
      sent.destroy()
    }
    sent.on('error', () => reject(new OutsideError(NOT_REACHED)))
    sent.on('response', (answer) => {
      const status = answer.statusCode ?? 0
      if (status >= 300 && status < 400) return fail('This address sends us on to another one, which is not followed.')
      if ((answer.headers['content-encoding'] ?? 'identity') !== 'identity') return fail('The answer is compressed.')
      const parts: Buffer[] = []
      let size = 0
      answer.on('data', (part: Buffer) => {
        size += part.length
        if (size > maxBytes) fail(`The answer is larger than ${maxBytes} bytes.`)
        else parts.push(part)
      })
      answer.on('error', () => reject(new OutsideError(NOT_REACHED)))
      answer.on('end', () =>
        resolve({ status, type: answer.headers['content-type'] ?? '', bytes: Buffer.concat(parts) }),
      )
    })
    sent.end()
  })

export const openOutside =
  (options: OutsideOptions): Outside =>
  async (address, ask) => {
    const url = URL.canParse(address) ? new URL(address) : null
    if (!url || !['http:', 'https:'].includes(url.protocol)) throw new OutsideError('This is not an http address.')
    const signal = AbortSignal.timeout(ask.withinMs)
    const late = new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(new OutsideError('No whole answer came in time.')), { once: true }),
    )
    return await Promise.race([addressOf(url, options).then((at) => get(url, at, ask, signal)), late])
  }
