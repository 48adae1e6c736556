// Which goods were shown or explained in this show, the newest first. Pure.
import type { Launch, ShelfItem } from '@hawker/sdk'

/** What the host shows stands first, then what is being explained: where the eye is. */
export const inOrder = (
  items: readonly ShelfItem[],
  launch: Pick<Launch, 'productId'> | null,
  explained: string | null,
): readonly ShelfItem[] => {
  const place = ({ productId }: ShelfItem) => (productId === launch?.productId ? 0 : productId === explained ? 1 : 2)
  return items.toSorted((a, b) => place(a) - place(b))
}

export const explainedOf = (items: readonly ShelfItem[]): readonly ShelfItem[] =>
  items.filter(({ shownAt }) => shownAt !== undefined).toSorted((a, b) => (b.shownAt ?? 0) - (a.shownAt ?? 0))
