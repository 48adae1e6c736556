// The shop's catalogue, without what stands on this shelf already: put here with one press.
import { createCatalogue } from '@hawker/sdk/catalogue'
import { Button, TextInput } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answered, useHawker } from '../../staff/hawker.ts'
import { isShown, thumbOf } from '../../staff/picture-address.ts'
import { formatMoney } from '../../ui/format.ts'
import { SearchIcon } from '../../ui/icons.tsx'
import styles from './known-products.module.css'

/** One looks for a product by its name: a long list helps nobody. */
const LISTED = 50

interface Props {
  /** Ids of what stands on the shelf. */
  readonly shelf: ReadonlySet<string>
  readonly onAdd: (productId: string) => void
}

export const KnownProducts = ({ shelf, onAdd }: Props) => {
  const { t, i18n } = useTranslation()
  const { call } = useHawker()
  const [typed, setTyped] = useState('')
  const search = useDeferredValue(typed.trim())
  const { data } = useQuery({
    queryKey: ['products', { known: search }],
    queryFn: () => answered(createCatalogue(call).list({ limit: LISTED, ...(search === '' ? {} : { search }) })),
    placeholderData: keepPreviousData,
  })
  const list = data?.products.filter(({ id }) => !shelf.has(id)) ?? []
  if (list.length === 0 && search === '') return null
  return (
    <section className={styles.known}>
      <h3>{t('console.known')}</h3>
      <TextInput
        type="search"
        aria-label={t('common.search')}
        placeholder={t('common.search')}
        leftSection={<SearchIcon size={15} />}
        maxLength={120}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        data-testid="known-search"
      />
      <ul>
        {list.map(({ id, title, images: [picture], skus, currency }) => (
          <li key={id} data-testid="known-product" data-product={id}>
            <span className={styles.image}>
              {picture !== undefined && isShown(picture) && <img src={thumbOf(picture)} alt="" loading="lazy" />}
            </span>
            <b>{title}</b>
            <span>{formatMoney(Math.min(...skus.map(({ priceMinor }) => priceMinor)), currency, i18n.language)}</span>
            <Button variant="default" onClick={() => onAdd(id)} aria-label={`${t('console.add')}: ${title}`}>
              {t('console.add')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
