// The ways of delivery: every change is answered with all of them, in their order.
import type { DeliveryMethod } from '@hawker/sdk'
import { newId } from '@hawker/sdk'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answered } from '../../staff/hawker.ts'
import { useShop } from '../../staff/use-shop.ts'
import type { MethodTerms } from './method-form.ts'

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
  /** `id` null: a new one, behind the others. One that is changed stays where it stands. */
  const put = useMutation({
    mutationFn: async ({ id, terms }: { id: string | null; terms: MethodTerms }) =>
      (await answered(delivery.put(id ?? newId(Date.now()), terms))).methods as Methods,
    ...change,
  })
  /** No answer tells positions: the place of each is written. */
  const order = useMutation({
    mutationFn: async (methods: Methods) => {
      let kept = methods
      for (const [position, { id, ...terms }] of methods.entries())
        kept = (await answered(delivery.put(id, { ...terms, position }))).methods
      return kept
    },
    ...change,
  })
  const remove = useMutation({
    mutationFn: async (id: string) => (await answered(delivery.remove(id))).methods as Methods,
    ...change,
  })
  return { put, order, remove }
}
