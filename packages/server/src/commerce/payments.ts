// The port to those who take money. A body knows one provider; what a payment means for an order is settled here.
import type { AmountMinor, AppId, api, Currency, OrderId } from '@hawker/protocol'

export interface Payment {
  readonly app: AppId
  readonly id: string
  readonly orderId: OrderId
  readonly amountMinor: AmountMinor
  readonly currency: Currency
}

/** What a provider told us, once its message was verified. */
export interface PaymentNotice {
  /** Unique with this provider: the same twice counts once. */
  readonly eventId: string
  readonly paymentId: string
  readonly outcome: 'approved' | 'declined'
  readonly amountMinor: AmountMinor
  readonly currency: Currency
}

export interface PaymentProvider {
  readonly name: api.commerce.PaymentSheet['provider']
  /** Marked wherever it is shown, and no part of real turnover. */
  readonly test: boolean
  /** Makes the payment known to the provider, once for each payment id, and says what the page shows. */
  begin(payment: Payment): Promise<api.commerce.PaymentSheet>
  /** Sends the money back, once for each key. */
  refund(payment: Payment, key: string): Promise<void>
}
