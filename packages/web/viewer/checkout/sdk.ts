// The part of the SDK that buying needs, loaded when somebody does what needs it.
import { type Hawker, REFUSALS, type Refusal } from '@hawker/sdk'
import type { Checkout } from '@hawker/sdk/checkout'

const OUT_OF_REACH: Refusal = { refused: 'unavailable', message: REFUSALS.unavailable.message }

/** Asks with it; that it cannot be loaded is the same to a buyer as a server out of reach. */
export const withCheckout = async <T>(
  hawker: Hawker,
  ask: (checkout: Checkout) => Promise<T | Refusal>,
): Promise<T | Refusal> => {
  const { createCheckout } = await import('@hawker/sdk/checkout').catch(() => ({ createCheckout: null }))
  return createCheckout === null ? OUT_OF_REACH : ask(createCheckout(hawker))
}
