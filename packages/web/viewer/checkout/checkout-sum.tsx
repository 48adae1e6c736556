// The sheet's first view: what is bought, what was chosen, what it comes to, and how it stands.
import { useTranslation } from 'react-i18next'
import { formatMoney } from '../../ui/format.ts'
import { CardIcon, HomeIcon, TicketIcon, TruckIcon, WarningIcon } from '../../ui/icons.tsx'
import { useLiveRoom, useRoomState } from '../../ui/live-room.ts'
import { useClock } from '../../ui/use-now.ts'
import { useRefusalText } from '../room/use-refusal-text.ts'
import { addressLines } from './address-view.tsx'
import styles from './checkout-sheet.module.css'
import { ChoiceRow } from './choice-row.tsx'
import { useArrival } from './delivery-view.tsx'
import { OrderLines, WantedLines } from './goods-lines.tsx'
import { HoldTimer } from './hold-timer.tsx'
import { Notice } from './notice.tsx'
import { PaymentStep } from './payment-step.tsx'
import { PriceLines } from './price-lines.tsx'
import { type Held, isChecking, type Purchase, refusalOf, type Wanted } from './purchase.ts'
import { couponsFor, methodsTo } from './terms.ts'
import type { usePurchase } from './use-purchase.ts'
import type { useTerms } from './use-terms.ts'
import type { TermsDraft } from './use-terms-draft.ts'
import { priceNow } from './wanted.ts'

type Bought = ReturnType<typeof usePurchase>
type Said = ReturnType<typeof useTerms>

const stateWord = (purchase: Purchase): string => (isChecking(purchase) ? 'checking' : purchase.step)

/** What it costs now, by the room's shelf. */
const usePriceNow = () => {
  const { id: room } = useLiveRoom()
  const clock = useClock()
  const shelf = useRoomState((state) => state.shelf)
  const launch = useRoomState((state) => state.launch)
  return ({ roomId, skuId, quantity }: Wanted) => {
    const item = roomId === room ? shelf.find(({ skus }) => skus.some(({ id }) => id === skuId)) : undefined
    const sku = item?.skus.find(({ id }) => id === skuId)
    return item && sku ? priceNow(item, sku, launch, quantity, clock.now()) : null
  }
}

const Choices = ({ held, said, draft }: { held: Held; said: Said; draft: TermsDraft }) => {
  const { show, last } = draft
  const { t, i18n } = useTranslation()
  const clock = useClock()
  const text = useRefusalText()
  const arrival = useArrival()
  const { terms } = said
  if (terms === null || !said.started) return null
  const { basket, choice, note, orders } = held
  const money = (minor: number) => formatMoney(minor, basket?.currency ?? 'USD', i18n.language, { cents: 'always' })
  const problem = (about: string) => (note?.about === about && note.refusal !== 'declined' ? text(note.refusal) : null)
  const kept = terms.addresses.find(({ id }) => id === choice.addressId)
  const ways = methodsTo(terms.methods, orders[0]?.currency ?? '', kept?.address.country ?? null)
  const way = ways.find(({ id }) => id === choice.deliveryId)
  const [who, where] = kept ? addressLines(kept, i18n.language) : [t('address.ask'), t('address.askText')]
  const sends = terms.methods.length > 0 && basket?.needsDelivery !== false
  const fit = couponsFor(terms.claims, orders, clock.now(), choice.claimId).filter(({ fit }) => fit.fits)
  const delivery = basket?.prices.deliveryMinor ?? 0
  const discount = basket?.prices.discountMinor ?? 0
  return (
    <>
      {sends && (
        <ChoiceRow
          icon={HomeIcon}
          title={who}
          text={where}
          wanted={!kept}
          testId="choose-address"
          cameBack={last === 'book' || last === 'form'}
          onOpen={() => show(terms.addresses.length === 0 ? 'form' : 'book')}
        />
      )}
      {sends && kept && (
        <ChoiceRow
          icon={TruckIcon}
          title={way ? way.name : t('delivery.ask')}
          text={
            way && (
              <>
                {arrival(way)} · {basket?.delivery && delivery > 0 ? money(delivery) : t('delivery.free')}
              </>
            )
          }
          problem={ways.length === 0 ? t('delivery.none') : problem('delivery')}
          wanted={!way}
          testId="choose-delivery"
          cameBack={last === 'delivery'}
          onOpen={() => show(ways.length === 0 ? 'book' : 'delivery')}
        />
      )}
      <div className={styles.way}>
        <CardIcon />
        <div>
          {t('checkout.inRoom')}
          <small>{t('checkout.nothingCharged')}</small>
        </div>
      </div>
      <ChoiceRow
        icon={TicketIcon}
        title={basket?.coupon?.title ?? t('couponChoice.title')}
        text={
          basket?.coupon && discount > 0
            ? t('couponChoice.saves', { amount: money(discount) })
            : fit.length > 0
              ? t('couponChoice.fit', { count: fit.length })
              : t('couponChoice.ask')
        }
        problem={problem('coupon')}
        testId="choose-coupon"
        cameBack={last === 'coupon'}
        onOpen={() => show('coupon')}
      />
    </>
  )
}

interface Props {
  readonly bought: Bought
  readonly terms: Said
  readonly shown: ReadonlyMap<string, Wanted>
  readonly draft: TermsDraft
  readonly giveBack: () => Promise<void>
}

export const CheckoutSum = ({ bought, terms, shown, draft, giveBack }: Props) => {
  const { t } = useTranslation()
  const text = useRefusalText()
  const priceOf = usePriceNow()
  const { purchase, act, look, tryAgain } = bought
  const state = stateWord(purchase)
  const alone = 'lines' in purchase && purchase.lines.length === 1 ? refusalOf(purchase.lines[0]!) : null
  const paying = purchase.step === 'paying' || (purchase.step === 'settling' && !purchase.slow)
  const held = purchase.step === 'held' ? purchase : 'held' in purchase ? purchase.held : null
  const first = 'orders' in purchase ? purchase.orders[0] : undefined
  const count = 'orders' in purchase ? purchase.orders.length : 0
  const note = held?.note ?? null
  return (
    <div className={styles.body} data-testid="checkout-state" data-state={state}>
      {purchase.step === 'paid' && (
        <Notice kind="done" title={t('checkout.paid')}>
          {count > 1 ? t('checkout.paidMany', { count }) : t('checkout.paidText', { title: first?.title })}
        </Notice>
      )}
      {state === 'checking' && (
        <Notice kind="wait" title={t('checkout.checking')}>
          {t('checkout.checkingText')}
        </Notice>
      )}
      {purchase.step === 'refused' && (
        <Notice kind="stop" title={alone ? text(alone) : t('checkout.noneHeld')}>
          {alone?.refused === 'price-changed' ? t('checkout.newPriceText') : undefined}
        </Notice>
      )}
      {purchase.step === 'partly' && (
        <p className={styles.warning} data-kind="wait" role="status">
          <WarningIcon size={16} />
          {t('checkout.partly')}
        </p>
      )}
      {purchase.step === 'over' && first && (
        <Notice kind="stop" title={t(`orders.state.${first.state}`)}>
          {t('checkout.overText')}
        </Notice>
      )}
      {held && purchase.step !== 'settling' && <HoldTimer orders={held.orders} onOver={look} />}
      {purchase.step === 'held' && note !== null && (note.about === 'payment' || note.about === 'basket') && (
        <p className={styles.warning} role="alert" data-testid="checkout-note">
          <WarningIcon size={16} />
          {note.refusal === 'declined' ? t('checkout.declined') : text(note.refusal)}
        </p>
      )}
      {'lines' in purchase ? (
        <WantedLines lines={purchase.lines} priceOf={priceOf} onAgain={tryAgain} />
      ) : (
        <OrderLines orders={purchase.orders} />
      )}
      {paying ? (
        <PaymentStep
          purchase={purchase}
          onAct={(outcome) => purchase.step === 'paying' && void act(purchase.payment.paymentId, outcome)}
        />
      ) : (
        <>
          {held && purchase.step !== 'settling' && <Choices held={held} said={terms} draft={draft} />}
          {held && (
            <PriceLines
              orders={held.orders}
              basket={held.basket}
              shown={shown}
              asking={held.quote === 'asking' || !terms.started}
            />
          )}
          {held && <p className={styles.note}>{t('checkout.keepsPlaying')}</p>}
          {purchase.step === 'held' && (
            <button type="button" className={styles.giveBack} data-testid="give-back" onClick={() => void giveBack()}>
              {t('checkout.giveBack')}
            </button>
          )}
        </>
      )}
    </div>
  )
}
