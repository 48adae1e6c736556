// The orders of the shop, those to pack first; searched, by room, and as a table to pack by.
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import section from '../section.module.css'
import { usePlace } from '../use-place.ts'
import { ExportOrders } from './export-orders.tsx'
import { ListBar } from './list-bar.tsx'
import { listingOf } from './listing.ts'
import { OrderRow } from './order-row.tsx'
import { useOrderList } from './use-orders.ts'

export const OrderList = () => {
  const { t } = useTranslation()
  const { query } = usePlace()
  const listing = listingOf(query)
  const list = useOrderList(listing)
  const orders = list.data?.pages.flatMap((page) => page.orders) ?? []
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
      {list.data && orders.length === 0 && (
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
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('orders.more')}
          </Button>
        </div>
      )}
    </>
  )
}
