// Stripe, by its own library: Payment Intents. Nothing of a card passes through here.
import type StripeApi from 'stripe'
import { fromStripe, stripeFault, toStripe } from './core/stripe-amount.ts'
import { type Payment, type PaymentNotice, type PaymentProvider, ProviderAway, type Refund } from './payments.ts'

export interface StripeKeys {
  readonly secretKey: string
  readonly webhookSecret: string
  readonly publishableKey: string
  /** A stand-in's address; null: Stripe's own. */
  readonly apiUrl: string | null
}

/** What a signed message of Stripe's is about; `other`: nothing of ours. */
export type Heard =
  | { readonly about: 'payment'; readonly notice: PaymentNotice }
  | {
      readonly about: 'refund'
      readonly app: string
      readonly id: string
      readonly state: 'sent' | 'failed'
      readonly reference: string
    }
  | { readonly about: 'other' }

export interface StripeProvider extends PaymentProvider {
  /** Null: not signed by Stripe for us, or too long ago. The text must be as it came, byte for byte. */
  hear(text: string, signature: string): Promise<Heard | null>
}

const ASK_TIMEOUT_MS = 8_000
/** Within one call; what stays unanswered is asked again by the jobs. */
const RETRIES = 1
/** A message signed longer ago is not taken. */
export const SIGNATURE_TOLERANCE_S = 300
const REFUNDS_LISTED = 100

type Intent = StripeApi.PaymentIntent
type StripeRefund = StripeApi.Refund

const isTest = (key: string) => /^(sk|rk|pk)_test_/.test(key)

export const createStripe = (keys: StripeKeys): StripeProvider => {
  const test = isTest(keys.secretKey)
  // Loaded when first needed: nobody else pays for it.
  let opened: Promise<{ stripe: StripeApi; library: typeof StripeApi }> | null = null
  const open = () => {
    opened ??= import('stripe').then(({ default: library }) => {
      const at = keys.apiUrl === null ? null : new URL(keys.apiUrl)
      const stripe = new library(keys.secretKey, {
        httpClient: library.createFetchHttpClient(),
        ...{ maxNetworkRetries: RETRIES, timeout: ASK_TIMEOUT_MS, telemetry: false },
        appInfo: { name: 'hawker' },
        ...(at && {
          host: at.hostname,
          port: at.port || (at.protocol === 'https:' ? '443' : '80'),
          protocol: at.protocol === 'https:' ? ('https' as const) : ('http' as const),
        }),
      })
      return { stripe, library }
    })
    return opened
  }

  /** Errors of the library hold requests and signatures: only what happened goes on. */
  const away = (error: unknown): ProviderAway => {
    const { type, code, statusCode } = error as { type?: string; code?: string; statusCode?: number }
    return new ProviderAway('stripe', [type ?? 'error', code, statusCode].filter(Boolean).join(' '))
  }
  const isOfRequest = (error: unknown) => (error as { type?: string }).type === 'StripeInvalidRequestError'
  const asking = async <T>(run: (stripe: StripeApi) => Promise<T>): Promise<T> => {
    const { stripe } = await open()
    return await run(stripe).catch((error) => {
      throw away(error)
    })
  }

  const noticeOf = (intent: Intent, eventId: string, outcome: PaymentNotice['outcome']): PaymentNotice => {
    const currency = intent.currency.toUpperCase()
    const whole = outcome !== 'approved' || intent.amount === intent.amount_received
    return {
      ...{ eventId, outcome, currency, reference: intent.id, test: !intent.livemode },
      paymentId: intent.metadata?.payment ?? '',
      app: intent.metadata?.app ?? '',
      amountMinor: whole ? fromStripe(intent.amount, currency) : Number.NaN,
    }
  }
  const asked = (intent: Intent): PaymentNotice | null => {
    if (intent.status === 'succeeded') return noticeOf(intent, `asked:${intent.id}:approved`, 'approved')
    return intent.status === 'canceled' ? noticeOf(intent, `asked:${intent.id}:cancelled`, 'cancelled') : null
  }
  /** Nobody was ever shown it, so nobody can have paid. */
  const neverShown = ({ app, id, amountMinor, currency }: Payment): PaymentNotice => ({
    ...{ eventId: `never-shown:${id}`, paymentId: id, outcome: 'cancelled', amountMinor, currency },
    ...{ app, reference: null, test },
  })

  const stateOf = ({ status }: StripeRefund) =>
    status === 'failed' || status === 'canceled' ? ('failed' as const) : ('sent' as const)

  const sendBack = async (stripe: StripeApi, refund: Refund, intent: string, amount: number): Promise<StripeRefund> => {
    const { app, id, payment } = refund
    // Stripe forgets keys after a day: what was sent before is looked for first.
    if (refund.again) {
      const { data } = await stripe.refunds.list({ payment_intent: intent, limit: REFUNDS_LISTED })
      const known = data.find(({ metadata }) => metadata?.refund === id && metadata?.app === app)
      if (known) return known
    }
    return await stripe.refunds.create(
      { payment_intent: intent, amount, metadata: { app, refund: id, payment: payment.id } },
      { idempotencyKey: `refund:${app}:${payment.id}:${id}` },
    )
  }

  return {
    name: 'stripe',
    test,
    faultOf: stripeFault,
    begin: async (payment) => {
      const { app, id, amountMinor, currency, reference } = payment
      const amount = toStripe(amountMinor, currency)
      if (amount === null) throw new ProviderAway('stripe', `${amountMinor} ${currency} cannot be charged`)
      const intent = await asking((stripe) =>
        reference
          ? stripe.paymentIntents.retrieve(reference)
          : stripe.paymentIntents.create(
              {
                ...{ amount, currency: currency.toLowerCase(), metadata: { app, payment: id } },
                // Nothing leads out of the room.
                automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
              },
              { idempotencyKey: `payment:${app}:${id}` },
            ),
      )
      return {
        sheet: {
          ...{ paymentId: id, provider: 'stripe', amountMinor, currency, test },
          ...{ clientSecret: intent.client_secret, publishableKey: keys.publishableKey },
        },
        reference: intent.id,
      }
    },
    ask: async ({ reference }) =>
      reference === null ? null : asked(await asking((stripe) => stripe.paymentIntents.retrieve(reference))),
    giveUp: async (payment) => {
      const { reference } = payment
      if (reference === null) return neverShown(payment)
      const { stripe } = await open()
      const intent = await stripe.paymentIntents.cancel(reference).catch((error) => {
        // Too late, or too early: money is on its way.
        if (isOfRequest(error)) return asking((again) => again.paymentIntents.retrieve(reference))
        throw away(error)
      })
      return asked(intent)
    },
    refund: async (refund) => {
      const intent = refund.payment.reference
      const amount = toStripe(refund.amountMinor, refund.payment.currency)
      // The part of an order, of a whole that could be charged: asking again would not help.
      if (intent === null || amount === null) return { state: 'failed', reference: null }
      const { stripe } = await open()
      try {
        const sent = await sendBack(stripe, refund, intent, amount)
        return { state: stateOf(sent), reference: sent.id }
      } catch (error) {
        if (error instanceof ProviderAway) throw error
        if (isOfRequest(error)) return { state: 'failed', reference: null }
        throw away(error)
      }
    },
    hear: async (text, signature) => {
      const { stripe, library } = await open()
      const crypto = library.createSubtleCryptoProvider()
      const event = await stripe.webhooks
        .constructEventAsync(text, signature, keys.webhookSecret, SIGNATURE_TOLERANCE_S, crypto)
        .catch(() => null)
      if (event === null) return null
      switch (event.type) {
        case 'payment_intent.succeeded':
          return { about: 'payment', notice: noticeOf(event.data.object, event.id, 'approved') }
        case 'payment_intent.payment_failed':
          return { about: 'payment', notice: noticeOf(event.data.object, event.id, 'declined') }
        case 'payment_intent.canceled':
          return { about: 'payment', notice: noticeOf(event.data.object, event.id, 'cancelled') }
        case 'refund.updated':
        case 'refund.failed': {
          const { id: reference, metadata, status } = event.data.object
          if (!metadata?.app || !metadata.refund || status === 'pending') return { about: 'other' }
          const state = stateOf(event.data.object)
          return { about: 'refund', app: metadata.app, id: metadata.refund, state, reference }
        }
        default:
          return { about: 'other' }
      }
    },
  }
}
