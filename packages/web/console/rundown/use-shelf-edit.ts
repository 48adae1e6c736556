// Order, planned slots, removal: each writes the whole shelf, and everybody hears of it.

import type { ShelfItem } from '@hawker/sdk'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answered, useHawker } from '../../staff/hawker.ts'
import { movedBy, shelfBody } from '../../staff/room/lineup.ts'
import { useLiveRoom } from '../../staff/room/live-room.ts'

type Items = readonly ShelfItem[]
type Places = Parameters<typeof shelfBody>[0]

export const useShelfEdit = () => {
  const { id } = useLiveRoom()
  const { shelf } = useHawker()
  const queries = useQueryClient()
  const { mutate, error } = useMutation({
    mutationFn: (items: Places) => answered(shelf.put(id, shelfBody(items))),
    onSettled: () => queries.invalidateQueries({ queryKey: ['shelf', id] }),
  })
  return {
    error,
    move: (items: Items, at: number, by: -1 | 1) => mutate(movedBy(items, at, by)),
    remove: (items: Items, at: number) => mutate(items.filter((_, index) => index !== at)),
    /** At the end. */
    add: (items: Items, productId: string) => mutate([...items, { productId: productId as never, plannedAt: null }]),
    plan: (items: Items, at: number, plannedAt: number | null) =>
      mutate(items.map((item, index) => (index === at ? { ...item, plannedAt } : item))),
  }
}
