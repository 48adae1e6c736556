// Choosing within the sheet: an address, a way of delivery, a coupon. The hold keeps running in sight.
import { isRefusal, newId } from '@hawker/sdk'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useClock } from '../../ui/use-now.ts'
import { useToast } from '../room/toasts.tsx'
import { useRefusalText } from '../room/use-refusal-text.ts'
import { emptyDraft } from './address-draft.ts'
import { AddressBook, AddressForm } from './address-view.tsx'
import styles from './checkout-sheet.module.css'
import { countryList, likelyCountry } from './countries.ts'
import { CouponView } from './coupon-view.tsx'
import { DeliveryView } from './delivery-view.tsx'
import { HoldTimer } from './hold-timer.tsx'
import type { Choice, Held } from './purchase.ts'
import { countriesOf, goodsMinorOf, methodsTo, type Terms, wayTo } from './terms.ts'
import type { useTerms } from './use-terms.ts'
import type { OpenAddress, TermsDraft } from './use-terms-draft.ts'

interface Props {
  readonly held: Held
  readonly terms: Omit<ReturnType<typeof useTerms>, 'terms'> & { readonly terms: Terms }
  readonly draft: TermsDraft
  readonly choose: (choice: Partial<Choice>) => void
  readonly look: () => void
}

export const TermsView = ({ held, terms: said, draft, choose, look }: Props) => {
  const { i18n } = useTranslation()
  const clock = useClock()
  const toast = useToast()
  const text = useRefusalText()
  const { terms, saveAddress, removeAddress, chooseDelivery } = said
  const { view, show, address: open, setAddress } = draft
  const { orders, choice, basket } = held
  const currency = orders[0]?.currency ?? ''
  const countries = countriesOf(methodsTo(terms.methods, currency, null))
  const country = terms.addresses.find(({ id }) => id === choice.addressId)?.address.country ?? null

  const chooseAddress = (addressId: string, to: string) => {
    choose({ addressId, deliveryId: wayTo(terms, currency, to, choice.deliveryId) })
    show('sum')
  }
  const fresh = useMemo<OpenAddress>(() => {
    const list = countryList(i18n.language, countriesOf(methodsTo(terms.methods, currency, null)))
    return { id: undefined, draft: emptyDraft(likelyCountry(i18n.language, navigator.language, list)) }
  }, [i18n.language, terms.methods, currency])
  const editing = open ?? fresh
  const add = () => {
    // What was typed of a new one before is still there.
    if (open?.id !== undefined) setAddress(null)
    show('form')
  }
  const remove = async (id: string) => {
    const refusal = await removeAddress(id)
    if (refusal) return toast(text(refusal))
    setAddress(null)
    if (choice.addressId === id) choose({ addressId: null })
    show('book')
  }
  return (
    <div className={styles.body} data-testid="checkout-view" data-view={view}>
      <HoldTimer orders={orders} onOver={look} />
      {view === 'book' && (
        <AddressBook
          addresses={terms.addresses}
          chosen={choice.addressId}
          onChoose={(id) => chooseAddress(id, terms.addresses.find((kept) => kept.id === id)?.address.country ?? '')}
          onEdit={({ id, address }) => {
            setAddress({ id, draft: address })
            show('form')
          }}
          onAdd={add}
        />
      )}
      {view === 'form' && (
        <AddressForm
          draft={editing.draft}
          onDraft={(draft) => setAddress({ id: editing.id, draft })}
          countries={countries}
          onRemove={editing.id === undefined ? null : () => void remove(editing.id!)}
          onSave={async (address) => {
            const answer = await saveAddress(address, editing.id ?? newId(clock.now()))
            if (isRefusal(answer)) return answer
            setAddress(null)
            chooseAddress(answer, address.country)
            return null
          }}
        />
      )}
      {view === 'delivery' && (
        <DeliveryView
          methods={methodsTo(terms.methods, currency, country)}
          chosen={choice.deliveryId}
          goodsMinor={(basket?.prices.goodsMinor ?? goodsMinorOf(orders)) - (basket?.prices.discountMinor ?? 0)}
          onChoose={(id) => {
            chooseDelivery(id)
            show('sum')
          }}
        />
      )}
      {view === 'coupon' && (
        <CouponView
          orders={orders}
          chosen={choice.claimId}
          onChoose={(claimId) => {
            choose({ claimId })
            show('sum')
          }}
        />
      )}
    </div>
  )
}
