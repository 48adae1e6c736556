// The currency the shop sells in, as its first product has it; until that is known, what one worked with last.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { answered } from '../staff/hawker.ts'
import { likelyCurrency } from '../staff/rooms/currency.ts'
import { useCatalogue } from './use-catalogue.ts'

export const useUsualCurrency = (): string => {
  const { i18n } = useTranslation()
  const catalogue = useCatalogue()
  const { data } = useQuery({
    queryKey: ['products', 'currency'],
    queryFn: async () => (await answered(catalogue.list({ limit: 1 }))).products[0]?.currency ?? null,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return data ?? likelyCurrency(i18n.language)
}
