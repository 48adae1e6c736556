// The catalogue: searched, sorted, and a page more on demand.
import { Button } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { answered } from '../../staff/hawker.ts'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { useMay } from '../../staff/session/you.ts'
import { formatNumber } from '../../ui/format.ts'
import { PlusIcon } from '../../ui/icons.tsx'
import { hrefOf } from '../place.ts'
import section from '../section.module.css'
import { useCatalogue } from '../use-catalogue.ts'
import { go, usePlace } from '../use-place.ts'
import { ListBar } from './list-bar.tsx'
import { askOf, listingOf } from './listing.ts'
import { ProductRow } from './product-row.tsx'
import styles from './products.module.css'

const PAGE = 50

export const ProductList = () => {
  const { t, i18n } = useTranslation()
  const catalogue = useCatalogue()
  const { query } = usePlace()
  const listing = listingOf(query)
  const ask = askOf(listing)
  const list = useInfiniteQuery({
    queryKey: ['products', ask],
    queryFn: ({ pageParam: after }) =>
      answered(catalogue.list({ ...ask, limit: PAGE, ...(after === null ? {} : { after }) })),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: true,
  })
  const products = list.data?.pages.flatMap((page) => page.products) ?? []
  const total = list.data?.pages.at(-1)?.total
  const mayWrite = useMay('catalogue.write')
  const create = () => go(hrefOf('products', null, { view: 'new' }))
  const chosen = listing.search !== '' || listing.sale !== 'all'
  return (
    <>
      <div className={styles.top}>
        <h1>{t('products.title')}</h1>
        <p className="quiet num" role="status">
          {total === undefined ? '' : t('products.count', { count: total, n: formatNumber(total, i18n.language) })}
        </p>
        {mayWrite && (
          <span className={styles.acts}>
            <Button
              variant="default"
              onClick={() => go(hrefOf('products', null, { view: 'import' }))}
              data-testid="product-import"
            >
              {t('imports.open')}
            </Button>
            <Button leftSection={<PlusIcon size={16} />} onClick={create} data-testid="product-new">
              {t('product.new')}
            </Button>
          </span>
        )}
      </div>
      <ListBar listing={listing} />
      <RefusalNote error={list.error} />
      {list.isPending && (
        <ul className={section.rows} aria-label={t('common.loading')}>
          {[1, 2, 3].map((n) => (
            <li key={n} className={section.ghost} />
          ))}
        </ul>
      )}
      {total === 0 && (
        <div className={section.empty}>
          <p>{t(chosen ? 'products.noneFound' : 'products.none')}</p>
          {mayWrite && !chosen && <Button onClick={create}>{t('products.first')}</Button>}
        </div>
      )}
      <ul className={section.rows} data-testid="product-list" aria-busy={list.isPlaceholderData}>
        {products.map((product) => (
          <ProductRow key={product.id} product={product} />
        ))}
      </ul>
      {list.hasNextPage && (
        <div className={section.more}>
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
            data-testid="product-more"
          >
            {t('products.more')}
          </Button>
        </div>
      )}
    </>
  )
}
