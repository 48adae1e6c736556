// The ways of delivery: every change is answered with all of them, in their order but without their positions. So whoever
// changes one writes the place of each.
import type { DeliveryMethod } from '@hawker/sdk'
import { newId } from '@hawker/sdk'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answered } from '../../staff/hawker.ts'
import { useShop } from '../../staff/use-shop.ts'
import { type MethodTerms, positionOf } from './method-form.ts'

const KEY = ['delivery'] as const

type Methods = readonly DeliveryMethod[]

export const useMethods = () => {
  const { delivery } = useShop()
  return useQuery({ queryKey: KEY, queryFn: async (): Promise<Methods> => (await answered(delivery.list())).methods })
}

export const useChangeMethods = () => {
  const { delivery } = useShop()
  const queries = useQueryClient()
  const change = {
    onSuccess: (methods: Methods) => queries.setQueryData(KEY, methods),
    onError: () => queries.invalidateQueries({ queryKey: KEY }),
  }
  const write = async (methods: Methods): Promise<Methods> => {
    let kept = methods
    for (const [index, { id, ...terms }] of methods.entries())
      kept = (await answered(delivery.put(id, { ...terms, position: positionOf(index) }))).methods
    return kept
  }
  const known = () => queries.getQueryData<Methods>(KEY) ?? []
  /** `id` null: a new one, after the others. */
  const put = useMutation({
    mutationFn: ({ id, terms }: { id: string | null; terms: MethodTerms }) => {
      const changed = { ...terms, id: (id ?? newId(Date.now())) as DeliveryMethod['id'] }
      return write(id === null ? [...known(), changed] : known().map((method) => (method.id === id ? changed : method)))
    },
    ...change,
  })
  const order = useMutation({ mutationFn: write, ...change })
  const remove = useMutation({
    mutationFn: async (id: string) => (await answered(delivery.remove(id))).methods as Methods,
    ...change,
  })
  return { put, order, remove }
}
