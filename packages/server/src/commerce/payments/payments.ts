// The port to those who take money. A body knows one provider; what a payment means for an order is settled elsewhere.
import type { AmountMinor, AppId, api, Currency, OrderId } from '@hawker/protocol'
import type { FaultOf } from '../chargeable.ts'

export interface Payment {
  readonly app: AppId
  readonly id: string
  /** What it pays, in the order of their ids. */
  readonly orders: readonly { readonly id: OrderId; readonly amountMinor: AmountMinor }[]
  readonly amountMinor: AmountMinor
  readonly currency: Currency
  /** The provider's own id for it, once it has one. */
  readonly reference: string | null
}

/** What a provider told us, once its message was verified. */
export interface PaymentNotice {
  /** Unique with this provider: the same twice counts once. */
  readonly eventId: string
  readonly paymentId: string
  /** `cancelled`: no money can come of it any more. */
  readonly outcome: 'approved' | 'declined' | 'cancelled'
  readonly amountMinor: AmountMinor
  readonly currency: Currency
  /** The rest of what must be as we know it: who is to be paid, under which id, in play money or real. */
  readonly app: string
  readonly reference: string | null
  readonly test: boolean
}

export interface Refund {
  readonly app: AppId
  /** Once for each of these in its app. */
  readonly id: string
  readonly payment: Payment
  readonly amountMinor: AmountMinor
  /** It was asked for before, and nobody knows what became of that. */
  readonly again: boolean
}

export interface PaymentProvider {
  readonly name: api.commerce.PaymentSheet['provider']
  /** Marked wherever it is shown, and no part of real turnover. */
  readonly test: boolean
  readonly faultOf: FaultOf
  /** Makes the payment known to the provider, once for each payment id, and says what the page shows. */
  begin(payment: Payment): Promise<{ sheet: api.commerce.PaymentSheet; reference: string | null }>
  /** What became of it; null: nothing yet. */
  ask(payment: Payment): Promise<PaymentNotice | null>
  /** Lets no money come of it any more. Where it is too late for that, what became of it; null: cannot be said yet. */
  giveUp(payment: Payment): Promise<PaymentNotice | null>
  /** Sends money back. `failed`: it never will, a person must look. Throws when nobody knows: it is asked again. */
  refund(refund: Refund): Promise<{ state: 'sent' | 'failed'; reference: string | null }>
}

/** The provider does not answer, or not with what was asked: the same may be tried again. */
export class ProviderAway extends Error {
  constructor(provider: string, what: string) {
    super(`${provider}: ${what}`)
    this.name = 'ProviderAway'
  }
}
