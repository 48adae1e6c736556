// Where Stripe tells what happened. Answered well only once it is committed; anything else is told again.
import { type AppId, isRefusal, type Order, type Refusal } from '@hawker/protocol'
import type { Database } from '#db'
import type { RawRoute } from '#http'
import type { Log } from '#system/log'
import type { PaymentNotice } from './payments.ts'
import { findNoticed } from './payments-store.ts'
import type { StripeProvider } from './payments-stripe.ts'

export const WEBHOOK_PATH = '/api/payments/stripe/webhook'
/** Stripe's events are a few kilobytes. */
export const WEBHOOK_MAX_BYTES = 262_144

interface Deps {
  readonly db: Database
  readonly provider: StripeProvider
  readonly log: Log
  readonly settle: (app: AppId, payment: string, notice: PaymentNotice) => Promise<Order[] | Refusal>
  readonly heardRefund: (app: AppId, id: string, state: 'sent' | 'failed', reference: string) => Promise<void>
}

const answer = (status: number, headers: Record<string, string> = {}) =>
  new Response(null, { status, headers: { 'cache-control': 'no-store', ...headers } })

/** As it came, byte for byte; null: too much, or not text. */
const readText = async (request: Request): Promise<string | null> => {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of request.body ?? []) {
    bytes += part.byteLength
    if (bytes > WEBHOOK_MAX_BYTES) return null
    parts.push(part)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts))
  } catch {
    return null
  }
}

export const createWebhook = ({ db, provider, log, settle, heardRefund }: Deps): RawRoute => {
  const hear = async (text: string, signature: string): Promise<number> => {
    const heard = await provider.hear(text, signature)
    if (heard === null) {
      log.warn('a payment notice was not signed by the provider: nothing was done')
      return 400
    }
    if (heard.about === 'refund') await heardRefund(heard.app as AppId, heard.id, heard.state, heard.reference)
    if (heard.about !== 'payment') return 200
    const { notice } = heard
    const payment = await findNoticed(db.system, provider.name, notice.reference, notice.paymentId)
    // The account may sell elsewhere too.
    if (payment === null) return 200
    const settled = await settle(payment.app, payment.id, notice)
    if (isRefusal(settled))
      log.warn({ payment: payment.id, refused: settled.refused }, 'a payment notice had no effect')
    return 200
  }

  return {
    prefix: WEBHOOK_PATH,
    handle: async (request, { url }) => {
      if (url.pathname !== WEBHOOK_PATH) return null
      if (request.method !== 'POST') return answer(405, { allow: 'POST' })
      const text = await readText(request)
      if (text === null) return answer(413)
      try {
        return answer(await hear(text, request.headers.get('stripe-signature') ?? ''))
      } catch (error) {
        log.error({ err: error }, 'a payment notice could not be taken in; it will be told again')
        return answer(503)
      }
    },
  }
}
