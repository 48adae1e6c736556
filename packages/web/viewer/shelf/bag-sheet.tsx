// The goods of a room: a sheet with tabs on a phone, a column when wide.
import type { ShelfItem } from '@hawker/sdk'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../ui/icon-button.tsx'
import { CartIcon, CloseIcon, SearchIcon, TruckIcon } from '../../ui/icons.tsx'
import { useRoomState } from '../../ui/live-room.ts'
import { Sheet, SheetHead } from '../../ui/sheet.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { PastAuctions, useHasAuctions } from '../auction/past-auctions.tsx'
import { useCartCount } from '../cart/cart-provider.tsx'
import { CodeField } from '../coupons/code-field.tsx'
import { OwnCouponList } from '../coupons/coupons-sheet.tsx'
import { DropRow } from '../coupons/drop-row.tsx'
import { usePerson } from '../room/person.tsx'
import { useSheets } from '../room/sheets.ts'
import styles from './bag-sheet.module.css'
import { explainedOf, inOrder } from './explained.ts'
import { GoodsRow } from './goods-row.tsx'
import { searchBag } from './search.ts'

type Look = 'sheet' | 'column'

const SearchField = ({ look, query, onQuery }: { look: Look; query: string; onQuery: (query: string) => void }) => {
  const { t } = useTranslation()
  return (
    <label className={styles.field} data-look={look}>
      <SearchIcon size={16} />
      <input
        type="search"
        value={query}
        placeholder={t('bag.search')}
        aria-label={t('bag.search')}
        data-testid="bag-search"
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={(event) => event.key !== 'Escape' && event.stopPropagation()}
      />
    </label>
  )
}

/** Where nobody says what is being explained, it is what is shown. */
const useExplained = () => useRoomState((state) => state.explaining ?? state.launch?.productId ?? null)

interface RowsProps {
  readonly items: readonly ShelfItem[]
  readonly look: Look
  readonly query: string
  /** Said where there is nothing to search in. */
  readonly none: string
}

const Rows = ({ items, look, query, none }: RowsProps) => {
  const { t } = useTranslation()
  const sheets = useSheets()
  const launch = useRoomState((state) => state.launch)
  const explained = useExplained()
  const found = searchBag(items, query)
  return (
    <>
      {found.map((item) => (
        <GoodsRow
          key={item.productId}
          item={item}
          launch={item.productId === launch?.productId ? launch : null}
          explained={item.productId === explained}
          look={look}
          onOpen={() => sheets.open({ kind: 'product', productId: item.productId })}
        />
      ))}
      {items.length === 0 && <p className={styles.empty}>{none}</p>}
      {items.length > 0 && found.length === 0 && <p className={styles.empty}>{t('bag.nothingFound', { query })}</p>}
    </>
  )
}

const useGoods = () => {
  const shelf = useRoomState((state) => state.shelf)
  const launch = useRoomState((state) => state.launch)
  return { shelf, all: inOrder(shelf, launch, useExplained()) }
}

/** The goods of a room in a column, with a field to search them. */
export const GoodsList = () => {
  const { t } = useTranslation()
  const { shelf, all } = useGoods()
  const [query, setQuery] = useState('')
  return (
    <>
      {shelf.length > 0 && <SearchField look="column" query={query} onQuery={setQuery} />}
      <DropRow look="column" />
      <div className={styles.rows} data-look="column" data-testid="goods">
        <Rows items={all} look="column" query={query} none={t('bag.empty')} />
      </div>
    </>
  )
}

type BagTab = 'all' | 'explained' | 'coupons' | 'auctions'
const BAG_TABS: readonly BagTab[] = ['all', 'explained', 'coupons']
const WITH_AUCTIONS: readonly BagTab[] = [...BAG_TABS, 'auctions']

const BagBody = () => {
  const { t } = useTranslation()
  const id = useId()
  const { shelf, all } = useGoods()
  const drops = useRoomState((state) => state.drops.length)
  const [query, setQuery] = useState('')
  const [tab, setTab] = useState<BagTab>('all')
  const explained = explainedOf(shelf)
  const tabs = useHasAuctions() ? WITH_AUCTIONS : BAG_TABS
  const counts: Readonly<Partial<Record<BagTab, number>>> = {
    ...{ all: shelf.length, explained: explained.length, coupons: drops },
  }
  const search = (text: string) => {
    setQuery(text)
    // It is goods that are searched.
    if (tab === 'coupons' || tab === 'auctions') setTab('all')
  }
  return (
    <>
      {shelf.length > 0 && <SearchField look="sheet" query={query} onQuery={search} />}
      <Tabs
        id={id}
        panelId={`${id}-panel`}
        label={t('bagTabs.label')}
        tabs={tabs}
        chosen={tab}
        testId="bag-tab"
        onChoose={setTab}
      >
        {(one) => (
          <>
            {t(`bagTabs.${one}`)}
            {(counts[one] ?? 0) > 0 && <small className="num">{counts[one]}</small>}
          </>
        )}
      </Tabs>
      <div
        className={styles.panel}
        id={`${id}-panel`}
        role="tabpanel"
        aria-labelledby={`${id}-${tab}`}
        data-testid="bag-panel"
        data-tab={tab}
      >
        {(tab === 'all' || tab === 'coupons') && <DropRow look={tab === 'coupons' ? 'list' : 'sheet'} />}
        {tab === 'coupons' ? (
          <>
            <CodeField />
            <OwnCouponList />
          </>
        ) : tab === 'auctions' ? (
          <PastAuctions />
        ) : (
          <div className={styles.rows} data-look="sheet" data-testid="goods">
            <Rows
              key={tab}
              items={tab === 'all' ? all : explained}
              look="sheet"
              query={query}
              none={t(tab === 'all' ? 'bag.empty' : 'bagTabs.nothingExplained')}
            />
          </div>
        )}
      </div>
    </>
  )
}

export const BagSheet = ({ onClosed }: { onClosed: () => void }) => {
  const { t } = useTranslation()
  const sheets = useSheets()
  const { act } = usePerson()
  const count = useRoomState((state) => state.shelf.length)
  const inCart = useCartCount()
  return (
    <Sheet label={t('bag.title')} onClosed={onClosed} className={styles.sheet ?? ''} testId="bag-sheet">
      {(close) => (
        <>
          <SheetHead
            title={
              <>
                {t('bag.title')}
                <small className="num">{count}</small>
              </>
            }
          >
            <button
              type="button"
              className={styles.link}
              data-testid="cart"
              data-count={inCart}
              onClick={() => act(() => sheets.open({ kind: 'cart' }))}
            >
              <CartIcon size={16} />
              <span>{t('cart.title')}</span>
              {inCart > 0 && <b className="num">{inCart}</b>}
            </button>
            <button
              type="button"
              className={styles.link}
              data-testid="my-orders"
              onClick={() => act(() => sheets.open({ kind: 'orders' }))}
            >
              <TruckIcon size={16} />
              <span>{t('orders.title')}</span>
            </button>
            <IconButton look="plain" label={t('common.close')} onClick={close}>
              <CloseIcon />
            </IconButton>
          </SheetHead>
          <BagBody />
        </>
      )}
    </Sheet>
  )
}
