// Reads what may be said about a purchase, and says what a known buyer said the last time.
import { type Address, type CouponClaim, type Hawker, isRefusal, type Order, type Refusal } from '@hawker/sdk'
import { createCheckout } from '@hawker/sdk/checkout'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useClock } from '../../ui/use-now.ts'
import { useOwnClaims } from '../coupons/own-coupons.tsx'
import { type Choice, NOTHING_CHOSEN, type Purchase } from './purchase.ts'
import { rememberDelivery, rememberedDelivery } from './remembered.ts'
import { firstChoice, type KeptAddress, needsBasket, type Terms } from './terms.ts'

const NO_CLAIMS: readonly CouponClaim[] = []

const sameAddress = (a: Address, b: Address): boolean =>
  (Object.keys(a) as (keyof Address)[]).every((field) => a[field] === b[field])

export const useTerms = (hawker: Hawker, purchase: Purchase, choose: (choice: Partial<Choice>) => void) => {
  const clock = useClock()
  const { baskets, addresses } = useMemo(() => createCheckout(hawker), [hawker])
  const { claims, failed } = useOwnClaims()
  const [sending, setSending] = useState<Omit<Terms, 'claims'> | null>(null)
  const [problem, setProblem] = useState<Refusal | null>(null)
  const [started, setStarted] = useState(false)

  // While the pieces are being placed: nobody waits for it.
  const load = useCallback(async () => {
    setProblem(null)
    const [ways, book] = await Promise.all([baskets.deliveryMethods(), addresses.list()])
    if (isRefusal(ways)) return setProblem(ways)
    if (isRefusal(book)) return setProblem(book)
    setSending({ methods: ways.methods, addresses: book.addresses })
  }, [baskets, addresses])
  useEffect(() => void load(), [load])
  // Without coupons one can buy as well.
  const own = claims ?? (failed ? NO_CLAIMS : null)
  const terms = useMemo<Terms | null>(() => sending && own && { ...sending, claims: own }, [sending, own])

  const held = purchase.step === 'held' ? purchase : null
  /** What was said of a basket that was left before it was paid. */
  const saidBefore = useCallback(
    async (orders: readonly Order[], known: Terms): Promise<Choice | null> => {
      const id = orders.find(({ basketId }) => basketId !== undefined)?.basketId
      const basket = id === undefined ? null : await baskets.read(id)
      if (basket === null || isRefusal(basket)) return null
      const { address, delivery, coupon } = basket
      const kept = address && known.addresses.find((other) => sameAddress(other.address, address))
      if (address !== null && !kept) return null
      return { addressId: kept?.id ?? null, deliveryId: delivery?.id ?? null, claimId: coupon?.claimId ?? null }
    },
    [baskets],
  )

  const begun = useRef(false)
  useEffect(() => {
    if (begun.current || terms === null || held === null) return
    begun.current = true
    const { orders } = held
    const start = async () => {
      const first = firstChoice(terms, orders, { deliveryId: rememberedDelivery() }, clock.now())
      const before = await saidBefore(orders, terms)
      const choice =
        before === null ? first : before.addressId === null ? { ...first, claimId: before.claimId } : before
      if (needsBasket(terms, orders, choice)) choose(choice)
      setStarted(true)
    }
    void start()
  }, [terms, held, clock, choose, saidBefore])

  const setBook = useCallback(
    (book: readonly KeptAddress[]) => setSending((known) => known && { ...known, addresses: book }),
    [],
  )
  const saveAddress = useCallback(
    async (address: Address, id: string | undefined): Promise<Refusal | string> => {
      const answer = await addresses.put(address, id)
      if (isRefusal(answer)) return answer
      setBook(answer.addresses)
      return answer.addresses.find((other) => other.id === id || sameAddress(other.address, address))?.id ?? ''
    },
    [addresses, setBook],
  )
  const removeAddress = useCallback(
    async (id: string): Promise<Refusal | null> => {
      const answer = await addresses.remove(id)
      if (isRefusal(answer)) return answer
      setBook(answer.addresses)
      return null
    },
    [addresses, setBook],
  )
  const chooseDelivery = useCallback(
    (deliveryId: string) => {
      rememberDelivery(deliveryId)
      choose({ deliveryId })
    },
    [choose],
  )

  return {
    terms,
    problem,
    load,
    /** Whether it is known what has to be said: until then nothing is paid. */
    started,
    saveAddress,
    removeAddress,
    chooseDelivery,
    choice: held?.choice ?? NOTHING_CHOSEN,
  }
}
