// A truth is handed in by whoever wires the house: a function that counts it for many apps at one moment.
import type { AppId, api } from '@hawker/protocol'
import type { Kysely } from 'kysely'

export type InvariantName = (typeof api.invariants.INVARIANTS)[number]

export interface Truth {
  readonly holds: boolean
  readonly left: string
  readonly right: string
  /** Where it does not hold, the first few. */
  readonly broken: readonly string[]
}

/** `tx` sees every app, reads only, and stands at one moment for all truths of a check. */
export type CountTruth = (tx: Kysely<unknown>, apps: readonly AppId[]) => Promise<ReadonlyMap<AppId, Truth>>

export type Truths = Partial<Readonly<Record<InvariantName, CountTruth>>>
