// The viewer's cart, kept by the server: how many lines it has shows in the room, its sheet asks again.
import { isRefusal, type Refusal } from '@hawker/sdk'
import type { Checkout } from '@hawker/sdk/checkout'
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'
import { useLiveRoom } from '../../ui/live-room.ts'
import { withCheckout } from '../checkout/sdk.ts'
import { createAsking } from '../room/asking.ts'
import { usePerson } from '../room/person.tsx'
import { useSoon } from '../room/use-soon.ts'
import type { Cart, CartLine } from './lines.ts'

export interface CartOfMine {
  /** Null: not read yet. */
  readonly lines: readonly CartLine[] | null
  /** Why it could not be read. */
  readonly problem: Refusal | null
  load(): Promise<void>
  put(line: { skuId: string; roomId: string; quantity: number }): Promise<Refusal | null>
  remove(skuIds: readonly string[]): Promise<Refusal | null>
}

const CartContext = createContext<CartOfMine | null>(null)

export const CartProvider = ({ children }: { children: ReactNode }) => {
  const { hawker } = useLiveRoom()
  const { you } = usePerson()
  const [lines, setLines] = useState<readonly CartLine[] | null>(null)
  const [problem, setProblem] = useState<Refusal | null>(null)

  const [asking] = useState(createAsking)
  // Each answer is the whole cart: asked at once, that of a reading could stand over that of a change.
  const ask = useCallback(
    async (question: (checkout: Checkout) => Promise<Cart | Refusal>): Promise<Refusal | null> => {
      const answer = await asking.ask(
        () => withCheckout(hawker, question),
        (heard) => {
          if (isRefusal(heard)) return
          setLines(heard.lines)
          setProblem(null)
        },
      )
      return isRefusal(answer) ? answer : null
    },
    [asking, hawker],
  )
  const load = useCallback(async () => {
    const refusal = await ask(({ cart }) => cart.read())
    // Nobody has nothing in his cart.
    if (refusal?.refused === 'not-signed-in') setLines([])
    else setProblem(refusal)
  }, [ask])
  const put = useCallback<CartOfMine['put']>(
    ({ skuId, ...line }) => ask(({ cart }) => cart.put(skuId, line as never)),
    [ask],
  )
  const remove = useCallback<CartOfMine['remove']>(
    async (skuIds) => {
      let refusal: Refusal | null = null
      for (const skuId of skuIds) refusal = (await ask(({ cart }) => cart.remove(skuId))) ?? refusal
      return refusal
    },
    [ask],
  )

  useSoon(load, you?.id ?? null)

  const cart = useMemo(() => ({ lines, problem, load, put, remove }), [lines, problem, load, put, remove])
  return <CartContext value={cart}>{children}</CartContext>
}

export const useCart = (): CartOfMine => {
  const cart = useContext(CartContext)
  if (cart === null) throw new Error('outside of a room')
  return cart
}

/** Things in the cart, as far as it is known. */
export const useCartCount = (): number => useContext(CartContext)?.lines?.length ?? 0
