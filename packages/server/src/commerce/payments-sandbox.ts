// The provider of demonstrations: a sheet of our own, where the buyer says himself whether the payment is approved.
import type { Payment, PaymentNotice, PaymentProvider } from './payments.ts'

export interface SandboxProvider extends PaymentProvider {
  /** The notice the provider would send. Its event id makes the same answer twice count once. */
  notice(payment: Payment, outcome: 'approve' | 'decline'): PaymentNotice
}

export const createSandbox = (): SandboxProvider => ({
  name: 'sandbox',
  test: true,
  begin: async ({ id, amountMinor, currency }) => ({
    ...{ paymentId: id, provider: 'sandbox', amountMinor, currency, test: true },
  }),
  refund: async () => {},
  notice: ({ id, amountMinor, currency }, outcome) => ({
    eventId: `${id}:${outcome}`,
    paymentId: id,
    outcome: outcome === 'approve' ? 'approved' : 'declined',
    amountMinor,
    currency,
  }),
})
