// Order, planned slots, removal: each writes the whole shelf, and everybody hears of it.

import type { ShelfItem } from '@hawker/sdk'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answered, useHawker } from '../../staff/hawker.ts'
import { movedBy, shelfBody } from '../../staff/room/lineup.ts'
import { useLiveRoom } from '../../staff/room/live-room.ts'

type Items = readonly ShelfItem[]

export const useShelfEdit = () => {
  const { id } = useLiveRoom()
  const { shelf } = useHawker()
  const queries = useQueryClient()
  // There is no list of all products yet: what was taken off can be put back while the page is open.
  const [removed, setRemoved] = useState<Items>([])
  const { mutate, error } = useMutation({
    mutationFn: (items: Items) => answered(shelf.put(id, shelfBody(items))),
    onSettled: () => queries.invalidateQueries({ queryKey: ['shelf', id] }),
  })
  return {
    error,
    move: (items: Items, at: number, by: -1 | 1) => mutate(movedBy(items, at, by)),
    removed,
    remove: (items: Items, at: number) => {
      setRemoved([...removed, ...items.slice(at, at + 1)])
      mutate(items.filter((_, index) => index !== at))
    },
    add: (items: Items, item: ShelfItem) => mutate([...items, { ...item, plannedAt: null }]),
    plan: (items: Items, at: number, plannedAt: number | null) =>
      mutate(items.map((item, index) => (index === at ? { ...item, plannedAt } : item))),
  }
}
