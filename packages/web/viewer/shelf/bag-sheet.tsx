import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../ui/icon-button.tsx'
import { CartIcon, CloseIcon, SearchIcon, TicketIcon, TruckIcon } from '../../ui/icons.tsx'
import { useRoomState } from '../../ui/live-room.ts'
import { Sheet, SheetHead } from '../../ui/sheet.tsx'
import { useCartCount } from '../cart/cart-provider.tsx'
import { DropRow } from '../coupons/drop-row.tsx'
import { usePerson } from '../room/person.tsx'
import { useSheets } from '../room/sheets.ts'
import styles from './bag-sheet.module.css'
import { GoodsRow } from './goods-row.tsx'
import { searchBag } from './search.ts'

/** The goods of a room, with a field to search them. */
export const GoodsList = ({ look }: { look: 'sheet' | 'column' }) => {
  const { t } = useTranslation()
  const sheets = useSheets()
  const shelf = useRoomState((state) => state.shelf)
  const launch = useRoomState((state) => state.launch)
  // Where nobody says what is being explained, it is what is shown.
  const explained = useRoomState((state) => state.explaining ?? state.launch?.productId ?? null)
  const [query, setQuery] = useState('')
  const found = searchBag(shelf, query)
  // What the host shows stands first, where the eye is.
  const place = ({ productId }: { productId: string }) =>
    productId === launch?.productId ? 0 : productId === explained ? 1 : 2
  const sorted = [...found].sort((a, b) => place(a) - place(b))
  return (
    <>
      {shelf.length > 0 && (
        <label className={styles.field} data-look={look}>
          <SearchIcon size={16} />
          <input
            type="search"
            value={query}
            placeholder={t('bag.search')}
            aria-label={t('bag.search')}
            data-testid="bag-search"
            onChange={(event) => setQuery(event.target.value)}
            onKeyDown={(event) => event.key !== 'Escape' && event.stopPropagation()}
          />
        </label>
      )}
      <DropRow look={look} />
      <div className={styles.rows} data-look={look} data-testid="goods">
        {sorted.map((item) => (
          <GoodsRow
            key={item.productId}
            item={item}
            launch={item.productId === launch?.productId ? launch : null}
            explained={item.productId === explained}
            look={look}
            onOpen={() => sheets.open({ kind: 'product', productId: item.productId })}
          />
        ))}
        {shelf.length === 0 && <p className={styles.empty}>{t('bag.empty')}</p>}
        {shelf.length > 0 && found.length === 0 && <p className={styles.empty}>{t('bag.nothingFound', { query })}</p>}
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
              data-testid="coupons"
              onClick={() => sheets.open({ kind: 'coupons' })}
            >
              <TicketIcon size={16} />
              <span>{t('coupon.mine')}</span>
            </button>
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
          <GoodsList look="sheet" />
        </>
      )}
    </Sheet>
  )
}
