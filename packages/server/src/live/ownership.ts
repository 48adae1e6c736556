// Which process has a stream. Alone there is no question; of several, the one with the stream's lease: it keeps the
// parts, and what it writes about the show counts only as long as no other has taken the stream.
import type { Transaction } from 'kysely'
import { type Between, isGone } from '#between'
import type { Held, Holder, Lease, Leases } from '#leases'
import { sha256 } from '#system/keyed-hash'
import type { Log } from '#system/log'
import type { Stream } from './store.ts'

/** A process that died is out of the way after this, unless its machine says at once that it is gone. */
export const STREAM_LEASE_MS = 5_000
const YIELD_MS = 1_500

const ELSEWHERE = 'Somebody is already publishing this stream.'
const UNSURE = 'The server that had this stream does not answer. Try again in a few seconds.'

/** A stream in our hands. */
export interface Owned {
  /** Throws `LeaseLost` inside the transaction where another process has the stream. */
  fence(tx: Transaction<unknown>): Promise<void>
  release(): Promise<void>
}

export interface Ownership {
  /** For a publisher with this secret, or for nobody yet. A text says why not. */
  claim(stream: Stream, secret: string | null): Promise<Owned | string>
  /** Who has these, by the name of the stream; nobody is missing. */
  holders(names: readonly string[]): Promise<ReadonlyMap<string, Holder>>
}

const ALONE: Owned = { fence: async () => {}, release: async () => {} }

export const aloneOwnership: Ownership = {
  claim: async () => ALONE,
  holders: async () => new Map(),
}

export const secretHashOf = (secret: string): string => sha256(`publisher ${secret}`)

export interface OwnershipDeps {
  readonly leases: Leases
  readonly between: Between
  readonly log: Log
  /** Another process has taken the stream. */
  readonly onLost: (name: string) => void
}

export const sharedOwnership = ({ leases, between, log, onLost }: OwnershipDeps): Ownership => {
  const owned = new Map<string, Owned>()
  const claims = new Map<string, Promise<Owned | string>>()
  const leaseOf = (name: string) => `stream/${name}`

  const hold = async (name: string, force: boolean): Promise<Owned | null> => {
    let held: Held | null = null
    const lease: Lease = leases.hold(leaseOf(name), {
      ...{ ttlMs: STREAM_LEASE_MS, once: true, force },
      taken: (now) => {
        held = now
      },
      lost: () => {
        if (owned.get(name) !== mine) return
        owned.delete(name)
        onLost(name)
      },
    })
    const mine: Owned = {
      fence: (tx) => held!.fence(tx),
      release: async () => {
        if (owned.get(name) !== mine) return
        owned.delete(name)
        await lease.release()
      },
    }
    if ((await lease.first) === null) return null
    owned.set(name, mine)
    return mine
  }

  const askToYield = async (
    name: string,
    address: string | null,
    secret: string,
    again = true,
  ): Promise<'yes' | 'no' | 'gone'> => {
    if (address === null) return 'no'
    try {
      const body = JSON.stringify({ secretHash: secretHashOf(secret) })
      const answer = await between.ask(address, 'POST', `/streams/${name}/yield`, { timeoutMs: YIELD_MS, body })
      // A process that came after it on its port knows nothing of the stream, and says so.
      return answer.ok ? 'yes' : answer.status === 410 ? 'gone' : 'no'
    } catch (error) {
      if (isGone(error)) return 'gone'
      // A connection kept from earlier may have ended with the process: a new one says whether it did.
      if (again && (error as Error).name !== 'TimeoutError') return askToYield(name, address, secret, false)
      log.info({ err: error, stream: name }, 'the process that had a stream could not be asked for it')
      return 'no'
    }
  }

  const claim = async (name: string, secret: string | null): Promise<Owned | string> => {
    const free = await hold(name, false)
    if (free) return free
    const holder = (await leases.holders([leaseOf(name)])).get(leaseOf(name))
    if (secret === null) return ELSEWHERE
    const yields = holder ? await askToYield(name, holder.address, secret) : 'yes'
    if (yields === 'no') return holder?.address ? ELSEWHERE : UNSURE
    // Whoever gave way, or is no more, has nothing to say about it any longer.
    return (await hold(name, true)) ?? UNSURE
  }

  return {
    claim: ({ name }, secret) => {
      const mine = owned.get(name)
      if (mine) return Promise.resolve(mine)
      const before = claims.get(name) ?? Promise.resolve()
      // One after another: the second may find that the first has got it.
      const next = before.then(() => owned.get(name) ?? claim(name, secret))
      const settled: Promise<Owned | string> = next.finally(() => {
        if (claims.get(name) === settled) claims.delete(name)
      })
      claims.set(name, settled)
      return settled
    },
    holders: async (names) => {
      const found = await leases.holders(names.map(leaseOf))
      return new Map([...found].map(([lease, holder]) => [lease.slice(leaseOf('').length), holder]))
    },
  }
}
