// Whether a notice speaks of the payment we know. Its signature says who sent it, not what it is about.
interface Known {
  readonly app: string
  readonly id: string
  readonly amountMinor: number
  readonly currency: string
  readonly reference: string | null
  readonly test: boolean
}

interface Told extends Omit<Known, 'id'> {
  readonly paymentId: string
}

/** The first thing in which they differ; null: none. */
export const differenceOf = (known: Known, told: Told): string | null => {
  if (told.app !== known.app) return 'app'
  if (told.paymentId !== known.id) return 'payment'
  if (known.reference !== null && told.reference !== known.reference) return 'reference'
  if (told.currency !== known.currency) return 'currency'
  if (told.amountMinor !== known.amountMinor) return 'amount'
  return told.test === known.test ? null : 'mode'
}
