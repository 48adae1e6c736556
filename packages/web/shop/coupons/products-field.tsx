// Which products: found by what one types. What was chosen keeps its name, whatever is found next.
import { MultiSelect } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answered } from '../../staff/hawker.ts'
import { useCatalogue } from '../use-catalogue.ts'

const FOUND_MAX = 50

interface Props {
  readonly value: readonly string[]
  readonly error: string | null
  readonly onChange: (ids: readonly string[]) => void
}

export const ProductsField = ({ value, error, onChange }: Props) => {
  const { t } = useTranslation()
  const catalogue = useCatalogue()
  const [typed, setTyped] = useState('')
  const [titles, setTitles] = useState<ReadonlyMap<string, string>>(new Map())
  const search = typed.trim()
  const found = useQuery({
    queryKey: ['products', 'named', search],
    queryFn: async () =>
      (await answered(catalogue.list({ limit: FOUND_MAX, ...(search === '' ? {} : { search }) }))).products,
    placeholderData: keepPreviousData,
  })
  const data = new Map([
    ...value.map((id) => [id, titles.get(id) ?? id] as const),
    ...(found.data ?? []).map(({ id, title }) => [id, title] as const),
  ])
  return (
    <MultiSelect
      label={t('coupons.products')}
      placeholder={value.length === 0 ? t('coupons.everyProduct') : undefined}
      searchable
      clearable
      hidePickedOptions
      nothingFoundMessage={t('products.noneFound')}
      value={[...value]}
      error={error}
      searchValue={typed}
      onSearchChange={setTyped}
      data={[...data].map(([id, label]) => ({ value: id, label }))}
      // The server has searched already.
      filter={({ options }) => options}
      onChange={(ids) => {
        setTitles(new Map(ids.map((id) => [id, data.get(id) ?? id])))
        onChange(ids)
      }}
      data-testid="coupon-products"
    />
  )
}
