// One product large: pictures, SKUs with their stock, quantity, Buy now. The picture of the room plays on in the corner.
import { type Launch, newId, type ShelfItem } from '@hawker/sdk'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { Countdown } from '../../ui/countdown.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { BoltIcon, CheckIcon, LeftIcon, MessageIcon } from '../../ui/icons.tsx'
import { useLiveRoom, useRoomState } from '../../ui/live-room.ts'
import { besideOf, flashMinorOf, isTeaser } from '../../ui/offer.ts'
import { Sheet } from '../../ui/sheet.tsx'
import { stockView } from '../../ui/stock.ts'
import { useStockText } from '../../ui/stock-bar.tsx'
import { useClock, useNow } from '../../ui/use-now.ts'
import { useCart } from '../cart/cart-provider.tsx'
import { fetchCheckout } from '../checkout/fetch.ts'
import { priceNow, wantedFrom } from '../checkout/wanted.ts'
import { PriceFacts } from '../prices/price-facts.tsx'
import { usePerson } from '../room/person.tsx'
import { useSheets } from '../room/sheets.ts'
import { useToast } from '../room/toasts.tsx'
import { useRefusalText } from '../room/use-refusal-text.ts'
import { WaitButton } from '../waitlist/wait-button.tsx'
import { totalsOf } from './card-state.ts'
import { CouponHint } from './coupon-hint.tsx'
import { Price } from './price.tsx'
import styles from './product-sheet.module.css'
import { SkuPicker } from './sku-picker.tsx'
import { Stepper } from './stepper.tsx'

/** Most pieces in one order, where the product says nothing. */
const PIECES_MAX = 99

const LivePriceStrip = ({ item, launch, now }: { item: ShelfItem; launch: Launch; now: number }) => {
  const { t } = useTranslation()
  const words = useStockText()
  const { free, stocked } = totalsOf(item)
  const teaser = isTeaser(launch, now)
  const until = teaser ? launch.opensAt : launch.endsAt
  const flash = flashMinorOf(launch, item.priceMinor, now) === null ? null : launch.flash
  return (
    <div className={`${styles.flash} num`} data-testid="offer-strip">
      <BoltIcon size={16} />
      <span>
        {teaser
          ? t('card.startsIn')
          : flash
            ? t('flash.strip', { left: flash.left, quantity: flash.quantity })
            : `${t('product.livePrice')}, ${words(stockView(free, stocked))}`}
      </span>
      {until !== null && (
        <span className={styles.ends}>
          {launch.again !== undefined && <small>{t('prices.again', { count: launch.again + 1, ordinal: true })}</small>}
          <Countdown until={until} />
        </span>
      )}
    </div>
  )
}

export const ProductSheet = ({ productId, onClosed }: { productId: string; onClosed: () => void }) => {
  const { t } = useTranslation()
  const sheets = useSheets()
  const toast = useToast()
  const text = useRefusalText()
  const clock = useClock()
  const { id: roomId } = useLiveRoom()
  const { act } = usePerson()
  const { put, lines } = useCart()
  const [adding, setAdding] = useState(false)
  useEffect(fetchCheckout, [])
  const item = useRoomState((state) => state.shelf.find((item) => item.productId === productId) ?? null)
  const launch = useRoomState((state) => (state.launch?.productId === productId ? state.launch : null))
  const open = useRoomState((state) => state.room?.status !== 'banned')
  const [skuId, setSkuId] = useState<string | null>(null)
  const [wanted, setWanted] = useState(1)
  const now = useNow(launch?.endsAt != null || launch?.opensAt != null)

  if (item === null)
    return (
      <Sheet label={t('product.gone')} onClosed={onClosed} testId="product-sheet">
        {(close) => (
          <div className={styles.gone}>
            <p>{t('product.gone')}</p>
            <Button onClick={close}>{t('common.close')}</Button>
          </div>
        )}
      </Sheet>
    )

  const sku = item.skus.find(({ id }) => id === skuId) ?? item.skus.find(({ stock }) => stock > 0) ?? item.skus[0]!
  const most = Math.max(1, Math.min(item.perBuyerLimit ?? PIECES_MAX, sku.stock))
  const quantity = Math.min(wanted, most)
  const checking = launch?.endsAt != null && now >= launch.endsAt
  const soldOut = sku.stock === 0
  const teaser = isTeaser(launch, now)
  const price = priceNow(item, sku, launch, quantity, now)
  const beside = besideOf(item, sku.priceMinor, price.flash ? price.unitMinor : null)
  const about = `${t('card.number', { number: item.number })} ${item.title}`
  const buy = () =>
    act(() => {
      const wanted = wantedFrom(item, sku, quantity, price, { id: newId(clock.now()), roomId })
      sheets.swap({ kind: 'checkout', from: 'product', lines: [wanted] })
    })
  const inCart = lines?.find(({ skuId }) => skuId === sku.id)?.quantity ?? 0
  const add = async () => {
    setAdding(true)
    const refusal = await put({ skuId: sku.id, roomId, quantity: Math.min(inCart + quantity, most) })
    setAdding(false)
    toast(refusal ? text(refusal) : t('cart.added'))
  }

  return (
    <Sheet label={item.title} onClosed={onClosed} dim="deep" className={styles.sheet ?? ''} testId="product-sheet">
      {(close) => (
        <>
          <div className={styles.gallery} data-grab="">
            {item.imageUrl && <img className={styles.light} src={item.imageUrl} alt="" />}
            {item.imageUrl && <img src={item.imageUrl} alt={item.title} />}
            <IconButton className={styles.back ?? ''} label={t('common.back')} onClick={close}>
              <LeftIcon />
            </IconButton>
          </div>
          {launch && <LivePriceStrip item={item} launch={launch} now={now} />}
          <div className={styles.body}>
            <div className={styles.offer}>
              <Price minor={price.unitMinor} beside={beside} currency={item.currency} size="page" />
              <CouponHint item={item} minor={price.unitMinor * quantity} />
            </div>
            <PriceFacts
              item={item}
              sku={sku}
              compared={beside?.charged === true || launch?.endsAt != null || launch?.opensAt != null}
              launchId={launch?.id}
            />
            <h1>{item.title}</h1>
            {item.sellingPoints.length > 0 && (
              <ul className={styles.points}>
                {item.sellingPoints.map((point) => (
                  <li key={point}>
                    <CheckIcon size={13} />
                    {point}
                  </li>
                ))}
              </ul>
            )}
            {item.skus.length > 1 && <SkuPicker skus={item.skus} chosen={sku} choose={({ id }) => setSkuId(id)} />}
            <div className={styles.quantity}>
              <span>
                {soldOut
                  ? t('stock.soldOut')
                  : item.perBuyerLimit === null
                    ? t('product.quantity')
                    : t('product.quantityUpTo', { count: item.perBuyerLimit })}
                {(item.skus.length === 1 || soldOut) && (
                  <small className="num" data-testid="sheet-stock" data-free={sku.stock}>
                    {soldOut ? t('wait.how') : t('product.left', { count: sku.stock })}
                  </small>
                )}
              </span>
              {!soldOut && <Stepper value={quantity} most={most} testId="quantity" onChange={setWanted} />}
            </div>
            {item.description && <p className={styles.description}>{item.description}</p>}
          </div>
          <footer className={styles.foot}>
            <button
              type="button"
              className={styles.ask}
              data-testid="ask-about"
              onClick={() => act(() => sheets.open({ kind: 'ask', about }))}
            >
              <MessageIcon size={20} />
              <span>{t('ask.title')}</span>
            </button>
            {soldOut ? (
              <WaitButton sku={sku} open={open && item.onSale !== false} />
            ) : (
              <>
                <Button
                  big
                  look="ghost"
                  data-testid="add-to-cart"
                  data-in-cart={inCart}
                  disabled={adding || !open || item.onSale === false}
                  onClick={() => act(() => void add())}
                >
                  {t('cart.add')}
                </Button>
                <Button
                  big
                  data-testid="buy-now"
                  disabled={checking || teaser || !open || item.onSale === false}
                  onClick={buy}
                >
                  {item.onSale === false
                    ? t('product.offSale')
                    : checking
                      ? t('countdown.checking')
                      : teaser
                        ? t('card.soon')
                        : t('product.buyNow')}
                </Button>
              </>
            )}
          </footer>
        </>
      )}
    </Sheet>
  )
}
