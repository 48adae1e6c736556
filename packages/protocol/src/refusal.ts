// Refusals: what the server will not do, as values with stable codes. Free of the schema library: browsers load this file.

/** What may be done about a refusal: nothing, the same again later, or something else first. */
export type Retry = 'never' | 'later' | 'after-change'

interface RefusalRule {
  /** HTTP status when it leaves by the API (RFC 9110). */
  readonly status: number
  readonly retry: Retry
  /** One sentence for a person. */
  readonly message: string
}

const rule = (status: number, retry: Retry, message: string): RefusalRule => ({ status, retry, message })

/** Every refusal of the product. A code never changes its meaning; new ones are added. */
export const REFUSALS = {
  'bad-request': rule(400, 'after-change', 'The request could not be understood.'),
  'not-signed-in': rule(401, 'after-change', 'Sign in first.'),
  'bad-credentials': rule(401, 'after-change', 'E-mail or password is wrong.'),
  'ticket-invalid': rule(401, 'after-change', 'This ticket is not valid, or not any more.'),
  'not-allowed': rule(403, 'never', 'You may not do this.'),
  'sign-in-again': rule(403, 'after-change', 'Sign in once more.'),
  'wrong-origin': rule(403, 'never', 'This page may not call this server.'),
  'not-found': rule(404, 'never', 'There is no such thing here.'),
  'wrong-method': rule(405, 'never', 'This address does not take that method.'),
  conflict: rule(409, 'after-change', 'Somebody else changed this in the meantime.'),
  'order-id-taken': rule(409, 'after-change', 'This order id was used for something else.'),
  'price-changed': rule(409, 'after-change', 'The price has changed. Look at it once more.'),
  'sold-out': rule(409, 'never', 'Sold out.'),
  'not-on-sale': rule(409, 'after-change', 'This is not on sale at the moment.'),
  'hold-limit': rule(409, 'after-change', 'Pay or cancel your open orders first.'),
  'buyer-limit': rule(409, 'never', 'No more of this for one buyer.'),
  'hold-ended': rule(409, 'after-change', 'The time to pay this order is over.'),
  'wrong-state': rule(409, 'after-change', 'This cannot be done in the present state.'),
  'balance-too-low': rule(409, 'after-change', 'Not enough coins.'),
  'too-large': rule(413, 'after-change', 'This is larger than what is accepted.'),
  'wrong-type': rule(415, 'after-change', 'Send application/json.'),
  'wrong-host': rule(
    421,
    'never',
    'This server does not answer for that host name. Set PUBLIC_URL to the address in use.',
  ),
  invalid: rule(422, 'after-change', 'Some of the values are not valid.'),
  'too-many': rule(429, 'later', 'Too many requests. Wait a moment.'),
  'upgrade-required': rule(426, 'after-change', 'This address speaks WebSocket.'),
  'room-closed': rule(409, 'never', 'This room is not open.'),
  muted: rule(403, 'later', 'You may not speak here at the moment.'),
  'slow-mode': rule(429, 'later', 'Slow mode is on. Wait before the next line.'),
  banned: rule(403, 'never', 'You may not enter this room at the moment.'),
  'followers-only': rule(403, 'after-change', 'Only followers of the host may speak here.'),
  'buyers-only': rule(403, 'after-change', 'Only those who have bought something may speak here.'),
  'level-too-low': rule(403, 'after-change', 'Your level is not high enough to speak here yet.'),
  'links-refused': rule(422, 'after-change', 'Links may be posted by staff only.'),
  'name-taken': rule(409, 'after-change', 'This name is taken.'),
  'limit-reached': rule(409, 'after-change', 'There is no room for more of these.'),
  'coupon-invalid': rule(409, 'after-change', 'This coupon cannot be used here.'),
  'delivery-needed': rule(409, 'after-change', 'Choose an address, and a way of delivery that goes there.'),
  'not-sold-out': rule(409, 'after-change', 'This can be bought now.'),
  'undo-over': rule(409, 'never', 'It is too late to undo this.'),
  'coupon-gone': rule(409, 'never', 'No coupons are left.'),
  'auction-over': rule(409, 'never', 'The bidding is over.'),
  'bid-too-low': rule(409, 'after-change', 'Bid more.'),
  'file-refused': rule(422, 'after-change', 'This file is not accepted.'),
  'text-refused': rule(422, 'after-change', 'This text is not accepted here.'),
  'already-publishing': rule(409, 'later', 'Somebody is already publishing this stream.'),
  'unknown-type': rule(400, 'after-change', 'This message type is not known.'),
  failed: rule(500, 'later', 'Something went wrong on our side.'),
  busy: rule(503, 'later', 'The server is busy. Try the same again in a moment.'),
  unavailable: rule(503, 'later', 'This part is not available at the moment. Try the same again in a moment.'),
} as const satisfies Record<string, RefusalRule>

export type RefusalCode = keyof typeof REFUSALS

/** A refusal as a value. `fields` names what was wrong in an `invalid` body; `retryAfterMs` says when to come back. */
export interface Refusal {
  readonly refused: RefusalCode
  readonly message: string
  readonly fields?: readonly { readonly path: string; readonly message: string }[]
  readonly retryAfterMs?: number
}

/** Makes a refusal: `refuse('sold-out')`, `refuse('invalid', { fields })`. */
export const refuse = (code: RefusalCode, more: Partial<Omit<Refusal, 'refused'>> = {}): Refusal => ({
  refused: code,
  message: REFUSALS[code].message,
  ...more,
})

/** True when a value is a refusal and not the thing asked for. */
export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && typeof (value as { refused?: unknown }).refused === 'string'

/** RFC 9457 problem details, the body of every refusal over HTTP (`application/problem+json`). */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: RefusalCode
  readonly retry: Retry
  readonly requestId: string
  readonly fields?: Refusal['fields']
  readonly retryAfterMs?: number
}

/** Turns a refusal into problem details; `type` is a stable URN of the code. */
export const toProblem = (refusal: Refusal, requestId: string): Problem => {
  const known = REFUSALS[refusal.refused]
  return {
    type: `urn:hawker:refusal:${refusal.refused}`,
    title: refusal.message,
    status: known.status,
    code: refusal.refused,
    retry: known.retry,
    requestId,
    ...(refusal.fields ? { fields: refusal.fields } : {}),
    ...(refusal.retryAfterMs === undefined ? {} : { retryAfterMs: refusal.retryAfterMs }),
  }
}
