// Stripe's own script, from its own host and only when a card is to be taken: card numbers never touch this page.
const SCRIPT = 'https://js.stripe.com/v3/'

interface StripeElement {
  mount(place: HTMLElement): void
  destroy(): void
  on(event: 'ready' | 'loaderror', heard: () => void): void
}

interface StripeElements {
  create(kind: 'payment'): StripeElement
}

interface StripePage {
  elements(options: { clientSecret: string; locale: string; appearance: { theme: 'stripe' | 'night' } }): StripeElements
  confirmPayment(options: {
    elements: StripeElements
    redirect: 'if_required'
  }): Promise<{ error?: { type: string; message?: string } }>
}

type OpenStripe = (publishableKey: string) => StripePage

let loading: Promise<OpenStripe> | null = null

/** Loaded once; after a failure the next asks again. */
const loadScript = (): Promise<OpenStripe> => {
  loading ??= new Promise<OpenStripe>((resolve, reject) => {
    const script = document.createElement('script')
    script.src = SCRIPT
    script.onload = () => resolve((window as unknown as { Stripe: OpenStripe }).Stripe)
    script.onerror = () => {
      script.remove()
      loading = null
      reject(new Error('the script for card payments did not load'))
    }
    document.head.append(script)
  })
  return loading
}

export interface CardForm {
  /** `paid`: the money is on its way; the server says when it is here. */
  confirm(): Promise<{ paid: true } | { paid: false; message: string | null }>
  close(): void
}

export const openCardForm = async (
  place: HTMLElement,
  { publishableKey, clientSecret, locale }: { publishableKey: string; clientSecret: string; locale: string },
): Promise<CardForm> => {
  const stripe = (await loadScript())(publishableKey)
  const dark = window.matchMedia('(prefers-color-scheme: dark)').matches
  const elements = stripe.elements({ clientSecret, locale, appearance: { theme: dark ? 'night' : 'stripe' } })
  const card = elements.create('payment')
  await new Promise<void>((resolve, reject) => {
    card.on('ready', resolve)
    card.on('loaderror', () => reject(new Error('the card form did not load')))
    card.mount(place)
  })
  return {
    confirm: async () => {
      const { error } = await stripe.confirmPayment({ elements, redirect: 'if_required' })
      return error ? { paid: false, message: error.message ?? null } : { paid: true }
    },
    close: () => card.destroy(),
  }
}
