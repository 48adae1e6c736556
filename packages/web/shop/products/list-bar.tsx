// Search, sorting and the filter. What is typed is asked for when typing pauses.
import { NativeSelect, SegmentedControl, TextInput } from '@mantine/core'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SearchIcon } from '../../ui/icons.tsx'
import { hrefOf } from '../place.ts'
import { go } from '../use-place.ts'
import { type Listing, queryOf, SALES, type Sale, SEARCH_MAX, SORTS, type Sort } from './listing.ts'
import styles from './products.module.css'

const PAUSE_MS = 250

export const ListBar = ({ listing, children }: { listing: Listing; children?: ReactNode }) => {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(listing.search)
  const now = useRef(listing)
  now.current = listing
  const show = (change: Partial<Listing>) =>
    go(hrefOf('products', null, queryOf({ ...now.current, ...change })), { replace: true })
  // The address may change by itself: a way back, a section pressed again.
  const asked = useRef(listing.search)
  useEffect(() => {
    if (listing.search !== asked.current) setTyped(listing.search)
    asked.current = listing.search
  }, [listing.search])
  useEffect(() => {
    if (typed.trim() === now.current.search.trim()) return
    const timer = window.setTimeout(() => {
      asked.current = typed.trim()
      go(hrefOf('products', null, queryOf({ ...now.current, search: typed })), { replace: true })
    }, PAUSE_MS)
    return () => window.clearTimeout(timer)
  }, [typed])
  return (
    <div className={styles.bar}>
      <TextInput
        className={styles.search!}
        type="search"
        aria-label={t('products.search')}
        placeholder={t('products.search')}
        leftSection={<SearchIcon size={16} />}
        maxLength={SEARCH_MAX}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        data-testid="product-search"
      />
      <SegmentedControl
        aria-label={t('products.sale')}
        value={listing.sale}
        onChange={(sale) => show({ sale: sale as Sale })}
        data={SALES.map((value) => ({ value, label: t(`products.sales.${value}`) }))}
      />
      <NativeSelect
        aria-label={t('products.sort')}
        value={listing.sort}
        onChange={(event) => show({ sort: event.currentTarget.value as Sort })}
        data={SORTS.map((value) => ({ value, label: t(`products.sorts.${value}`) }))}
        data-testid="product-sort"
      />
      {children}
    </div>
  )
}
