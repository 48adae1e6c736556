// One product as the server has it, and what changes it.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answered } from '../../staff/hawker.ts'
import { useCatalogue } from '../use-catalogue.ts'
import type { Product } from './figures.ts'

/** Pieces are sold while one looks. */
const EVERY_MS = 10_000

type Catalogue = ReturnType<typeof useCatalogue>

export const useProduct = (id: string) => {
  const catalogue = useCatalogue()
  return useQuery({
    queryKey: ['product', id],
    queryFn: () => answered(catalogue.read(id)),
    refetchOnWindowFocus: true,
    refetchInterval: EVERY_MS,
  })
}

/** All that it ever cost, page by page: whether a list price was charged is asked of every one. */
const readAllPrices = async (catalogue: Catalogue, id: string) => {
  const newest = await answered(catalogue.prices(id))
  const prices = [...newest.prices]
  for (let after = newest.next; after !== null; ) {
    const page = await answered(catalogue.prices(id, after))
    prices.push(...page.prices)
    after = page.next
  }
  return { ...newest, prices }
}

/** What it ever cost. */
export const usePrices = (id: string) => {
  const catalogue = useCatalogue()
  return useQuery({ queryKey: ['prices', id], queryFn: () => readAllPrices(catalogue, id) })
}

/** A change of which the server answers the whole product. */
export const useChange = <Ask>(
  id: string,
  change: (catalogue: Catalogue, ask: Ask) => ReturnType<Catalogue['change']>,
) => {
  const catalogue = useCatalogue()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (ask: Ask) => answered(change(catalogue, ask)),
    onSuccess: (product: Product) => {
      queries.setQueryData(['product', id], product)
      void queries.invalidateQueries({ queryKey: ['products'] })
      void queries.invalidateQueries({ queryKey: ['prices', id] })
    },
  })
}
