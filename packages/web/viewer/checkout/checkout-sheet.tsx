// From Buy now to "paid" on one sheet: what is held, to where and how, the price lines, the payment, the result.
import { type ReactNode, useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../ui/icon-button.tsx'
import { CloseIcon, LeftIcon } from '../../ui/icons.tsx'
import { useLiveRoom } from '../../ui/live-room.ts'
import { Sheet, SheetHead } from '../../ui/sheet.tsx'
import { useCart } from '../cart/cart-provider.tsx'
import { useToast } from '../room/toasts.tsx'
import { useRefusalText } from '../room/use-refusal-text.ts'
import { CheckoutFoot } from './checkout-foot.tsx'
import styles from './checkout-sheet.module.css'
import { CheckoutSum } from './checkout-sum.tsx'
import { isUndecided, ordersOf } from './purchase.ts'
import { TermsView } from './terms-view.tsx'
import { type PurchaseStart, usePurchase } from './use-purchase.ts'
import { useTerms } from './use-terms.ts'
import { useTermsDraft, type View } from './use-terms-draft.ts'

interface Props {
  readonly start: PurchaseStart
  /** Where the lines come from: the cart loses what is held, and gets back what is given back. */
  readonly from: 'product' | 'cart' | 'orders'
  readonly onClosed: () => void
}

const TITLES: Readonly<Record<View, string>> = {
  sum: 'checkout.title',
  book: 'address.title',
  form: 'address.title',
  delivery: 'delivery.title',
  coupon: 'couponChoice.title',
}

const Head = ({ view, onBack, close }: { view: View; onBack: () => void; close: () => void }): ReactNode => {
  const { t } = useTranslation()
  const back = useRef<HTMLButtonElement>(null)
  // Who goes on by keyboard or by ear stands at the head of what opened.
  useEffect(() => {
    if (view !== 'sum') back.current?.focus({ preventScroll: true })
  }, [view])
  return (
    <SheetHead
      title={
        view === 'sum' ? (
          t(TITLES[view])
        ) : (
          <span className={styles.back}>
            <button ref={back} type="button" aria-label={t('common.back')} data-testid="checkout-back" onClick={onBack}>
              <LeftIcon size={20} />
            </button>
            {t(TITLES[view])}
          </span>
        )
      }
    >
      <IconButton className={styles.close ?? ''} look="plain" label={t('common.close')} onClick={close}>
        <CloseIcon />
      </IconButton>
    </SheetHead>
  )
}

export const CheckoutSheet = ({ start, from, onClosed }: Props) => {
  const { t } = useTranslation()
  const { hawker } = useLiveRoom()
  const toast = useToast()
  const text = useRefusalText()
  const cart = useCart()
  const bought = usePurchase(start)
  const { purchase } = bought
  const terms = useTerms(hawker, purchase, bought.choose)
  const draft = useTermsDraft()
  const { view, show } = draft
  const shown = useMemo(() => new Map('lines' in start ? start.lines.map((line) => [line.id, line]) : []), [start])
  const undecided = isUndecided(purchase)

  useEffect(() => {
    if (!undecided) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [undecided])

  // What is held stands in My orders now, not in the cart.
  const { remove } = cart
  const removed = useRef(new Set<string>()).current
  useEffect(() => {
    if (from !== 'cart' || (purchase.step !== 'held' && purchase.step !== 'partly')) return
    const held = purchase.step === 'held' ? purchase.orders : ordersOf(purchase.lines)
    const gone = held.map(({ skuId }) => String(skuId)).filter((id) => !removed.has(id))
    for (const id of gone) removed.add(id)
    if (gone.length > 0) void remove(gone)
  }, [from, purchase, remove, removed])

  const giveBack = async () => {
    const { back, refusal } = await bought.giveBack()
    let refused = refusal
    if (from === 'cart')
      for (const { skuId, roomId, quantity } of back) refused = (await cart.put({ skuId, roomId, quantity })) ?? refused
    if (refused) toast(text(refused))
  }

  const leave = () => {
    if (purchase.step === 'held' || purchase.step === 'partly' || purchase.step === 'paying')
      toast(t('checkout.stillHeld'))
    onClosed()
  }
  const choosing = view !== 'sum' && purchase.step === 'held' && terms.terms !== null
  const shownView = choosing ? view : 'sum'
  const back = () => show(view === 'form' && (terms.terms?.addresses.length ?? 0) > 0 ? 'book' : 'sum')
  const stepBack = () => {
    if (!choosing) return false
    back()
    return true
  }

  return (
    <Sheet
      label={t(TITLES[shownView])}
      onClosed={leave}
      onEscape={stepBack}
      dim="deep"
      className={styles.sheet ?? ''}
      testId="checkout-sheet"
    >
      {(close) => (
        <>
          <Head view={shownView} onBack={back} close={close} />
          {choosing && purchase.step === 'held' && terms.terms !== null ? (
            <TermsView
              held={purchase}
              terms={{ ...terms, terms: terms.terms }}
              draft={draft}
              choose={bought.choose}
              look={bought.look}
            />
          ) : (
            <CheckoutSum bought={bought} terms={terms} shown={shown} draft={draft} giveBack={giveBack} />
          )}
          {!choosing && (
            <CheckoutFoot bought={bought} terms={terms} from={from} show={show} giveBack={giveBack} close={close} />
          )}
        </>
      )}
    </Sheet>
  )
}
