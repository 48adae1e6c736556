// Stripe's interface as far as we use it, on loopback: the real library speaks to it. What it does wrong is told to it.
import { createHmac } from 'node:crypto'
import type { StripeKeys } from './payments-stripe.ts'

interface Intent {
  readonly id: string
  readonly object: 'payment_intent'
  readonly client_secret: string
  readonly amount: number
  readonly currency: string
  readonly livemode: boolean
  readonly metadata: Record<string, string>
  amount_received: number
  status: string
}

interface Refund {
  readonly id: string
  readonly object: 'refund'
  readonly payment_intent: string
  readonly amount: number
  readonly metadata: Record<string, string>
  status: string
}

export interface StripeStandIn {
  readonly keys: StripeKeys
  readonly intents: Map<string, Intent>
  readonly refunds: Refund[]
  /** Calls as `POST /v1/refunds`, in order. */
  readonly calls: string[]
  /** `away`: 503. `deaf`: it does what was asked, and the answer is lost. `refuses`: no refund is given. */
  mood: 'well' | 'away' | 'deaf' | 'refuses'
  /** The buyer's card was charged. */
  pay(intent: string, received?: number): Intent
  event(type: string, object: unknown, id?: string): string
  sign(text: string, how?: { secret?: string; at?: number }): string
  stop(): void
}

/** `metadata[app]=shop` as `{ metadata: { app: 'shop' } }`. */
const formOf = (text: string) => {
  const plain: Record<string, string> = {}
  const metadata: Record<string, string> = {}
  for (const [key, value] of new URLSearchParams(text)) {
    const name = /^metadata\[(\w+)\]$/.exec(key)?.[1]
    if (name) metadata[name] = value
    else plain[key] = value
  }
  return { plain, metadata }
}

const failure = (status: number, type: string, code: string) =>
  Response.json({ error: { type, code, message: code } }, { status })

export const openStripeStandIn = (): StripeStandIn => {
  const intents = new Map<string, Intent>()
  const refunds: Refund[] = []
  const calls: string[] = []
  const answered = new Map<string, unknown>()
  let made = 0
  const fresh = (prefix: string) => `${prefix}_${++made}_standin`

  const createIntent = (body: string) => {
    const { plain, metadata } = formOf(body)
    const id = fresh('pi')
    const intent: Intent = {
      ...{ id, object: 'payment_intent', client_secret: `${id}_secret_x`, metadata, livemode: false },
      ...{ amount: Number(plain.amount), currency: plain.currency!, amount_received: 0 },
      status: 'requires_payment_method',
    }
    intents.set(id, intent)
    return intent
  }
  const createRefund = (body: string) => {
    const { plain, metadata } = formOf(body)
    const refund: Refund = {
      ...{ id: fresh('re'), object: 'refund', payment_intent: plain.payment_intent!, metadata },
      ...{ amount: Number(plain.amount), status: 'succeeded' },
    }
    refunds.push(refund)
    return refund
  }
  const once = (key: string | null, make: () => unknown): unknown => {
    if (key === null) return make()
    if (!answered.has(key)) answered.set(key, make())
    return answered.get(key)
  }

  const answer = (call: string, url: URL, body: string, key: string | null): Response => {
    const [, id, verb] = /^\/v1\/payment_intents\/(\w+)(?:\/(\w+))?$/.exec(url.pathname) ?? []
    if (call === 'POST /v1/payment_intents') return Response.json(once(key, () => createIntent(body)))
    if (call === 'POST /v1/refunds')
      return standIn.mood === 'refuses'
        ? failure(400, 'invalid_request_error', 'charge_disputed')
        : Response.json(once(key, () => createRefund(body)))
    if (call === 'GET /v1/refunds') {
      const data = refunds.filter((refund) => refund.payment_intent === url.searchParams.get('payment_intent'))
      return Response.json({ object: 'list', data, has_more: false, url: '/v1/refunds' })
    }
    const intent = intents.get(id ?? '')
    if (!intent) return failure(404, 'invalid_request_error', 'resource_missing')
    if (verb === 'cancel') {
      if (!intent.status.startsWith('requires'))
        return failure(400, 'invalid_request_error', 'payment_intent_unexpected_state')
      intent.status = 'canceled'
    }
    return Response.json(intent)
  }

  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: async (request) => {
      const url = new URL(request.url)
      const call = `${request.method} ${url.pathname}`
      calls.push(call)
      if (request.headers.get('authorization') !== `Bearer ${standIn.keys.secretKey}`)
        return failure(401, 'invalid_request_error', 'api_key_invalid')
      if (standIn.mood === 'away') return failure(503, 'api_error', 'away')
      const response = answer(call, url, await request.text(), request.headers.get('idempotency-key'))
      return standIn.mood === 'deaf' ? failure(503, 'api_error', 'lost') : response
    },
  })

  const standIn: StripeStandIn = {
    keys: {
      ...{ secretKey: 'sk_test_canary', webhookSecret: 'whsec_canary', publishableKey: 'pk_test_shown' },
      apiUrl: `http://127.0.0.1:${server.port}`,
    },
    ...{ intents, refunds, calls, mood: 'well' },
    pay: (id, received) => {
      const intent = intents.get(id)!
      intent.status = 'succeeded'
      intent.amount_received = received ?? intent.amount
      return intent
    },
    event: (type, object, id = fresh('evt')) =>
      JSON.stringify({ id, object: 'event', type, livemode: false, data: { object } }),
    sign: (text, { secret = standIn.keys.webhookSecret, at = Date.now() } = {}) => {
      const seconds = Math.floor(at / 1000)
      return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${text}`).digest('hex')}`
    },
    stop: () => void server.stop(true),
  }
  return standIn
}
