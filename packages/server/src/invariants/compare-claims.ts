// Every claim that is used took something off a basket, and every basket that is priced with a claim uses it. Two modules
// each know one side and not the other's tables: their sums are compared, and rows only where the sums differ.
import type { AppId } from '@hawker/protocol'
import type { Kysely } from 'kysely'
import type { CountTruth, Truth } from './door.ts'

/** A power of two. */
const PARTS = 64
const BROKEN_MAX = 20

interface Sum {
  readonly app: AppId
  readonly part: number
  readonly uses: number
  readonly mark: string
}
interface Use {
  readonly claimId: string | null
  readonly usedFor: string
}

/** One side: uses of claims, summed by app and part; and those of some parts one by one. */
export interface ClaimUses {
  sum(tx: Kysely<unknown>, apps: readonly AppId[], parts: number): Promise<readonly Sum[]>
  list(tx: Kysely<unknown>, app: AppId, parts: number, among: readonly number[]): Promise<readonly Use[]>
}

const total = (sums: readonly Sum[]): number => sums.reduce((uses, sum) => uses + sum.uses, 0)

const unevenParts = (left: readonly Sum[], right: readonly Sum[]): number[] => {
  const named = (sums: readonly Sum[]) => new Map(sums.map(({ part, uses, mark }) => [part, `${uses} ${mark}`]))
  const [a, b] = [named(left), named(right)]
  return [...new Set([...a.keys(), ...b.keys()])].filter((part) => a.get(part) !== b.get(part))
}

/** The claims, or the baskets where there is no claim, that only one side knows so. */
const differing = (left: readonly Use[], right: readonly Use[]): string[] => {
  const named = (uses: readonly Use[]) =>
    new Map(uses.map((use) => [`${use.claimId} ${use.usedFor}`, use.claimId ?? use.usedFor]))
  const [a, b] = [named(left), named(right)]
  const only = [...a].filter(([name]) => !b.has(name)).concat([...b].filter(([name]) => !a.has(name)))
  return [...new Set(only.map(([, id]) => id))].sort().slice(0, BROKEN_MAX)
}

/** `used`: claims as coupons have them. `priced`: baskets as commerce has them. Both at the moment of the check. */
export const compareClaims =
  (used: ClaimUses, priced: ClaimUses): CountTruth =>
  async (tx, apps) => {
    const lefts = Map.groupBy(await used.sum(tx, apps, PARTS), ({ app }) => app)
    const rights = Map.groupBy(await priced.sum(tx, apps, PARTS), ({ app }) => app)
    const truths = new Map<AppId, Truth>()
    for (const app of apps) {
      const [left, right] = [lefts.get(app) ?? [], rights.get(app) ?? []]
      const parts = unevenParts(left, right)
      const holds = parts.length === 0
      const broken = holds
        ? []
        : differing(await used.list(tx, app, PARTS, parts), await priced.list(tx, app, PARTS, parts))
      truths.set(app, { holds, left: `claims used ${total(left)}`, right: `baskets ${total(right)}`, broken })
    }
    return truths
  }
