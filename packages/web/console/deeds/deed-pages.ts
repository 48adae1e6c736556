// Pages of what was done, as one list: what is read anew comes on top, each deed once. Pure.
import type { Answer } from '@hawker/sdk'

export type DeedPage = Answer<'audit.listDeeds'>
export type Deed = DeedPage['deeds'][number]

/** Ids are given out before their transactions commit: one with a lower id may come in after another. */
const newestFirst = (deeds: readonly Deed[]): Deed[] => [...deeds].sort((a, b) => Number(b.id) - Number(a.id))

const unknownTo = (known: DeedPage, deeds: readonly Deed[]): Deed[] => {
  const ids = new Set(known.deeds.map(({ id }) => id))
  return deeds.filter(({ id }) => !ids.has(id))
}

/** The newest page, read again. Where more was done than it holds there is a gap: the list begins anew. */
export const withNewest = (known: DeedPage | null, page: DeedPage): DeedPage => {
  if (known === null) return page
  const fresh = unknownTo(known, page.deeds)
  if (fresh.length === 0) return known
  if (fresh.length === page.deeds.length && page.next !== null) return page
  return { deeds: newestFirst([...fresh, ...known.deeds]), next: known.next }
}

/** The page behind the last; one that was asked for before the list began anew is let go. */
export const withOlder = (known: DeedPage, page: DeedPage, after: string | null): DeedPage =>
  known.next === after
    ? { deeds: newestFirst([...known.deeds, ...unknownTo(known, page.deeds)]), next: page.next }
    : known
