// What can be done next, where the thumb is: one filled button at a time.
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { formatMoney } from '../../ui/format.ts'
import { useRoomState } from '../../ui/live-room.ts'
import { useSheets } from '../room/sheets.ts'
import { WaitButton } from '../waitlist/wait-button.tsx'
import styles from './checkout-sheet.module.css'
import { canPay, type Held, isChecking, lacksDelivery, ordersOf, refusalOf } from './purchase.ts'
import type { usePurchase } from './use-purchase.ts'
import type { useTerms } from './use-terms.ts'
import type { View } from './use-terms-draft.ts'

interface Props {
  readonly bought: ReturnType<typeof usePurchase>
  readonly terms: ReturnType<typeof useTerms>
  readonly from: 'product' | 'cart' | 'orders'
  readonly show: (view: View) => void
  readonly giveBack: () => Promise<void>
  readonly close: () => void
}

const HeldFoot = ({ held, bought, terms, show }: { held: Held } & Pick<Props, 'bought' | 'terms' | 'show'>) => {
  const { t, i18n } = useTranslation()
  const { basket, orders, quote, choice } = held
  const minor = basket?.prices.totalMinor ?? orders.reduce((sum, { totalMinor }) => sum + totalMinor, 0)
  const total = formatMoney(minor, orders[0]?.currency ?? 'USD', i18n.language, { cents: 'always' })
  if (terms.problem !== null)
    return (
      <Button big data-testid="terms-again" onClick={() => void terms.load()}>
        {t('common.retry')}
      </Button>
    )
  if (terms.started && quote === 'shown' && lacksDelivery(held)) {
    const view = choice.addressId !== null ? 'delivery' : terms.terms?.addresses.length ? 'book' : 'form'
    return (
      <Button big data-testid="pay-needs" onClick={() => show(view)}>
        {view === 'delivery' ? t('delivery.ask') : t('address.ask')}
      </Button>
    )
  }
  if (quote === 'failed')
    return (
      <Button big data-testid="quote-again" onClick={() => bought.choose({})}>
        {t('common.retry')}
      </Button>
    )
  return (
    <Button
      big
      className="num"
      data-testid="pay"
      disabled={!terms.started || !canPay(held)}
      onClick={() => void bought.pay()}
    >
      {minor === 0 && quote === 'shown' ? t('checkout.confirm') : t('checkout.pay', { total })}
    </Button>
  )
}

export const CheckoutFoot = ({ bought, terms, from, show, giveBack, close }: Props) => {
  const { t } = useTranslation()
  const sheets = useSheets()
  const { purchase } = bought
  const alone = 'lines' in purchase && purchase.lines.length === 1 ? purchase.lines[0] : undefined
  const soldOut = alone !== undefined && refusalOf(alone)?.refused === 'sold-out' ? alone.wanted.skuId : null
  const sku = useRoomState((state) =>
    soldOut === null ? undefined : state.shelf.flatMap(({ skus }) => skus).find(({ id }) => id === soldOut),
  )
  const productId =
    'lines' in purchase ? purchase.lines[0]?.wanted.productId : String(purchase.orders[0]?.productId ?? '')
  const lookAgain = () =>
    sheets.swap(from === 'cart' || productId === undefined ? { kind: 'cart' } : { kind: 'product', productId })
  // Too many are held already: they are paid or given back first.
  const full = 'lines' in purchase && purchase.lines.some((line) => refusalOf(line)?.refused === 'hold-limit')
  const again = full ? (
    <Button big data-testid="to-orders" onClick={() => sheets.swap({ kind: 'orders' })}>
      {t('orders.title')}
    </Button>
  ) : (
    <Button big look="ghost" onClick={lookAgain}>
      {from === 'cart' ? t('cart.back') : t('checkout.lookAgain')}
    </Button>
  )

  switch (purchase.step) {
    case 'paying':
      return null
    case 'settling':
      if (!purchase.slow) return null
      return (
        <footer className={styles.foot}>
          <Button big look="ghost" onClick={close}>
            {t('checkout.waitInRoom')}
          </Button>
        </footer>
      )
    case 'placing':
    case 'opening':
      return (
        <footer className={styles.foot}>
          {isChecking(purchase) ? (
            <Button big look="ghost" onClick={close}>
              {t('checkout.waitInRoom')}
            </Button>
          ) : (
            <Button big disabled className="num">
              {t('checkout.moment')}
            </Button>
          )}
        </footer>
      )
    case 'partly':
      return (
        <footer className={styles.foot}>
          <Button big look="ghost" data-testid="give-back" onClick={() => void giveBack()}>
            {t('checkout.giveBack')}
          </Button>
          <Button big data-testid="go-on" onClick={bought.goOnWithRest}>
            {t('checkout.goOn', { count: ordersOf(purchase.lines).length })}
          </Button>
        </footer>
      )
    case 'held':
      return (
        <footer className={styles.foot}>
          <HeldFoot held={purchase} bought={bought} terms={terms} show={show} />
        </footer>
      )
    case 'paid':
      return (
        <footer className={styles.foot}>
          <Button big look="ghost" onClick={() => sheets.swap({ kind: 'orders' })}>
            {t('orders.title')}
          </Button>
          <Button big data-testid="checkout-done" onClick={sheets.closeAll}>
            {t('checkout.backToRoom')}
          </Button>
        </footer>
      )
    case 'refused':
    case 'over':
      return (
        <footer className={styles.foot}>
          {again}
          {sku && <WaitButton sku={sku} open />}
        </footer>
      )
    default:
      purchase satisfies never
      return null
  }
}
