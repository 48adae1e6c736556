// Counts sockets by address and in all, and says when there are enough.
import type { GatewayLimits } from './limits.ts'

/** What one customer has: an IPv4 address, or the /64 of an IPv6 one. */
export const addressGroup = (address: string): string => {
  const plain = address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address
  if (!plain.includes(':')) return plain
  const [head = '', tail = ''] = plain.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === '' ? [] : tail.split(':')
  const zeros = plain.includes('::') ? Array(Math.max(0, 8 - left.length - right.length)).fill('0') : []
  return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`
}

const isLoopback = (group: string): boolean => group.startsWith('127.') || group === '0:0:0:0::/64'

/** What a ban with a network names: an IPv4 /24, an IPv6 /64. Null for this machine: a proxy, or a test. */
export const networkOf = (group: string): string | null => {
  if (isLoopback(group)) return null
  const lastDot = group.lastIndexOf('.')
  return lastDot < 0 ? group : `${group.slice(0, lastDot)}.0/24`
}

interface AddressCount {
  sockets: number
  mute: number
}

export interface Admission {
  /** Counts a socket in as long as nobody has spoken on it; false when there are enough. */
  admit(group: string): boolean
  /** Said hello: it is not mute any more. */
  spoke(group: string): void
  leave(group: string, mute: boolean): void
  readonly sockets: number
  readonly mute: number
}

export const createAdmission = (limits: GatewayLimits): Admission => {
  const byAddress = new Map<string, AddressCount>()
  let sockets = 0
  let mute = 0
  return {
    admit: (group) => {
      if (sockets >= limits.sockets || mute >= limits.mute) return false
      const count = byAddress.get(group) ?? { sockets: 0, mute: 0 }
      // Loopback is this machine: a proxy in front of us, behind which everybody has the same address, or a test.
      const full = count.sockets >= limits.socketsPerAddress || count.mute >= limits.mutePerAddress
      if (full && !isLoopback(group)) return false
      byAddress.set(group, count)
      count.sockets++
      count.mute++
      sockets++
      mute++
      return true
    },
    spoke: (group) => {
      mute--
      const count = byAddress.get(group)
      if (count) count.mute--
    },
    leave: (group, wasMute) => {
      sockets--
      if (wasMute) mute--
      const count = byAddress.get(group)
      if (!count) return
      count.sockets--
      if (wasMute) count.mute--
      if (count.sockets === 0) byAddress.delete(group)
    },
    get sockets() {
      return sockets
    },
    get mute() {
      return mute
    },
  }
}
