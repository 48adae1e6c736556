// What only one process may do at a time. A lease lies in PostgreSQL, by its clock; its token fences what its holder writes.
import type { Transaction } from 'kysely'

/** A lease in our hands. */
export interface Held {
  readonly name: string
  /** Grows with every change of hands and every lapse. */
  readonly token: number
  /** Throws `LeaseLost` where another has taken it, and keeps it ours until this transaction ends. */
  fence(tx: Transaction<unknown>): Promise<void>
}

/** A wish to hold one. */
export interface Lease {
  /** Ours at this moment, as far as this process can know; null from the moment it may have ended. */
  readonly held: Held | null
  /** When the database has answered for the first time: ours, or not. Never rejects; an unreachable database is null. */
  readonly first: Promise<Held | null>
  /** Lets go: another may take it at once. */
  release(): Promise<void>
}

export interface Wish {
  readonly ttlMs: number
  /** Take it from whoever holds it. His token does not count from then on. */
  readonly force?: boolean
  /** Ask once, and again only while it is ours. Otherwise: until it is ours. */
  readonly once?: boolean
  /** Ours, or ours again under another token. */
  readonly taken?: (held: Held) => void
  /** Another has it now. Not called while the database is away: nobody can take it then. */
  readonly lost?: () => void
}

export interface Holder {
  readonly holder: string
  readonly token: number
  /** Where the other processes reach it. */
  readonly address: string | null
}

export interface Leases {
  hold(name: string, wish: Wish): Lease
  /** Who holds these now; what nobody holds is missing. */
  holders(names: readonly string[]): Promise<ReadonlyMap<string, Holder>>
  /** Where this process is reached, once that is known; goes with every lease of this process. */
  reachedAt(address: string): void
  /** Lets go of all. */
  stop(): Promise<void>
}

/** Another process holds it by now: what was to be written is not. */
export class LeaseLost extends Error {
  constructor(name: string) {
    super(`another process has taken the lease ${name}`)
    this.name = 'LeaseLost'
  }
}
