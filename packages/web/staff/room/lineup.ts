// The order of a show: what is on, what comes next, what runs short. Pure.
import type { RoomState, ShelfItem } from '@hawker/sdk'

export const freeOf = ({ skus }: ShelfItem): number => skus.reduce((sum, { stock }) => sum + stock, 0)
export const stockedOf = ({ skus }: ShelfItem): number => skus.reduce((sum, { stocked }) => sum + stocked, 0)

/** How many wait for a piece of it, whichever SKU. */
export const waitingFor = ({ skus }: ShelfItem): number => skus.reduce((sum, { waiting = 0 }) => sum + waiting, 0)

export const onAir = ({ launch, shelf }: Pick<RoomState, 'launch' | 'shelf'>): ShelfItem | null =>
  shelf.find(({ productId }) => productId === launch?.productId) ?? null

/** Planned products by their time, then the others by their number. */
const inOrder = (shelf: readonly ShelfItem[]): readonly ShelfItem[] =>
  [...shelf].sort(
    (a, b) =>
      (a.plannedAt ?? Number.MAX_SAFE_INTEGER) - (b.plannedAt ?? Number.MAX_SAFE_INTEGER) || a.number - b.number,
  )

/** The product after the one shown now, or shown last, that still has pieces and sells; round to the first after the last. */
export const nextUp = ({
  launch,
  lastClosed,
  shelf,
}: Pick<RoomState, 'launch' | 'lastClosed' | 'shelf'>): ShelfItem | null => {
  const from = launch?.productId ?? lastClosed?.productId
  const all = inOrder(shelf)
  const at = all.findIndex(({ productId }) => productId === from)
  const order = [...all.slice(at + 1), ...all.slice(0, Math.max(0, at))]
  return order.find((item) => freeOf(item) > 0 && item.onSale !== false) ?? null
}

export interface StockAlert {
  readonly number: number
  readonly title: string
  readonly label: string
  readonly left: number
  /** How many wait for it. */
  readonly waiting: number
}

/** Below this share of what was put in, staff are told. */
export const ALERT_SHARE = 0.1

/** What runs short: first what most people wait for, then what has the fewest pieces. */
export const stockAlerts = (shelf: readonly ShelfItem[]): StockAlert[] =>
  shelf
    .flatMap(({ number, title, skus }) =>
      skus
        .filter(({ stock, stocked, waiting = 0 }) => waiting > 0 || stock < Math.max(1, stocked * ALERT_SHARE))
        .map(({ label, stock, waiting = 0 }) => ({ number, title, label, left: stock, waiting })),
    )
    .sort((a, b) => b.waiting - a.waiting || a.left - b.left || a.number - b.number)

/** Numbers from 1 in the order given, as the shelf is written. */
export const shelfBody = (items: readonly Pick<ShelfItem, 'productId' | 'plannedAt'>[]) =>
  items.map(({ productId, plannedAt }, index) => ({ productId, plannedAt, number: index + 1 }))

/** The list with one item moved by one place. */
export const movedBy = <T>(items: readonly T[], at: number, by: -1 | 1): readonly T[] => {
  const to = at + by
  if (to < 0 || to >= items.length) return items
  const next = [...items]
  const [item] = next.splice(at, 1)
  next.splice(to, 0, item as T)
  return next
}
