// The orders of the shop, those to pack first; searched, by room, and as a table to pack by.
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { formatMoment } from '../../ui/format.ts'
import { useClock } from '../../ui/use-now.ts'
import section from '../section.module.css'
import { usePlace } from '../use-place.ts'
import { ExportOrders } from './export-orders.tsx'
import { ListBar } from './list-bar.tsx'
import { listingOf } from './listing.ts'
import { OrderRow } from './order-row.tsx'
import { useOrderList } from './use-orders.ts'

export const OrderList = () => {
  const { t, i18n } = useTranslation()
  const clock = useClock()
  const { query } = usePlace()
  const listing = listingOf(query)
  const list = useOrderList(listing)
  // One that was paid between two pages stands in both.
  const orders = [
    ...new Map(list.data?.pages.flatMap((page) => page.orders.map((order) => [order.id, order]))).values(),
  ]
  const searchedTo = list.data?.pages.at(-1)?.searchedTo ?? null
  const chosen = listing.search !== '' || listing.room !== ''
  return (
    <>
      <div className={section.top}>
        <h1>{t('orders.title')}</h1>
        <p className="quiet">{t('orders.what')}</p>
        <ExportOrders state={listing.state} />
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
      {list.data && orders.length === 0 && searchedTo === null && (
        <div className={section.empty}>
          <p>{t(chosen ? 'orders.noneFound' : `orders.none.${listing.state}`)}</p>
        </div>
      )}
      <ul className={section.rows} data-testid="order-list" aria-busy={list.isPlaceholderData}>
        {orders.map((order, index) => (
          <OrderRow key={order.id} order={order} before={orders[index - 1]} showsState={listing.state === 'all'} />
        ))}
      </ul>
      {list.hasNextPage && (
        <div className={section.more}>
          {searchedTo !== null && (
            <p className="quiet" role="status" data-testid="orders-searched">
              {t(orders.length > 0 ? 'orders.searchedTo' : 'orders.noneSince', {
                time: formatMoment(searchedTo, clock.now(), i18n.language),
              })}
            </p>
          )}
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
            data-testid="orders-more"
          >
            {t(searchedTo === null ? 'orders.more' : 'orders.searchOn')}
          </Button>
        </div>
      )}
    </>
  )
}
