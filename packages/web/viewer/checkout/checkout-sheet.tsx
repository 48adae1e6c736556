// From Buy now to "paid" on one sheet: price lines, the hold, the payment, the result. Nothing leads out of the room.
import type { Order } from '@hawker/sdk'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { formatMoney } from '../../ui/format.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { CardIcon, CheckIcon, ClockIcon, CloseIcon, WarningIcon } from '../../ui/icons.tsx'
import { useRoomState } from '../../ui/live-room.ts'
import { flashMinorOf } from '../../ui/offer.ts'
import { Sheet, SheetHead } from '../../ui/sheet.tsx'
import { useClock } from '../../ui/use-now.ts'
import { useSheets } from '../room/sheets.ts'
import { useRefusalText } from '../room/use-refusal-text.ts'
import styles from './checkout-sheet.module.css'
import { HoldTimer } from './hold-timer.tsx'
import { PaymentStep } from './payment-step.tsx'
import { isUndecided, type Purchase } from './purchase.ts'
import { type NewPurchase, usePurchase } from './use-purchase.ts'

/** What is bought, as far as the page knows it: from the order once there is one. */
interface Goods {
  readonly title: string
  readonly skuLabel: string
  readonly imageUrl: string | null
  readonly quantity: number
  readonly unitMinor: number
  readonly listMinor: number | null
  readonly currency: string
}

const PriceLines = ({ goods }: { goods: Goods }) => {
  const { t, i18n } = useTranslation()
  const money = (minor: number) => formatMoney(minor, goods.currency, i18n.language, { cents: 'always' })
  const total = goods.unitMinor * goods.quantity
  const list = goods.listMinor !== null && goods.listMinor > goods.unitMinor ? goods.listMinor * goods.quantity : null
  return (
    <dl className={`${styles.sum} num`}>
      <dt>{list === null ? t('checkout.price') : t('product.listPrice')}</dt>
      <dd>{money(list ?? total)}</dd>
      {list !== null && (
        <>
          <dt>{t('product.livePrice')}</dt>
          <dd data-less="">−{money(list - total)}</dd>
        </>
      )}
      <dt className={styles.total}>{t('checkout.total')}</dt>
      <dd className={styles.total} data-testid="checkout-total">
        {money(total)}
      </dd>
    </dl>
  )
}

const GoodsLine = ({ goods }: { goods: Goods }) => {
  const { t, i18n } = useTranslation()
  return (
    <div className={styles.goods}>
      {goods.imageUrl && <img src={goods.imageUrl} alt="" />}
      <div>
        {goods.title}
        <small className="num">
          {goods.skuLabel && `${goods.skuLabel} · `}
          {t('checkout.pieces', { count: goods.quantity })}
        </small>
      </div>
      <b className="num">
        {formatMoney(goods.unitMinor * goods.quantity, goods.currency, i18n.language, { cents: 'always' })}
      </b>
    </div>
  )
}

const Notice = ({ kind, title, children }: { kind: 'done' | 'wait' | 'stop'; title: string; children?: ReactNode }) => (
  <div className={styles.notice} data-kind={kind} role="status">
    <span>
      {kind === 'done' ? (
        <CheckIcon size={28} />
      ) : kind === 'wait' ? (
        <ClockIcon size={28} />
      ) : (
        <WarningIcon size={28} />
      )}
    </span>
    <h3>{title}</h3>
    {children && <p>{children}</p>}
  </div>
)

const stateWord = (purchase: Purchase): string => {
  if (purchase.step === 'unknown' || (purchase.step === 'settling' && purchase.slow)) return 'checking'
  if (purchase.step === 'placing' && purchase.slow) return 'checking'
  return purchase.step
}

interface Props {
  readonly start: NewPurchase | Order
  readonly goods: Goods
  readonly productId: string
  readonly onClosed: () => void
}

export const CheckoutSheet = ({ start, goods: shown, productId, onClosed }: Props) => {
  const { t, i18n } = useTranslation()
  const sheets = useSheets()
  const text = useRefusalText()
  const { purchase, pay, act, look } = usePurchase(start)
  const state = stateWord(purchase)
  const order = 'order' in purchase ? purchase.order : null
  const goods = order
    ? {
        ...shown,
        title: order.title,
        skuLabel: order.skuLabel,
        quantity: order.quantity,
        unitMinor: order.unitPriceMinor,
      }
    : shown
  const total = formatMoney(goods.unitMinor * goods.quantity, goods.currency, i18n.language, { cents: 'always' })
  const undecided = isUndecided(purchase)

  useEffect(() => {
    if (!undecided) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [undecided])

  return (
    <Sheet
      label={t('checkout.title')}
      onClosed={onClosed}
      dim="deep"
      className={styles.sheet ?? ''}
      testId="checkout-sheet"
    >
      {(close) => (
        <>
          <SheetHead title={t('checkout.title')}>
            <IconButton className={styles.close ?? ''} look="plain" label={t('common.close')} onClick={close}>
              <CloseIcon />
            </IconButton>
          </SheetHead>
          <div className={styles.body} data-testid="checkout-state" data-state={state}>
            {purchase.step === 'paid' && (
              <Notice kind="done" title={t('checkout.paid')}>
                {t('checkout.paidText', { title: goods.title })}
              </Notice>
            )}
            {state === 'checking' && (
              <Notice kind="wait" title={t('checkout.checking')}>
                {t('checkout.checkingText')}
              </Notice>
            )}
            {purchase.step === 'refused' && <Notice kind="stop" title={text(purchase.refusal)} />}
            {purchase.step === 'over' && (
              <Notice kind="stop" title={t(`orders.state.${purchase.order.state}`)}>
                {t('checkout.overText')}
              </Notice>
            )}
            {(purchase.step === 'held' || purchase.step === 'opening' || purchase.step === 'paying') && (
              <HoldTimer order={purchase.order} onOver={look} />
            )}
            {purchase.step === 'held' && purchase.note !== null && (
              <p className={styles.warning} role="alert">
                <WarningIcon size={16} />
                {purchase.note === 'declined' ? t('checkout.declined') : text(purchase.note)}
              </p>
            )}
            <GoodsLine goods={goods} />
            {purchase.step === 'paying' || (purchase.step === 'settling' && !purchase.slow) ? (
              <PaymentStep
                purchase={purchase}
                onAct={(outcome) => purchase.step === 'paying' && void act(purchase.payment.paymentId, outcome)}
              />
            ) : (
              <>
                {purchase.step === 'held' && (
                  <div className={styles.way}>
                    <CardIcon />
                    <div>
                      {t('checkout.inRoom')}
                      <small>{t('checkout.nothingCharged')}</small>
                    </div>
                  </div>
                )}
                <PriceLines goods={goods} />
                <p className={styles.note}>{t('checkout.keepsPlaying')}</p>
              </>
            )}
          </div>
          {purchase.step !== 'paying' && purchase.step !== 'settling' && (
            <footer className={styles.foot}>
              {(purchase.step === 'placing' || purchase.step === 'opening') && (
                <Button big disabled className="num">
                  {t('checkout.moment')}
                </Button>
              )}
              {purchase.step === 'unknown' && (
                <Button big look="ghost" onClick={close}>
                  {t('checkout.waitInRoom')}
                </Button>
              )}
              {purchase.step === 'held' && (
                <Button big className="num" data-testid="pay" onClick={() => void pay()}>
                  {t('checkout.pay', { total })}
                </Button>
              )}
              {purchase.step === 'paid' && (
                <>
                  <Button big look="ghost" onClick={() => sheets.swap({ kind: 'orders' })}>
                    {t('orders.title')}
                  </Button>
                  <Button big data-testid="checkout-done" onClick={close}>
                    {t('checkout.backToRoom')}
                  </Button>
                </>
              )}
              {(purchase.step === 'refused' || purchase.step === 'over') && (
                <Button big look="ghost" onClick={() => sheets.swap({ kind: 'product', productId })}>
                  {t('checkout.lookAgain')}
                </Button>
              )}
            </footer>
          )}
        </>
      )}
    </Sheet>
  )
}

/** A new purchase of what the product sheet chose. */
export const NewCheckout = ({
  productId,
  skuId,
  quantity,
  onClosed,
}: {
  productId: string
  skuId: string
  quantity: number
  onClosed: () => void
}) => {
  const item = useRoomState((state) => state.shelf.find((item) => item.productId === productId) ?? null)
  const launch = useRoomState((state) => (state.launch?.productId === productId ? state.launch : null))
  const sku = item?.skus.find(({ id }) => id === skuId)
  const clock = useClock()
  // What was shown when this opened: the flash price may be gone before the order is placed, and then the server says so.
  const offered = useRef<number | null | undefined>(undefined)
  if (!item || !sku) return null
  if (offered.current === undefined) offered.current = flashMinorOf(launch, sku.priceMinor, clock.now(), quantity)
  const flash = offered.current
  const unitMinor = flash ?? sku.priceMinor
  const goods: Goods = {
    title: item.title,
    skuLabel: sku.label,
    imageUrl: item.imageUrl,
    quantity,
    unitMinor,
    listMinor: flash === null ? item.listPriceMinor : sku.priceMinor,
    currency: item.currency,
  }
  const start = { skuId, quantity, expectedTotalMinor: unitMinor * quantity, currency: item.currency }
  return <CheckoutSheet start={start} goods={goods} productId={productId} onClosed={onClosed} />
}

/** Going on with an order that is held. */
export const OrderCheckout = ({ order, onClosed }: { order: Order; onClosed: () => void }) => {
  const goods: Goods = {
    title: order.title,
    skuLabel: order.skuLabel,
    imageUrl: order.imageUrl,
    quantity: order.quantity,
    unitMinor: order.unitPriceMinor,
    listMinor: null,
    currency: order.currency,
  }
  return <CheckoutSheet start={order} goods={goods} productId={order.productId} onClosed={onClosed} />
}
